"""A visitor of the web app without a browser: keeps cookies, fills in the forms that it is shown, follows nothing by itself.

It sends what no browser would, from addresses that no browser has.
"""

import html.parser
import http.client
import os
import sys
import urllib.parse

from peers import ROOT

sys.path.insert(0, os.path.join(ROOT, "Tests", "Browser"))

from app import App

PASSWORD = "secret"
SOURCE, TARGET, OPTIONS, CHECK = (f"/migrations/new/{page}" for page in ("source", "target", "options", "check"))
TRACK = "/migrations/track"

__all__ = ["App", "Answer", "CHECK", "OPTIONS", "PASSWORD", "SOURCE", "TARGET", "TRACK", "Visitor"]


class _Fields(html.parser.HTMLParser):
    """What a browser would send of the forms of a page: those that send something."""

    def __init__(self, text):
        super().__init__()
        self.found, self.tags, self._select = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        name, kind = attrs.get("name"), attrs.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in attrs or self._select not in dict(self.found)):
            self.found = [pair for pair in self.found if pair[0] != self._select]
            self.found.append((self._select, attrs.get("value", "")))
        elif tag == "input" and name and "disabled" not in attrs:
            if kind not in ("checkbox", "radio") or "checked" in attrs:
                self.found.append((name, attrs.get("value") or ""))


class Answer:
    """What came back."""

    def __init__(self, response, body):
        self.status, self.body = response.status, body
        self.fields = response.getheaders()
        self.text = body.decode("utf-8", "replace")

    def all(self, name):
        """All values of a header field."""
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def __getitem__(self, name):
        return ", ".join(self.all(name))

    @property
    def location(self):
        """Where it leads."""
        return self["Location"]

    @property
    def form(self):
        """What a browser would send of its forms."""
        return _Fields(self.text).found

    @property
    def tags(self):
        """Its elements, each with its attributes."""
        return _Fields(self.text).tags

    @property
    def codes(self):
        """The words of the page's notice, which differ from problem to problem."""
        begin = self.text.find('role="alert"')
        return self.text[begin:self.text.find("</div>", begin)] if begin >= 0 else ""

    def __repr__(self):
        return f"{self.status} {self.fields} {self.text[:3000]}"


class Visitor:
    """`address` is the network address that it comes from; `claims` are header fields of every request."""

    def __init__(self, app, address=None, cookies=None, **claims):
        self.host, port = app.address.split(":")
        self.port, self.address = int(port), address
        self.cookies = dict(cookies or {})
        self.claims = {name.replace("_", "-"): value for name, value in claims.items()}
        self._open = None

    def close(self):
        """Hangs up."""
        if self._open:
            self._open.close()
        self._open = None

    def ask(self, method, path, body=None, **fields):
        """One request as it is."""
        fields = {**self.claims, **{name.replace("_", "-"): value for name, value in fields.items()}}
        if self.cookies:
            fields.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        for attempt in (1, 2):
            try:
                if not self._open:
                    source = (self.address, 0) if self.address else None
                    self._open = http.client.HTTPConnection(self.host, self.port, timeout=90, source_address=source)
                self._open.request(method, path, body, fields)
                response = self._open.getresponse()
                answer = Answer(response, response.read())
                break
            except (ConnectionError, http.client.BadStatusLine):
                self.close()
                if attempt == 2:
                    raise
        for cookie in answer.all("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def get(self, path, **fields):
        """A page."""
        return self.ask("GET", path, **fields)

    def send(self, path, pairs, **fields):
        """A form with exactly these fields."""
        fields.setdefault("Content_Type", "application/x-www-form-urlencoded")
        return self.ask("POST", path, urllib.parse.urlencode(pairs), **fields)

    def fill(self, path, shown=None, **typed):
        """The form of a page (as `shown` already) with what was typed into it."""
        shown = shown or self.get(path)
        kept = [pair for pair in shown.form if pair[0] not in typed]
        return self.send(path, kept + list(typed.items()))

    # MARK: the wizard

    def login(self, path, port, user="alice", password=PASSWORD, server="localhost", **choices):
        """One side's login."""
        return self.fill(path, server=server, port=str(port), user=user, password=password, **choices)

    def to_options(self, source, target, user="alice"):
        """Both logins."""
        for path, port, then in ((SOURCE, source, TARGET), (TARGET, target, OPTIONS)):
            answer = self.login(path, port, user)
            assert answer.location == then, answer

    def to_check(self, **typed):
        """From the options to the check page, as it is shown once it is known what would happen."""
        answer = self.fill(OPTIONS, **typed)
        assert answer.location == CHECK, answer
        for _ in range(60):
            shown = self.get(CHECK)
            if 'name="migration"' in shown.text:
                return shown
        raise AssertionError(f"never looked up: {shown}")

    def start(self, **choices):
        """Starts; returns the migration's ID and its recovery code."""
        shown = self.get(CHECK)
        ticked = {attributes["name"]: attributes["value"] for tag, attributes in shown.tags
                  if tag == "input" and attributes.get("type") == "checkbox" and "required" in attributes}
        answer = self.fill(CHECK, shown, **ticked, **choices)
        assert answer.location.endswith("/started"), answer
        name = answer.location.split("/")[2]
        shown = self.get(answer.location).text
        begin = shown.index('<dl class="keep')
        codes = [part.partition("</code>")[0] for part in shown[begin:].split("<code>")[1:]]
        return name, codes[1]

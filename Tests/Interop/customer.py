"""A visitor without a browser: walks the web app's forms over HTTP, as one without JavaScript does."""

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

from peers import place, tls
from program import PASSWORD, PROGRAM, environment


class Serve:
    """One running `umzug serve` on a data folder of its own."""

    def __init__(self, *arguments, **variables):
        self.folder = tempfile.mkdtemp(prefix="umzug-serve-")
        self._ports = place.Ports()
        self.address = f"127.0.0.1:{self._ports.take()}"
        self.url = f"http://{self.address}"
        self.data = os.path.join(self.folder, "data")
        self.arguments = ["--data", self.data, "--listen", self.address, "--ca-file", tls.authority(),
                          "--allow-network", "127.0.0.0/8", "--trusted-proxy", "127.0.0.1", "--public-url", self.url,
                          *arguments]
        self.environment = {**environment(), **variables}
        self.process = None
        self.start()

    def start(self):
        """Starts it and waits until it answers."""
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = place.spawn([PROGRAM, "serve", *self.arguments], stdout=log, stderr=subprocess.STDOUT,
                                       env=self.environment)

        def answers():
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return True
            if self.process.poll() is not None:
                raise AssertionError(f"serve ended: {self.log()}")
            return False

        place.wait_until(answers, "the web app answers", 30)

    def stop(self):
        """Ends it gracefully."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def log(self):
        """All that it said."""
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        """Ends it whatever happens and removes its data."""
        place.stop(self.process)
        self._ports.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Form(HTMLParser):
    """What a browser would send of a page's forms if the visitor changed nothing."""

    def __init__(self, page):
        super().__init__()
        self.fields = []
        self._select = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        """Takes fields with what they hold."""
        given = dict(attributes)
        name = given.get("name")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in dict(self.fields)):
            self.fields = [pair for pair in self.fields if pair[0] != self._select]
            self.fields.append((self._select, given.get("value", "")))
        elif tag == "input" and name and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.fields.append((name, given.get("value", "on")))
        elif tag == "input" and name:
            self.fields.append((name, given.get("value", "")))


class Visitor:
    """One visitor with cookies, a language and an address of their own."""

    def __init__(self, url, language="de", address="198.51.100.7"):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        self._opener.addheaders = [("Accept-Language", language), ("X-Forwarded-For", address)]
        self.page, self.path, self.status = "", "/", 0

    def get(self, path):
        """Opens a page."""
        return self._open(urllib.parse.urljoin(self.url, path))

    def send(self, path=None, **fields):
        """Sends the form of the page that is open, with some fields changed (`None` leaves one out)."""
        form = [pair for pair in Form(self.page).fields if pair[0] not in fields]
        form += [pair for pair in fields.items() if pair[1] is not None]
        body = urllib.parse.urlencode(form).encode()
        return self._open(urllib.parse.urljoin(self.url, path or self.path), body)

    def _open(self, url, body=None):
        try:
            with self._opener.open(url, body, 60) as answer:
                self.page, self.status, self.path = answer.read().decode(), answer.status, self._path(answer.url)
        except urllib.error.HTTPError as answer:
            self.page, self.status, self.path = answer.read().decode(), answer.code, self._path(url)
        return self.page

    def _path(self, url):
        parts = urllib.parse.urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def to_check(self, source, target, user="alice", source_password=PASSWORD):
        """Walks the wizard up to the check page; an end is a port of implicit TLS."""
        self.get("/migrations/new/source")
        self.send(server="localhost", port=source, user=user, password=source_password)
        self._at("/migrations/new/target")
        self.send(server="localhost", port=target, user=user, password=PASSWORD)
        self._at("/migrations/new/options")
        self.send()
        for _ in range(100):
            if 'name="migration"' in self.page:
                return
            time.sleep(0.1)
            self.get("/migrations/new/check")
        raise AssertionError(f"no check page: {self.page[-3000:]}")

    def choice(self, name):
        """What a box or radio button of the page that is open sends when it is ticked."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.page)
        return re.search(r'value="([^"]*)"', found[0])[1]

    def start(self, **fields):
        """Starts the migration from the check page; returns its ID and the recovery code."""
        self.send(consent=self.choice("consent"), **fields)
        self._at("/started")
        name, code = re.findall(r"<dd><code>([^<]+)</code>", self.page)
        return name, code

    def state(self, name):
        """The word of the migration's live page."""
        self.get(f"/migrations/{name}")
        found = re.search(r'data-part="state">.*?</svg> ([^<]+)<', self.page)
        return found[1].strip() if found else ""

    def _at(self, path):
        if not self.path.split("?")[0].endswith(path):
            raise AssertionError(f"{self.path} instead of {path}: {self.page[-3000:]}")

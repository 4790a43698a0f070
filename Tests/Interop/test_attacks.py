"""What attackers try on the web app: a real `umzug serve` before real servers, and no browser in the way.

| Attack                                   | Test                                                  |
|------------------------------------------|-------------------------------------------------------|
| CSRF                                     | FormTests: …without_its_token…                        |
| session fixation                         | FormTests: …cookie_changes…, …planted…, …sent_twice…, |
|                                          | …form_of_before…                                      |
| cookies' attributes, header fields       | FormTests: …cookies…; FieldTests                      |
| XSS                                      | ScriptTests, ServerWordTests                          |
| SSRF, DNS rebinding, redirects           | EgressTests                                           |
| CR/LF in IMAP, POP3 and folder mapping   | LineEndTests (SMTP: test_notifications.py, SMTPTests) |
| path traversal, IDs of others            | PathTests                                             |
| CSV formulas, lines in the log           | MailboxWordTests                                      |
| secrets in memory and files              | SecretTests                                           |

Guessing, stuffing, slow and broken clients: test_load.py. Many visitors at once: test_visitors.py.
"""

import base64
import concurrent.futures
import contextlib
import csv
import glob
import html
import io
import json
import os
import re
import socket
import threading
import time
import unittest
import urllib.parse

import mailboxes
import wire
from moves import MoveTest
from peers import Dovecot, Fault, Gateway, Page, Website
from program import PROGRAM
from traps import Counter, Rebinding, Scribe
from visitor import CHECK, OPTIONS, PASSWORD, SOURCE, TARGET, TRACK, App, Visitor

FORMS = ["pass", "retry", "resume", "verify", "credentials", "cancel", "stop", "undo", "extend", "close", "delete"]
PAGES = ["", "started", "events", "receipt", "receipt.csv", "receipt.json", *FORMS]
PAYLOADS = ['"><script>alert(1)</script>', "'onmouseover='alert(1)", '"onfocus="alert(1)" autofocus x="', "javascript:alert(1)",
            "</textarea><img src=x onerror=alert(1)>", "{{{content}}}", "\u202e<svg/onload=alert(1)>", "<!--", "]]>",
            "\x1b[31m\r\nSet-Cookie: a=b\r\n\r\n<iframe>"]


class AttackTest(MoveTest):
    """A web app, and visitors whom nothing is counted for yet."""

    visitors = iter(range(1, 60_000))

    def app(self, *options, **others):
        """A web app of the test's own."""
        return self.own(App(*options, **others))

    def visitor(self, app, **claims):
        """A visitor from an address of his own, as a proxy tells it."""
        number = next(self.visitors)
        claims.setdefault("X_Forwarded_For", f"198.51.{number >> 8}.{number & 255}")
        return self.own(Visitor(app, **claims))

    def tries(self, app, port, user=None, language="de", **typed):
        """The page that a login of somebody new gets as an answer."""
        visitor = self.visitor(app, Accept_Language=language)
        return visitor.login(SOURCE, port, user or f"alice{next(self.visitors)}", **typed)

    def ended(self, visitor, name):
        """Waits until a migration has ended."""
        for _ in range(300):
            state = re.search(r'data-part="state"[^>]*>(.*?)<', visitor.get(f"/migrations/{name}").text, re.DOTALL)
            if visitor.get(f"/migrations/{name}/pass").status == 200:
                return
            time.sleep(0.1)
        raise AssertionError(f"it does not end: {state and state[1]}")

    def assert_tame(self, answer, *typed):
        """Nothing of what was typed or read is an element, an attribute or a header field of the answer."""
        for name in ("Set-Cookie", "Location"):
            self.assertNotIn("a=b", answer[name])
        for tag, attributes in answer.tags:
            self.assertNotIn(tag, ("img", "iframe", "object", "base"), answer)
            self.assertFalse([name for name in attributes if name.startswith("on") or name in ("style", "srcdoc")],
                             (tag, attributes))
            for name in ("href", "src", "action", "formaction"):
                self.assertFalse((attributes.get(name) or "").lower().lstrip().startswith(("javascript:", "data:", "//")),
                                 (tag, attributes))
            if tag == "script":
                self.assertTrue((attributes.get("src") or "").startswith("/static/"), attributes)
        for word in (*typed, *PAYLOADS):
            if "<" in word:
                self.assertNotIn(word, answer.text)


class Journey(AttackTest):
    """A migration that has ended, between two servers."""

    @classmethod
    def setUpClass(cls):
        if not os.path.exists(PROGRAM):
            raise unittest.SkipTest(f"{PROGRAM} is not built")
        cls.servers = []
        for _ in range(2):
            cls.servers.append(Dovecot({"users": {"alice": PASSWORD, "berta": PASSWORD}}))
            cls.addClassCleanup(cls.servers[-1].close)
        cls.ports = [server.ports["imaps"] for server in cls.servers]
        cls.web = App()
        cls.addClassCleanup(cls.web.close)

    def walked(self, user="alice"):
        """A visitor with a migration of his own that has ended; its ID and recovery code."""
        visitor = self.visitor(self.web)
        visitor.to_options(*self.ports, user)
        visitor.to_check()
        name, code = visitor.start()
        self.ended(visitor, name)
        return visitor, name, code


class FormTests(Journey):
    def test_a_form_without_its_token_or_with_anothers_changes_nothing(self):
        owner, name, code = self.walked()
        stranger = self.visitor(self.web)
        foreign = dict(stranger.get(TRACK).form)["csrf"]
        before = owner.get(f"/migrations/{name}").text
        login = [("server", "localhost"), ("port", str(self.ports[0])), ("user", "alice"), ("password", PASSWORD)]
        proof = [("proof", code), ("save", "source"), ("source-password", "x"), ("password", PASSWORD)]
        targets = [(path, login) for path in (SOURCE, TARGET, OPTIONS, CHECK, TRACK)]
        targets += [(f"/migrations/{name}/{page}", proof) for page in FORMS]
        for path, pairs in targets:
            for token in ([], [("csrf", "")], [("csrf", foreign)], [("csrf", "é" * 32)], [("csrf", "x" * 100_000)]):
                answer = owner.send(path, token + pairs)
                self.assertIn(answer.status, (403, 413), (path, token[:1]))
            mine = dict(owner.get(TRACK).form)["csrf"]
            for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x"):
                body = "&".join(f"{key}={value}" for key, value in [("csrf", mine), *pairs])
                if kind == "application/json":
                    body = json.dumps(dict([("csrf", mine), *pairs]))
                self.assertIn(owner.ask("POST", path, body, Content_Type=kind).status, (400, 403, 415), (path, kind))
            self.assertEqual(owner.send(f"{path}?csrf={mine}", pairs).status, 403)
            without = Visitor(self.web, X_Forwarded_For="198.51.100.9")
            self.assertEqual(self.own(without).send(path, [("csrf", mine), *pairs]).status, 403)
            for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
                owner.ask(method, f"{path}?{urllib.parse.urlencode([('csrf', mine), *pairs])}")
        self.assertEqual(self._shape(owner.get(f"/migrations/{name}").text), self._shape(before))

    def _shape(self, text):
        return re.sub(r"\s+", " ", re.sub(r"<time.*?</time>|<[^>]*>", "", text, flags=re.DOTALL))

    def test_the_cookie_changes_with_each_right_and_a_planted_one_gains_none(self):
        _, name, code = self.walked()
        thief = self.visitor(self.web)
        thief.get(TRACK)
        planted = dict(thief.cookies)
        victim = self.visitor(self.web)
        victim.cookies = dict(planted)
        victim.fill(TRACK, id=name, user="alice", password="falsch")
        self.assertEqual(victim.cookies["session"], planted["session"])
        answer = victim.fill(TRACK, id=name, user="alice", password=code)
        self.assertEqual(answer.location, f"/migrations/{name}")
        self.assertNotEqual(victim.cookies["session"], planted["session"])
        self.assertEqual(victim.get(f"/migrations/{name}").status, 200)
        self.assertEqual(thief.get(f"/migrations/{name}").location, TRACK, "the planted session gained the right")
        invented = self.visitor(self.web)
        invented.cookies = {"session": "A" * 32}
        invented.get(TRACK)
        self.assertNotEqual(invented.cookies["session"], "A" * 32, "a cookie of the visitor's own making was accepted")

    def test_a_planted_session_does_not_see_the_migration_that_is_started_with_it(self):
        thief = self.visitor(self.web)
        thief.get(SOURCE)
        victim = self.visitor(self.web)
        victim.cookies = dict(thief.cookies)
        victim.to_options(*self.ports, "berta")
        self.assertNotEqual(victim.cookies, thief.cookies, "a login that works is a right, and the cookie stayed")
        victim.to_check()
        name, _ = victim.start()
        self.assertEqual(thief.get(f"/migrations/{name}").location, TRACK)
        self.ended(victim, name)

    def test_a_login_that_is_sent_twice_works_twice(self):
        """As a second click does it: the answer to the first, with the new cookie, is never looked at, or comes late."""
        visitor = self.visitor(self.web)
        for path, port, then in ((SOURCE, self.ports[0], TARGET), (TARGET, self.ports[1], OPTIONS)):
            typed = dict(visitor.get(path).form, server="localhost", port=str(port), user="berta", password=PASSWORD)
            clicks = [self.visitor(self.web) for _ in range(2)]
            for click in clicks:
                click.cookies = dict(visitor.cookies)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                answers = list(pool.map(lambda click: click.send(path, list(typed.items())), clicks))
            self.assertEqual([answer.location for answer in answers], [then, then], answers)
            visitor.cookies = dict(clicks[1].cookies)
            again = visitor.send(path, list(typed.items()))
            self.assertEqual(again.location, then, "the way back, and the form of before")
        visitor.to_check()
        name, code = visitor.start()
        self.ended(visitor, name)
        typed = dict(visitor.get(TRACK).form, id=name, user="berta", password=code)
        self.assertEqual(visitor.send(TRACK, list(typed.items())).location, f"/migrations/{name}")
        again = visitor.send(TRACK, list(typed.items()))
        self.assertEqual(again.status, 422)
        self.assertIn(f'value="{name}"', again.text, "what was typed is lost")

    def test_the_form_of_before_a_login_changes_nothing_and_keeps_what_was_typed(self):
        visitor = self.visitor(self.web)
        stale = dict(visitor.get(SOURCE).form)
        visitor.login(SOURCE, self.ports[0])
        shown = visitor.get(TARGET)
        for path, port in ((SOURCE, self.ports[1]), (TARGET, self.ports[1])):
            typed = dict(stale, server="localhost", port=str(port), user="berta", password=PASSWORD)
            answer = visitor.send(path, list(typed.items()))
            self.assertEqual(answer.status, 422)
            self.assertEqual(dict(answer.form)["user"], "berta")
            self.assertNotIn(PASSWORD, dict(answer.form).values())
        self.assertEqual(dict(visitor.get(SOURCE).form)["user"], "alice")
        self.assertEqual(visitor.get(OPTIONS).location, TARGET, "a target of somebody else's choice was taken")
        self.assertEqual(visitor.fill(TARGET, shown, server="localhost", port=str(self.ports[1]), user="alice",
                                      password=PASSWORD).location, OPTIONS)

    def test_cookies_are_for_this_host_and_for_no_script(self):
        for claims, secure in ({}, False), ({"X_Forwarded_Proto": "https"}, True):
            visitor = self.visitor(self.web, **claims)
            cookies = visitor.get(SOURCE).all("Set-Cookie") + visitor.get("/?lang=fr").all("Set-Cookie")
            self.assertEqual(len(cookies), 2, cookies)
            for cookie in cookies:
                parts = [part.strip().lower() for part in cookie.split(";")]
                self.assertLessEqual({"httponly", "samesite=lax", "path=/"}, set(parts), cookie)
                self.assertEqual("secure" in parts, secure, cookie)
                self.assertFalse([part for part in parts if part.startswith("domain")], cookie)
            self.assertEqual("__Host-session" in visitor.cookies, secure)


class FieldTests(Journey):
    """Header fields that protect, on every answer."""

    def test_every_route_and_every_error_carries_them(self):
        visitor, name, _ = self.walked()
        paths = ["/", "/healthz", SOURCE, TARGET, OPTIONS, CHECK, TRACK, "/nirgends", "/static/nirgends", "/migrations/x/y/z",
                 "/%", "/%00", "/a%2f..%2fb", "/faq", "/metrics"]
        paths += [f"/migrations/{name}/{page}".rstrip("/") for page in PAGES if page != "events"]
        shown = visitor.get("/").tags
        paths += [attributes[key] for _, attributes in shown for key in ("href", "src")
                  if (attributes.get(key) or "").startswith("/static/")]
        for path in paths:
            for method in ("GET", "HEAD", "POST", "PUT", "BREW"):
                self.assert_protected(visitor.ask(method, path), (method, path))
        self.assert_protected(visitor.send(TRACK, [("x", "x" * 300_000)]), "too large a form")
        self.assert_protected(visitor.send(TRACK, [("x", "1")] * 5000), "too many fields")
        self.assert_protected(visitor.ask("POST", TRACK, "x=%zz%", Content_Type="application/x-www-form-urlencoded"), "bad %")

    def test_tls_is_demanded_for_good_where_it_is_there(self):
        for path in ("/", "/nirgends", "/static/x"):
            secure = self.visitor(self.web, X_Forwarded_Proto="https").get(path)
            self.assertRegex(secure["Strict-Transport-Security"], r"^max-age=\d{7,}")
            self.assertEqual(self.visitor(self.web).get(path)["Strict-Transport-Security"], "")

    def assert_protected(self, answer, about):
        policy = answer["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'"), (about, answer.fields))
        self.assertNotIn("unsafe", policy)
        self.assertIn("frame-ancestors 'none'", policy)
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff", (about, answer.fields))
        self.assertEqual(answer["Server"], "", about)
        self.assertEqual(answer["Access-Control-Allow-Origin"], "", about)
        self.assertLess(answer.status, 500, (about, answer))


class ScriptTests(Journey):
    """What a visitor types comes back as text, wherever it comes back."""

    def test_every_field_of_every_form(self):
        visitor, name, _ = self.walked()
        pages = [SOURCE, TARGET, OPTIONS, CHECK, TRACK, *(f"/migrations/{name}/{page}" for page in FORMS)]
        tried = 0
        visitor.to_options(*self.ports, "berta")
        for path in pages:
            form = visitor.get(path).form
            for field in dict(form):
                if field == "csrf":
                    continue
                for payload in PAYLOADS:
                    pairs = [(key, payload if key == field else value) for key, value in form]
                    visitor.claims["X-Forwarded-For"] = f"198.51.{next(self.visitors) & 0xFFFF >> 8}.7"
                    answer = self._refreshed(visitor, path, pairs)
                    self.assertLess(answer.status, 500, (path, field, payload))
                    self.assert_tame(answer)
                    tried += 1
        self.assertGreater(tried, 100)

    def _refreshed(self, visitor, path, pairs):
        """Sends the form with the token of the moment."""
        token = dict(visitor.get(TRACK).form)["csrf"]
        number = next(self.visitors)
        visitor.claims["X-Forwarded-For"] = f"198.51.{number >> 8}.{number & 255}"
        return visitor.send(path, [(key, token if key == "csrf" else value) for key, value in pairs if key != "proof"])

    def test_queries_and_paths_and_fields_of_the_request(self):
        visitor, name, _ = self.walked()
        for payload in PAYLOADS:
            coded = urllib.parse.quote(payload, safe="")
            for path in ("/", SOURCE, TARGET, OPTIONS, TRACK, f"/migrations/{name}", f"/migrations/{name}/receipt"):
                for key in ("lang", "provider", "after", "before", "page", "folder", coded):
                    self.assert_tame(visitor.get(f"{path}?{key}={coded}"))
            for path in (f"/{coded}", f"/migrations/{coded}", f"/migrations/{name}/{coded}", f"/static/{coded}",
                         f"/migrations/new/{coded}"):
                self.assert_tame(visitor.get(path))
            line = re.sub(r"[^ -~]", "", payload)
            for field in ("Accept-Language", "User-Agent", "Referer", "Cookie", "X-Request-ID", "Host", "Origin",
                          "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto"):
                answer = self.own(Visitor(self.web)).ask("GET", "/", **{field: line})
                self.assert_tame(answer)
                self.assertNotIn(line, answer["X-Request-ID"])

    def test_redirects_stay_here(self):
        visitor, name, _ = self.walked()
        for path in ("//evil.example", "//evil.example/%2e%2e", "/\\evil.example", "/%0d%0aLocation:%20//evil.example",
                     "/migrations//evil.example", f"/migrations/{name}//evil.example"):
            for query in ("", "?lang=de", "?lang=de%0d%0aSet-Cookie:a=b"):
                answer = visitor.ask("GET", path + query, Host="evil.example", X_Forwarded_Host="evil.example")
                self.assertRegex(answer.location or "/", r"^/(?![/\\])", (path, answer))
                self.assert_tame(answer)


class ServerWordTests(AttackTest):
    """What servers say is text too."""

    WORD = '"><script>alert(1)</script><img src=x onerror=alert(1)> \x1b[31mred\x1b[0m =1+1'

    def test_greetings_and_refusals(self):
        real = self.dovecot()
        app = self.app()
        for answer in (f"NO {self.WORD}", f"NO [ALERT] {self.WORD}", f"BAD {self.WORD}", f"NO [AUTHENTICATIONFAILED] {self.WORD}",
                       f"NO [WEBALERT http://evil.example/\"><img>] {self.WORD}", f"BYE {self.WORD}"):
            front = self.own(Gateway(real, [Fault(r"^(AUTHENTICATE|LOGIN)", answer)]))
            for language in ("de", "en", "fr"):
                page = self.tries(app, front.port, language=language)
                self.assertEqual(page.status, 422, (answer, page))
                self.assert_tame(page, self.WORD)
        for greeting in (f"* OK {self.WORD}\r\n", f"* BYE {self.WORD}\r\n", f"* PREAUTH {self.WORD}\r\n", f"{self.WORD}\r\n",
                         f"+OK {self.WORD}\r\n", f"-ERR {self.WORD}\r\n"):
            counter = self.own(Counter(greeting.encode()))
            for service in ("imap", "pop3"):
                page = self.tries(app, counter.port, security="starttls", service=service)
                self.assertEqual(page.status, 422, page)
                self.assert_tame(page, self.WORD)
        self.assert_clean_log(app)

    def assert_clean_log(self, app):
        with open(os.path.join(app.folder, "log"), "rb") as file:
            said = file.read()
        self.assertNotIn(b"\x1b", said)
        self.assertNotIn(b"<script", said)


class EgressTests(AttackTest):
    """Where visitors may make us connect to: only out, and only to mail."""

    OUTSIDE = "1.1.1.1"

    def setUp(self):
        super().setUp()
        self.low = self._mail_port()
        self.high = self.own(Counter(b"* OK here\r\n"))
        names = {"loop.example": "127.0.0.1", "meta.example": "169.254.169.254", "private.example": "10.0.0.1",
                 "mapped.example": "::ffff:7f00:1", "six.example": "::1", "nat.example": "64:ff9b::7f00:1",
                 "six4.example": "2002:7f00:1::1", "ula.example": "fd00::1", "link.example": "fe80::1", "any.example": "0.0.0.0"}
        zone = {name: [("AAAA" if ":" in address else "A", address)] for name, address in names.items()}
        zone["alias.example"] = [("CNAME", "loop.example")]
        zone["mixed.example"] = [("A", "127.0.0.1"), ("A", "127.0.0.77")]
        self.rebinding = ["rebind.example", "dnib.example"]
        turns = {"rebind.example": [self.OUTSIDE, "127.0.0.77"], "dnib.example": ["127.0.0.77", self.OUTSIDE]}
        self.names = self.own(Rebinding(turns, zone))
        self.hosts = [*zone]

    def _mail_port(self):
        """A port of mail on loopback, so that the address alone decides; None for those who may not open one."""
        try:
            return self.own(Counter(b"* OK here\r\n", "127.0.0.77", 993))
        except OSError:
            return None

    def test_no_spelling_of_an_inner_address_is_connected_to(self):
        app = self.app("--resolver", self.names.address, networks=())
        literal = ["127.0.0.1", "127.1", "127.0.0.77", "127.77", "2130706433", "2130706509", "0x7f000001", "0x7f.0.0.77", "0177.0.0.1",
                   "0177.0.0.0115", "017700000115", "127.0.0.77.", "0", "0.0.0.0", "[::1]", "::1", "[::ffff:127.0.0.77]",
                   "::ffff:7f00:4d", "[::ffff:7f00:4d]", "[::]", "[64:ff9b::7f00:4d]", "169.254.169.254", "[fe80::1%25lo]",
                   "[fe80::1]", "localhost", "LOCALHOST", "localhost.", "①②⑦.⓪.⓪.①", "127。0。0。77", "１２７.0.0.77",
                   "loop.example@127.0.0.77", "127.0.0.77#.example", "imap://127.0.0.77/", "https://loop.example@127.0.0.77",
                   "100.100.100.200", "metadata.google.internal", "10.0.0.1", "192.168.1.1", "[fd00:ec2::254]"]
        hosts = literal + self.hosts
        places = [(host, "993") for host in hosts] + [(host, str(self.high.port)) for host in hosts[::3]]

        def answer(place):
            return place, self.tries(app, place[1], server=place[0])

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for place, page in pool.map(answer, places):
                self.assertEqual(page.status, 422, (place, page))
                self.assertNotIn("* OK here", page.text)
        self.assert_untouched()

    def test_a_name_that_changes_between_answers_is_judged_when_it_is_connected_to(self):
        app = self.app("--resolver", self.names.address, networks=())
        for _ in range(4):
            visitors = [self.visitor(app) for _ in self.rebinding]
            threads = [threading.Thread(target=visitor.login, args=(SOURCE, "993"), kwargs={"server": name})
                       for visitor, name in zip(visitors, self.rebinding)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertGreater(sum(name in self.rebinding for name, _, _ in self.names.questions), 4, "no name was asked for")
        self.assert_untouched()

    def test_ports_outside_mail_are_closed_even_outside(self):
        app = self.app("--resolver", self.names.address, networks=())
        for port in ("22", "25", "53", "80", "2375", "3306", "5432", "6379", "9200", "11211", "65535", "0", "-1", "99999", "993 ", "9 93"):
            begun = time.monotonic()
            page = self.tries(app, port, server=self.OUTSIDE)
            self.assertEqual(page.status, 422, (port, page))
            if port not in ("80", "993 "):
                self.assertLess(time.monotonic() - begun, 5, f"port {port} was tried")

    def test_the_same_ports_are_reached_where_the_operator_allows_it(self):
        app = self.app("--resolver", self.names.address)
        self.tries(app, self.high.port, server="loop.example", security="starttls")
        self.assertGreater(self.high.count, 0, "this test could not fail")
        if self.low:
            self.tries(app, "993", server="127.0.0.77", security="starttls")
            self.assertGreater(self.low.count, 0, "this test could not fail")

    def test_detection_follows_nothing_inside(self):
        site = self.own(Website({"autoconfig.shop.example/mail/config-v1.1.xml": Page("x")}, ["autoconfig.shop.example"]))
        self.names.zone.update({
            "shop.example": [("A", "127.0.0.1"), ("MX", (10, "loop.example"))],
            "autoconfig.shop.example": [("A", "127.0.0.1")], "autodiscover.shop.example": [("A", "169.254.169.254")],
            "_imaps._tcp.shop.example": [("SRV", (0, 0, self.high.port, "loop.example"))],
            "_autodiscover._tcp.shop.example": [("SRV", (0, 0, site.port, "autoconfig.shop.example"))],
        })
        app = self.app("--resolver", self.names.address, networks=())
        page = self.visitor(app).fill(SOURCE, address="anna@shop.example", action="detect")
        self.assertIn(page.status, (303, 422), page)
        for address in ("anna@127.0.0.77", "anna@[127.0.0.77]", "anna@localhost", "a@b@127.0.0.1", "a@rebind.example",
                        "a@shop.example/../x", "a@shop.example:443", "a@shop.example?x", "a@x\r\nHost: y"):
            self.assertIn(self.visitor(app).fill(SOURCE, address=address, action="detect").status, (303, 422))
        self.assertEqual(site.connections, 0)
        self.assert_untouched()

    def assert_untouched(self):
        self.assertEqual(self.high.count, 0)
        if self.low:
            self.assertEqual(self.low.count, 0)


class LineEndTests(AttackTest):
    """A line end in what somebody types begins no command."""

    ENDS = ("alice\r\na2 DELETE INBOX", "alice\na2 LOGOUT", "alice\r", "alice\r\nPASS x", "alice\0x", "alice\" \"secret",
            "alice {5+}\r\nsecret", "alice\u2028x", "alice\u0085x")

    def test_users_and_passwords(self):
        for service, greeting in (("imap", b"* OK [CAPABILITY IMAP4rev1 LITERAL+ LOGIN] here\r\n"),
                                  ("imap", b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN] here\r\n"),
                                  ("pop3", b"+OK here\r\n")):
            server = self.own(Scribe(greeting, service))
            app = self.app("--plaintext-ok")
            for end in self.ENDS:
                for field in ("user", "password"):
                    typed = {"user": f"alice{next(self.visitors)}", field: end}
                    page = self.tries(app, server.port, service=service, security="starttls", **typed)
                    self.assertIn(page.status, (303, 422), page)
            self.assertGreater(len(server.commands), 0)
            for line in server.commands:
                self.assertNotRegex(line, rb"^(a2|PASS x)|DELETE INBOX$|LOGOUT x", server.commands)

    def test_a_folder_mapping_with_line_ends_makes_at_most_one_folder(self):
        users = {f"user{number}": PASSWORD for number in range(10)}
        source, target = self.dovecot(users=users), self.dovecot(users=users)
        for user in users:
            wire.ok(self.client(source, user).create("Alt"))
        app = self.app()
        for number, end in enumerate(("Neu\r\na9 CREATE Boese\r\n", "Neu\na9 CREATE Boese", "Neu\0x", 'Neu" "x', "Neu\r\n", "../../../tmp/x", "~/x", "/", "//x",
                                      "n" * 5000)):
            visitor = self.visitor(app)
            visitor.to_options(source.ports["imaps"], target.ports["imaps"], f"user{number}")
            form = visitor.get(OPTIONS).form
            pairs = [(key, end if value == "Alt" and key.startswith(("to", "target")) else value) for key, value in form]
            self.assertNotEqual(pairs, form, form)
            answer = visitor.send(OPTIONS, pairs)
            self.assertIn(answer.status, (303, 422), answer)
            if answer.status == 303:
                self._carried_out(visitor)
        for user in users:
            self.assertNotIn(("Boese",), wire.folders(self.client(target, user)))

    def _carried_out(self, visitor):
        for _ in range(60):
            if 'name="migration"' in visitor.get(CHECK).text:
                break
        name, _ = visitor.start()
        self.ended(visitor, name)


class PathTests(Journey):
    """Files outside and migrations of others."""

    def test_no_path_leads_out_of_the_folder_of_files(self):
        visitor = self.visitor(self.web)
        base = next(attributes["href"] for _, attributes in visitor.get("/").tags
                    if (attributes.get("href") or "").startswith("/static/")).rsplit("/", 1)[0]
        ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\",
               "%252e%252e%252f", "....//", "..;/", "%c0%ae%c0%ae/", "..%00/"]
        for up in ups:
            for prefix in ("/", "/static/", base + "/"):
                for name in ("etc/passwd", "Templates/layout.mustache", "data/control.sqlite", "Package.swift"):
                    answer = visitor.get(prefix + up * 8 + name)
                    self.assertIn(answer.status, (400, 404), (prefix, up, name))
                    for mark in ("root:", "{{", "SQLite", "PackageDescription"):
                        self.assertNotIn(mark, answer.text)
        for path in ("/static//etc/passwd", "/static/%2fetc%2fpasswd", base, base + "/", base + "/.", "file:///etc/passwd"):
            self.assertIn(visitor.get(path).status, (400, 404), path)

    def test_ids_of_others_and_of_nobody_look_alike(self):
        owner, name, _ = self.walked()
        stranger = self.visitor(self.web)
        stranger.get(TRACK)
        token = dict(stranger.get(TRACK).form)["csrf"]
        nobody = [name[:-1] + character for character in "0123456789" if character != name[-1]]
        nobody += ["0000-0000-0000-0000-0", "unbekannt-1", "..%2f" + name, name + "%00", name.lower(), "%27%20OR%201=1--", name + "%20"]
        for page in PAGES:
            answers = set()
            for candidate in (name, *nobody):
                path = f"/migrations/{candidate}/{page}".rstrip("/")
                for answer in (stranger.get(path), stranger.send(path, [("csrf", token), ("proof", PASSWORD)])):
                    if candidate in (name, "0000-0000-0000-0000-0", "unbekannt-1"):
                        answers.add((answer.status, answer.location, len(answer.body)) if answer.status == 303 else answer.status)
                    self.assertNotEqual(answer.status, 200, path)
                    self.assertLess(answer.status, 500, path)
            self.assertLessEqual(len(answers), 2, (page, answers))
        self.assertEqual(owner.get(f"/migrations/{name}").status, 200)


class MailboxWordTests(AttackTest):
    """What stands in a mailbox is text on pages, in files and in the log."""

    SUBJECTS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "x;=1+1", 'x;"=1+1', "<script>alert(1)</script>", "\x1b[2Jx"]
    FOLDERS = ["<script>alert(1)<script>", "=HYPERLINK(\"x\")", "\"><svg onload=alert(1)>", "{{{content}}}", "x;@SUM(1)", "javascript:alert(1)"]

    def test_names_and_subjects(self):
        source, target = self.dovecot(), self.dovecot(maxMessageBytes=20_000)
        items = []
        for number, subject in enumerate(self.SUBJECTS):
            body = f"Message-ID: <{number}@x>\r\nSubject: {subject}\r\n\r\n".encode() + b"x" * 70 + b"\r\n" + b"y\r\n" * 20_000
            items += [mailboxes.Item((folder,), body) for folder in (self.FOLDERS[number % len(self.FOLDERS)],)]
        self.fill(source, items)
        app = self.app()
        visitor = self.visitor(app)
        visitor.to_options(source.ports["imaps"], target.ports["imaps"])
        self.assert_tame(visitor.get(OPTIONS), *self.FOLDERS)
        shown = visitor.to_check()
        self.assert_tame(shown, *self.FOLDERS)
        choices = {field: value for tag, attributes in shown.tags if (field := attributes.get("name"))
                   and attributes.get("type") == "radio" and (value := attributes.get("value")) == "skip"}
        name, _ = visitor.start(**choices)
        self.ended(visitor, name)
        for page in ("", "receipt", "retry", "undo"):
            self.assert_tame(visitor.get(f"/migrations/{name}/{page}".rstrip("/")), *self.FOLDERS, *self.SUBJECTS)
        self._sheet(visitor.get(f"/migrations/{name}/receipt.csv"))
        data = visitor.get(f"/migrations/{name}/receipt.json")
        self.assertTrue(data["Content-Type"].startswith("application/json"))
        self.assertIn("attachment", data["Content-Disposition"])
        self.assertIn("=cmd|", str(json.loads(data.text)))
        with open(os.path.join(app.folder, "log"), "rb") as file:
            said = file.read()
        for word in (b"\x1b", b"<script", b"HYPERLINK", b"calc"):
            self.assertNotIn(word, said)

    def _sheet(self, answer):
        self.assertTrue(answer["Content-Type"].startswith("text/csv"))
        self.assertIn("attachment", answer["Content-Disposition"])
        text = answer.text.removeprefix("\ufeff")
        self.assertGreater(len(list(csv.reader(io.StringIO(text)))), len(self.SUBJECTS))
        for delimiter in ",;\t":
            for row in csv.reader(io.StringIO(text), delimiter=delimiter):
                for cell in row:
                    self.assertNotRegex(cell, r"^[=+@\t\r-]", (delimiter, row))

    def test_lines_of_the_log_are_ours_alone(self):
        app = self.app()
        host, port = app.address.split(":")
        for request in (b"GET /x\x1b[2J HTTP/1.1", b"GET /a%0d%0a2026-01-01T00:00:00+0000%20info%20fake HTTP/1.1", b"G\x1bT / HTTP/1.1",
                        b"GET /\xff\xfe HTTP/1.1", b"GET /x\rfake HTTP/1.1"):
            with socket.create_connection((host, int(port)), 10) as client:
                client.sendall(request + b"\r\nHost: x\x1b\r\nX-Request-ID: a\x1b[1m\r\nX-Forwarded-For: 1.2.3.4\x1b[0m fake\r\n"
                               b"Connection: close\r\n\r\n")
                client.recv(65536)
        with open(os.path.join(app.folder, "log"), "rb") as file:
            lines = file.read().splitlines()
        for line in lines[1:]:
            self.assertRegex(line, rb"^\d{4}-\d\d-\d\dT[^ ]+ \w+ umzug\.(serve|worker): [ -~]*$")


class SecretTests(AttackTest):
    """Passwords are in no file and, once sealed, not in the memory of the process that faces the world."""

    def setUp(self):
        super().setUp()
        # Short enough to be kept in a register and on the stack by Swift's strings, and long enough not to be.
        words = {"alice": "Quell-" + os.urandom(4).hex(), "berta": "Ziel-" + os.urandom(9).hex()}
        source, target = self.dovecot(users={"alice": words["alice"]}), self.dovecot(users={"berta": words["berta"]})
        self.web, wrong = self.app(), "Falsch-" + os.urandom(9).hex()
        visitor = self.visitor(self.web)
        self.assertEqual(visitor.login(SOURCE, source.ports["imaps"], "alice", wrong).status, 422)
        self.assertEqual(visitor.login(SOURCE, source.ports["imaps"], "alice", wrong[:12]).status, 422)
        self.assertEqual(visitor.login(SOURCE, source.ports["imaps"], "alice", words["alice"]).location, TARGET)
        self.assertEqual(visitor.login(TARGET, target.ports["imaps"], "berta", words["berta"]).location, OPTIONS)
        visitor.to_check()
        self.name, code = visitor.start()
        self.ended(visitor, self.name)
        self.assertEqual(self.visitor(self.web).fill(TRACK, id=self.name, user="alice", password=words["alice"]).status, 303)
        secrets = [word.encode() for word in (*words.values(), wrong[:12])]
        self.forms = [form for word in secrets for form in (word, base64.b64encode(word).rstrip(b"="), word.hex().encode())]
        self.stored = [code.encode(), visitor.cookies["session"].encode()]

    def test_passwords_are_in_no_file_and_no_environment(self):
        self._files(self.web, self.forms + self.stored)
        for process in (self.web.process.pid, self.web.worker()):
            for file in ("cmdline", "environ"):
                with open(f"/proc/{process}/{file}", "rb") as content:
                    self._without(content.read(), self.forms, f"{file} of {process}")

    def test_passwords_are_not_in_the_memory_of_the_web_process_nor_of_the_worker(self):
        for process in (self.web.process.pid, self.web.worker()):
            memory = self._memory(process)
            self.assertGreater(sum(map(len, memory.values())), 1 << 20, "nothing was read")
            self.assertTrue(any(self.name.encode() in content for content in memory.values()), "this test could not fail")
            # The task that took a password outlives its answer by a moment, until the thread that sent it hands it back.
            end = time.monotonic() + 10
            while self._found(memory, self.forms) and time.monotonic() < end:
                time.sleep(0.1)
                memory = self._memory(process)
            self.assertEqual(self._found(memory, self.forms), [], process)

    def _files(self, app, forms):
        read = 0
        for file in glob.glob(os.path.join(app.folder, "**"), recursive=True):
            if os.path.isfile(file):
                read += 1
                with open(file, "rb") as content:
                    self._without(content.read(), forms, file)
        self.assertGreater(read, 4)

    def _without(self, content, forms, about):
        self.assertEqual(self._found({about: content}, forms), [])

    def _found(self, contents, forms):
        return [f"{form} in {place} at {at}: {content[max(0, at - 60):at + 80]}" for place, content in contents.items()
                for form in forms if (at := content.find(form)) >= 0]

    def _memory(self, process):
        """What the process can write to, as a core dump would have it."""
        found = {}
        try:
            with open(f"/proc/{process}/maps", encoding="ascii") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
                for line in maps:
                    begin, _, end = line.split()[0].partition("-")
                    if "rw" not in line.split()[1] or "[v" in line:
                        continue
                    memory.seek(int(begin, 16))
                    with contextlib.suppress(OSError):
                        found[line.strip()] = memory.read(int(end, 16) - int(begin, 16))
        except PermissionError:
            self.skipTest("another process's memory may not be read here")
        return found

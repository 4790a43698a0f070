"""The page that asks for the source: what goes wrong is said in a sentence, and what was typed stays."""

import unittest

import stage
import steps
import wording

from peers import Dovecot, Fault, Gateway, Listener, place
from playwright.sync_api import expect


class AccountTest(stage.BrowserTest):
    def own(self, peer):
        """Closes a peer with the test."""
        self.addCleanup(peer.close)
        return peer

    def refused(self, page, code, port, field, password=stage.PASSWORD, server="localhost", **choices):
        """Sends the login and is told why not; the link leads to the field, and everything but the password is kept."""
        page.goto(steps.SOURCE)
        steps.type_login(page, self.user, port, password, server, **choices)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            page.locator(steps.SUBMIT).click()
        self.assertEqual(answer.value.status, 422)
        alert = page.get_by_role("alert")
        expect(alert).to_be_focused()
        for part in ("title", "what"):
            expect(alert).to_contain_text(wording.pattern(f"problem.{code}.{part}"))
        link = alert.get_by_role("link").first
        expect(link).to_have_text(wording.pattern(f"problem.{code}.next"))
        self.assertEqual(link.get_attribute("href"), f"#{field}")
        self.assertIn("wrong", page.locator(".field", has=page.locator(f"#{field}")).get_attribute("class"))
        kept = {"server": server, "port": str(port), "user": self.user, "password": "", **choices}
        for name, value in kept.items():
            expect(page.locator(f"#{name}")).to_have_value(value)
        self.assertNotIn(password, page.content())

    def accepted(self, page, port, user, password, **choices):
        """Sends the login and goes on to the target."""
        page.goto(steps.SOURCE)
        steps.login(page, user, port, password, **choices)
        steps.arrive(page, steps.TARGET)


class ReachTests(AccountTest):
    minutes = 1

    def test_each_wrong_certificate_is_told_from_the_others(self):
        page = self.visit()
        for kind, code in (("expired", "tls-expired"), ("wrong-name", "tls-wrong-name"), ("unknown-issuer", "tls-untrusted")):
            server = self.own(Dovecot({"users": {self.user: stage.PASSWORD}, "certificate": kind}))
            for service, security, port in (("imap", "tls", "imaps"), ("pop3", "starttls", "pop3")):
                with self.subTest(kind=kind, port=port):
                    self.user = self.stage.new_user()
                    self.refused(page, code, server.ports[port], "server", service=service, security=security)
        self.look(page, "source-wrong")

    def test_a_server_without_encryption(self):
        server = self.own(Dovecot({"users": {self.user: stage.PASSWORD}, "tls": False}))
        page = self.visit()
        self.refused(page, "tls-required", server.ports["imap"], "security", security="starttls")
        self.look(page, "source-wrong")

    def test_nothing_there_nobody_there_and_no_mail_server(self):
        page = self.visit()
        ports = self.own(place.Ports())
        self.refused(page, "host-not-found", 993, "server", server="nosuch.invalid")
        self.refused(page, "connection-refused", ports.take(), "port")
        junk = self.own(Listener(b"SSH-2.0-x\r\n"))
        self.refused(page, "no-mail-server", junk.port, "server", security="starttls")

    def test_a_server_that_accepts_and_never_speaks(self):
        silent = self.own(Listener())
        page = self.visit()
        page.set_default_timeout(90_000)
        self.refused(page, "no-answer", silent.port, "server", security="starttls")


class LoginTests(AccountTest):
    PROVIDERS = [
        ("NO [ALERT] Application-specific password required", "login-policy"),
        ("NO [ALERT] Your account is not enabled for IMAP use.", "imap-disabled"),
        ("NO [AUTHENTICATIONFAILED] Invalid credentials", "login-refused"),
    ]

    def test_why_a_provider_lets_nobody_in(self):
        page = self.visit()
        for words, code in self.PROVIDERS:
            with self.subTest(words):
                self.user = self.stage.new_user()
                front = self.own(Gateway(self.stage.source, [Fault("^(LOGIN|AUTHENTICATE)", words)]))
                self.refused(page, code, front.port, "password")
                page.locator("[role=alert] summary").click()
                expect(page.locator("[role=alert] details")).to_contain_text(words.split("] ")[1])

    def test_passwords_of_every_kind_arrive_as_they_are(self):
        passwords = [" two  words ", "a\"b'c", "back\\slash\\", "Zürich-Grüße", "🔐 pass", "{5}", "100%&amp;+=", "x" * 200]
        users = {f"user{number}": password for number, password in enumerate(passwords)}
        server = self.own(Dovecot({"users": users}))
        page = self.visit()
        for user, password in users.items():
            with self.subTest(password):
                self.accepted(page, server.ports["imaps"], user, password)
        self.accepted(page, server.ports["pop3s"], "user4", passwords[4], service="pop3")

    def test_a_password_with_a_line_end_is_refused_at_once(self):
        page = self.visit(steps.SOURCE)
        form = {"csrf": page.locator("[name=csrf]").first.input_value(), "service": "imap", "security": "tls",
                "server": "localhost", "port": str(self.stage.source.ports["imaps"]), "user": self.user}
        for password in ("two\r\nlines", "one\n", "\0"):
            answer = self.raw(page.context, steps.SOURCE, "POST", {**form, "password": password})
            self.assertEqual(answer.status, 422)
            self.assertIn(wording.text("field.passwordUnusable"), answer.text())

    def test_every_field_says_what_is_missing(self):
        page = self.visit(steps.SOURCE)
        page.locator("#port").fill("99999")
        page.locator(steps.SUBMIT).click()
        alert = page.get_by_role("alert")
        expect(alert).to_be_focused()
        for key in ("serverMissing", "portMalformed", "userMissing", "passwordMissing"):
            expect(alert).to_contain_text(wording.text(f"field.{key}"))
        expect(page.locator("#port")).to_have_value("99999")
        self.look(page, "source-wrong")


if __name__ == "__main__":
    unittest.main()

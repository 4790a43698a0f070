"""Bad input: each has its code, a sentence with what to do next, its exit status, and leaves nothing behind.

What goes wrong before the start is tested here, what goes wrong on the way in test_faults.py, both against real servers
(`Gateway` puts a provider's behaviour before one). Browser: the page's own tests in Tests/Browser/test_accounts.py.

| Bad input                                | Code                             | Exit  | Test                               |
|------------------------------------------|----------------------------------|-------|------------------------------------|
| wrong host                               | host-not-found                   | 3     | test_each_way_not_to_reach…        |
| refused port                             | connection-refused               | 3     | test_each_way_not_to_reach…        |
| no mail server there                     | no-mail-server                   | 3     | test_each_way_not_to_reach…        |
| accepts and never speaks                 | no-answer                        | 3     | test_a_server_that_never_speaks    |
| certificate expired                      | tls-expired                      | 3     | test_each_wrong_certificate…       |
| certificate for another name             | tls-wrong-name                   | 3     | test_each_wrong_certificate…       |
| certificate of an unknown issuer         | tls-untrusted                    | 3     | test_each_wrong_certificate…       |
| no encryption offered                    | tls-required                     | 3     | test_a_server_without_encryption…  |
| wrong login or password                  | login-refused                    | 3     | test_a_wrong_password…             |
| login refused by policy                  | login-policy                     | 3     | test_what_providers_say…           |
| IMAP switched off                        | imap-disabled                    | 3     | test_what_providers_say…           |
| same server and same account             | same-account                     | 3     | test_the_same_account…             |
| odd passwords                            | (they work)                      | 0     | test_contract.PasswordTests        |
| CR or LF in a password                   | (a wrong call)                   | 2     | test_a_password_with_a_line_end…   |
| target full or over quota                | quota                            | 7     | test_faults: …full_target…         |
| message over APPENDLIMIT                 | too-large, message-refused       | 1     | test_faults: …over_the_limit…      |
| folder name refused, a plain one not     | folder-renamed (and listed)      | 0     | test_names.RefusedNameTests        |
| folder name refused in any form          | folder-refused                   | 1     | test_faults: …folder_name…         |
| connection cut inside a literal          | (connection-lost, gone on)       | 0     | test_faults: …inside_a_literal…    |
| stored message that drops the line       | message-unreadable               | 1     | test_faults: …drops_the_line…      |
| server restart                           | (a pause)                        | 0     | test_faults: …server_restart…      |
| NO [INUSE]                               | in-use (a pause)                 | 0     | test_faults: …in_use_and_bye…      |
| BYE                                      | unavailable (a pause)            | 0     | test_faults: …in_use_and_bye…      |
| throttling                               | throttled (a pause)              | 0     | test_faults: …throttling…          |
"""

import os
import time
import unittest

from accounts import url
from moves import MoveTest
from peers import Fault, Gateway, Listener, place

NAME = "refused-0001"


class RefusalTest(MoveTest):
    def refused(self, old, new, code, status=3, side=None, fixer=None, **passwords):
        """`migrate` ends with this code as one last line on stdout, and leaves nothing behind."""
        umzug, result = self.move(old, new, name=NAME, **passwords)
        self.assertEqual((result.status, result.last.get("event"), result.last.get("code")), (status, "error", code),
                         result)
        self.assertEqual(len(result.events), 1, result)
        if side:
            self.assertEqual(result.last["side"], side)
        self.assertIn(result.last["fixer"], [fixer] if fixer else ["you", "operator", "provider"])
        self.assertFalse(os.path.exists(os.path.join(umzug.data, "migrations", NAME)), "it left something")
        for secret in passwords.values():
            self.assertNotIn(secret, str(result.events) + result.errors)

    def says(self, address, code, **passwords):
        """People get what happened and what to do next."""
        sentence = self.program().sentence("check", "--source", address, **passwords)
        self.assertRegex(sentence, rf"^umzug: \S.+[.!] \S.+\..* \[{code}\]$")
        self.assertNotIn("no explanation", sentence)


class ReachTests(RefusalTest):
    minutes = 1

    def test_each_way_not_to_reach_a_server_has_its_code(self):
        good = self.dovecot()
        ports = self.own(place.Ports())
        junk = self.own(Listener(b"SSH-2.0-x\r\n"))
        cases = [
            ("imaps://alice@nosuch.invalid", "host-not-found"),
            (f"imaps://alice@localhost:{ports.take()}", "connection-refused"),
            (f"imap://alice@localhost:{junk.port}", "no-mail-server"),
            (f"imaps://alice@localhost:{good.ports['imap']}", "no-mail-server"),
            (f"pop3://alice@localhost:{good.ports['imap']}", "no-mail-server"),
        ]
        for address, code in cases:
            with self.subTest(address=address):
                self.refused(address, good, code, side="source")
                if address.startswith("imap"):
                    self.refused(good, address, code, side="target")
                self.says(address, code)

    def test_a_server_that_closes_at_once_is_told_from_one_that_is_none(self):
        closing = self.own(Listener(closes=True))
        result = self.program().run("check", "--source", f"imap://alice@localhost:{closing.port}")
        self.assertEqual(result.status, 3, result)
        self.assertIn(result.last["code"], ("no-mail-server", "connection-lost", "unavailable"))

    def test_a_server_that_never_speaks(self):
        silent = self.own(Listener())
        began = time.monotonic()
        self.refused(f"imap://alice@localhost:{silent.port}", self.dovecot(), "no-answer", side="source")
        self.assertLess(time.monotonic() - began, 120)

    def test_each_wrong_certificate_has_its_code_and_nothing_turns_the_check_off(self):
        good = self.dovecot()
        for kind, code in [("expired", "tls-expired"), ("wrong-name", "tls-wrong-name"), ("self-signed", "tls-untrusted"),
                           ("unknown-issuer", "tls-untrusted")]:
            bad = self.dovecot(certificate=kind)
            for scheme in ("imaps", "imap", "pop3s", "pop3"):
                with self.subTest(kind=kind, scheme=scheme):
                    self.refused(url(bad, scheme=scheme), good, code, side="source", source="top-secret")
            self.refused(good, bad, code, side="target", target="top-secret")
            self.says(url(bad), code)

    def test_a_server_without_encryption_never_sees_the_password(self):
        good, plain = self.dovecot(), self.dovecot(tls=False)
        for scheme in ("imap", "pop3"):
            self.refused(url(plain, scheme=scheme), good, "tls-required", side="source")
            self.says(url(plain, scheme=scheme), "tls-required")
        allowed = self.program().run("check", "--source", url(plain, scheme="imap"), "--plaintext-ok")
        self.assertEqual(allowed.status, 0, allowed)


class LoginTests(RefusalTest):
    PROVIDERS = [
        ("NO [ALERT] Application-specific password required: https://support.example/accounts", "login-policy"),
        ("NO [AUTHENTICATIONFAILED] Authentication failed. Basic auth is disabled, use OAuth.", "login-policy"),
        ("NO [CONTACTADMIN] Please contact your administrator.", "login-policy"),
        ("NO [ALERT] Please log in via your web browser", "login-policy"),
        ("NO [ALERT] Your account is not enabled for IMAP use. Please visit your settings page.", "imap-disabled"),
        ("NO IMAP access is disabled for this mailbox", "imap-disabled"),
        ("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "login-refused"),
    ]

    def test_what_providers_say_when_they_refuse_a_login_is_understood(self):
        good = self.dovecot()
        for words, code in self.PROVIDERS:
            with self.subTest(words):
                front = self.own(Gateway(good, [Fault(r"^(LOGIN|AUTHENTICATE)\b", words)]))
                self.refused(url(good, port=front.port), good, code, side="source", fixer="you", source="top-secret")
                self.says(url(good, port=front.port), code)

    def test_a_wrong_password_on_either_side_is_login_refused(self):
        good = self.dovecot(users={"alice": "secret", "bob": "secret"})
        self.refused(good, url(good, "bob"), "login-refused", side="source", source="wrong-one")
        self.refused(good, url(good, "bob"), "login-refused", side="target", target="wrong-one")
        self.refused(url(good, "nobody"), url(good, "bob"), "login-refused", side="source")
        self.refused(url(good, scheme="pop3s"), url(good, "bob"), "login-refused", side="source", source="wrong-one")
        self.says(url(good), "login-refused", source="wrong-one")

    def test_the_same_account_on_the_same_server_is_seen_by_another_name_too(self):
        good = self.dovecot()
        self.refused(good, good, "same-account", fixer="you")
        self.refused(url(good).replace("localhost", "127.0.0.1"), good, "same-account")

    def test_a_password_with_a_line_end_is_a_wrong_call(self):
        good = self.dovecot(users={"alice": "secret", "bob": "secret"})
        for password in ("se\r\ncret", "secret\n", "\rsecret"):
            umzug, result = self.move(good, url(good, "bob"), source=password)
            self.assertEqual((result.status, result.last.get("event")), (2, "error"), result)
            self.assertFalse(os.path.exists(os.path.join(umzug.data, "migrations")))

    def test_an_id_that_exists_is_refused_and_an_unknown_one_too(self):
        source, target = self.dovecot(), self.dovecot()
        umzug, result = self.move(source, target, name=NAME)
        self.assertEqual(result.status, 0, result)
        again = umzug.run("migrate", "--source", url(source), "--target", url(target), "--id", NAME)
        self.assertEqual((again.status, again.last.get("code")), (2, "id-exists"), again)
        unknown = umzug.run("pass", "no-such-id-0001")
        self.assertEqual((unknown.status, unknown.last.get("code")), (2, "unknown-id"), unknown)


if __name__ == "__main__":
    unittest.main()

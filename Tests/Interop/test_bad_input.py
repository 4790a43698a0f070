"""Everything that can be wrong before a migration starts has its code and exit status, and leaves nothing behind."""

import os
import socket
import threading
import unittest

import umzug
from dovecot import Dovecot


class Silent:
    """A server that accepts connections and says `greeting`, then nothing."""

    def __init__(self, greeting=b""):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._greeting = greeting
        self._open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(client)
            client.sendall(self._greeting)

    def close(self):
        for client in self._open:
            client.close()
        self._socket.close()


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.source = Dovecot({"users": {"alice": "secret", "bob": "secret"}})
        cls.target = Dovecot({"users": {"alice": "secret"}})
        cls.folder = cls.enterClassContext(umzug.data_folder())
        cls.authorities = umzug.bundle(cls.folder, cls.source, cls.target)

    @classmethod
    def tearDownClass(cls):
        cls.source.close()
        cls.target.close()

    def migrate(self, *arguments, source=None, target=None, source_password="secret", target_password="secret"):
        data = os.path.join(self.folder, "data")
        result = umzug.run(
            "migrate", "--source", source or umzug.url(self.source), "--target", target or umzug.url(self.target),
            "--data", data, "--ca-file", self.authorities, *arguments,
            passwords=(source_password, target_password),
        )
        left = os.path.join(data, "migrations")
        self.assertEqual(os.listdir(left) if os.path.exists(left) else [], [], "something is left behind")
        return result

    def refused(self, result, status, code, side=None):
        self.assertEqual(result.status, status, result)
        self.assertEqual(result.last["event"], "error", result)
        self.assertEqual(result.last["code"], code, result)
        if side:
            self.assertEqual(result.last["side"], side, result)

    def test_an_unknown_host(self):
        self.refused(self.migrate(source="imaps://alice@nowhere.invalid"), 3, "host-not-found", "source")

    def test_a_refused_port(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.refused(self.migrate(target=f"imaps://alice@localhost:{port}"), 3, "connection-refused", "target")

    def test_something_that_is_no_mail_server(self):
        other = Silent(b"SSH-2.0-OpenSSH_9.2\r\n")
        self.addCleanup(other.close)
        self.refused(self.migrate(source=f"imap://alice@localhost:{other.port}"), 3, "no-mail-server", "source")

    def test_certificates(self):
        for certificate, code in (
            ("expired", "tls-expired"), ("wrong-name", "tls-wrong-name"),
            ("self-signed", "tls-untrusted"), ("unknown-issuer", "tls-untrusted"),
        ):
            with self.subTest(certificate):
                server = Dovecot({"certificate": certificate})
                self.addCleanup(server.close)
                self.refused(self.migrate(source=umzug.url(server)), 3, code, "source")
                self.refused(self.migrate(source=umzug.url(server, "imap")), 3, code, "source")

    def test_a_wrong_password(self):
        self.refused(self.migrate(source_password="wrong"), 3, "login-refused", "source")
        self.refused(self.migrate(target_password="wrong"), 3, "login-refused", "target")

    def test_no_encryption_offered(self):
        server = Dovecot({"tls": False})
        self.addCleanup(server.close)
        self.refused(self.migrate(source=umzug.url(server, "imap")), 3, "tls-required", "source")

    def test_the_same_account(self):
        self.refused(self.migrate(target=umzug.url(self.source)), 3, "same-account")
        self.refused(self.migrate(target=umzug.url(self.source, host="127.0.0.1")), 3, "same-account")

    def test_a_kind_that_cannot_be_carried(self):
        self.refused(self.migrate("--kinds", "mail,calendars"), 2, "kind-unsupported")

    def test_a_password_with_a_line_end_inside(self):
        path = os.path.join(self.folder, "password")
        with open(path, "wb") as file:
            file.write(b"two\nlines\n")
        self.refused(self.migrate("--source-password-file", path), 2, "password-unusable", "source")

    def test_no_password_and_nobody_to_ask(self):
        self.refused(self.migrate(source_password=None), 2, "usage", "source")

    def test_arguments(self):
        for arguments in (
            ["migrate"], ["migrate", "--source", "nonsense", "--target", "imaps://a@b"], ["frobnicate"],
            ["migrate", "--source", "imaps://a:secret@h", "--target", "imaps://a@b"], ["status", "no"],
        ):
            with self.subTest(arguments):
                self.assertEqual(umzug.run(*arguments).status, 2)

    def test_an_unknown_id(self):
        for command in ("status", "receipt", "resume", "pass", "retry", "undo", "cancel", "close", "extend", "delete"):
            with self.subTest(command):
                result = umzug.run(command, "no-such-migration", "--data", self.folder)
                self.refused(result, 2, "unknown-id")

    def test_passwords_of_every_kind(self):
        passwords = {
            "spaces": " two  words ", "quotes": "a\"b'c", "backslash": "a\\b\\", "umlauts": "Zürich-Grüße",
            "emoji": "🔐 pass", "brace": "{5}", "percent": "100%", "long": "x" * 200,
        }
        server = Dovecot({"users": passwords})
        self.addCleanup(server.close)
        authorities = umzug.bundle(self.folder, server)
        for user, password in passwords.items():
            for mechanism in ("plain", "login", "cram-md5", "scram-sha-256"):
                with self.subTest(user=user, mechanism=mechanism):
                    result = umzug.run(
                        "check", "--source", umzug.url(server, user=user), "--ca-file", authorities,
                        "--source-auth", mechanism, passwords=(password, None),
                    )
                    self.assertEqual(result.status, 0, result)


if __name__ == "__main__":
    unittest.main()

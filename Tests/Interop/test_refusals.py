"""Bad input and broken servers: each has its code, says what to do, and nothing is lost."""

import os
import socket
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Peers", "tools"))

import compare
import fill
import mailboxes
import place
import tls
import wire
from dovecot import Dovecot
from test_moves import Servers, same, url

PROXY = os.path.join(tls.CACHE, "delayproxy")


class Listener:
    """Accepts connections, sends something, and then does nothing or closes."""

    def __init__(self, greeting=b"", closes=False):
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        self.port = self._socket.getsockname()[1]
        self._open = []
        threading.Thread(target=self._serve, args=(greeting, closes), daemon=True).start()

    def _serve(self, greeting, closes):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if greeting:
                connection.sendall(greeting)
            if closes:
                connection.close()
            else:
                self._open.append(connection)

    def close(self):
        """Stops."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()


class RefusalTests(Servers):
    def refused(self, peer, old, new, code, status=3, side=None, **passwords):
        """`migrate` ends with this code, on stdout as one last line, and leaves nothing behind."""
        umzug = self.program(peer)
        began = time.monotonic()
        result = umzug.run("migrate", "--source", old, "--target", new, "--id", "refused-0001", **passwords)
        self.assertEqual((result.status, result.last.get("event"), result.last.get("code")), (status, "error", code),
                         result)
        if side:
            self.assertEqual(result.last["side"], side)
        self.assertTrue(result.last["fixer"])
        self.assertFalse(os.path.exists(os.path.join(umzug.data, "migrations", "refused-0001")), "it left something")
        for secret in passwords.values():
            self.assertNotIn(secret, str(result.events) + result.errors)
        return time.monotonic() - began

    def test_each_way_not_to_reach_a_server_has_its_code(self):
        good = self.own(Dovecot())
        silent, junk, closing = self.own(Listener()), self.own(Listener(b"SSH-2.0-x\r\n")), self.own(Listener(closes=True))
        free = place.Ports().take()
        target = url(good)
        cases = [
            ("imaps://alice@nosuch.invalid", "host-not-found"),
            (f"imaps://alice@localhost:{free}", "connection-refused"),
            (f"imap://alice@localhost:{junk.port}", "no-mail-server"),
            (f"imap://alice@localhost:{closing.port}", None),
            (f"imaps://alice@localhost:{good.ports['imap']}", "no-mail-server"),
        ]
        for source, code in cases:
            with self.subTest(source=source):
                if code:
                    self.refused(good, source, target, code, side="source")
                    self.refused(good, target, source, code, side="target")
                else:
                    result = self.program(good).run("check", "--source", source)
                    self.assertEqual(result.status, 3, result)
                    self.assertIn(result.last["code"], ("no-mail-server", "connection-lost", "unavailable"))
        seconds = self.refused(good, f"imap://alice@localhost:{silent.port}", target, "no-answer", side="source")
        self.assertLess(seconds, 120)

    def test_each_wrong_certificate_has_its_code_and_nothing_turns_the_check_off(self):
        good = self.own(Dovecot())
        for kind, code in [("expired", "tls-expired"), ("wrong-name", "tls-wrong-name"), ("self-signed", "tls-untrusted"),
                           ("unknown-issuer", "tls-untrusted")]:
            bad = self.own(Dovecot({"certificate": kind}))
            for scheme in ("imaps", "imap", "pop3s", "pop3"):
                with self.subTest(kind=kind, scheme=scheme):
                    self.refused(good, url(bad, scheme=scheme), url(good), code, side="source", source="top-secret")

    def test_a_server_without_encryption_never_sees_the_password(self):
        good, plain = self.own(Dovecot()), self.own(Dovecot({"tls": False}))
        self.refused(good, url(plain, scheme="imap"), url(good), "tls-required", side="source")
        umzug = self.program(good)
        allowed = umzug.run("check", "--source", url(plain, scheme="imap"), "--plaintext-ok")
        self.assertEqual(allowed.status, 0, allowed)

    def test_a_wrong_password_on_either_side_is_login_refused(self):
        good = self.own(Dovecot({"users": {"alice": "secret", "bob": "secret"}}))
        self.refused(good, url(good), url(good, "bob"), "login-refused", side="source", source="wrong-one")
        self.refused(good, url(good), url(good, "bob"), "login-refused", side="target", target="wrong-one")
        self.refused(good, url(good, "nobody"), url(good, "bob"), "login-refused", side="source")

    def test_the_same_account_under_another_port_is_seen(self):
        good = self.own(Dovecot())
        self.refused(good, url(good), url(good), "same-account", status=3)

    def test_a_password_with_a_line_end_is_a_wrong_call(self):
        good = self.own(Dovecot({"users": {"alice": "secret", "bob": "secret"}}))
        umzug = self.program(good)
        result = umzug.run("migrate", "--source", url(good), "--target", url(good, "bob"), source="se\r\ncret")
        self.assertEqual(result.status, 2, result)

    def test_an_id_that_exists_is_refused_and_an_unknown_one_too(self):
        source, target = self.own(Dovecot()), self.own(Dovecot())
        umzug, result = self.move(source, target)
        self.assertEqual(result.status, 0, result)
        again = umzug.run("migrate", "--source", url(source), "--target", url(target), "--id", "interop-0001")
        self.assertEqual((again.status, again.last.get("code")), (2, "id-exists"), again)
        unknown = umzug.run("pass", "no-such-id-0001")
        self.assertEqual((unknown.status, unknown.last.get("code")), (2, "unknown-id"), unknown)

    def test_a_full_target_and_a_message_over_the_limit_are_listed_while_the_rest_goes_on(self):
        source = self.own(Dovecot())
        limited = self.own(Dovecot({"maxMessageBytes": 100_000}))
        unannounced = self.own(Dovecot({"maxMessageBytes": 100_000, "without": ["APPENDLIMIT"]}))
        items = [mailboxes.Item(("INBOX",), mailboxes.refused_by_size(size)) for size in (5_000, 200_000, 6_000, 300_000)]
        fill.fill(self.client(source), items)
        for target in (limited, unannounced):
            _, result = self.move(source, target)
            self.assertEqual((result.status, result.mail.get("copied"), result.mail.get("failed")), (1, 2, 2), result)
            self.assertLessEqual({entry["code"] for entry in result.last["failures"]}, {"too-large", "message-refused"})
        full = self.own(Dovecot({"quotaBytes": 150_000}))
        _, result = self.move(source, full, "--max-wait", "1")
        self.assertIn(result.status, (1, 7), result)
        codes = {entry["code"] for entry in result.named("item") + result.named("paused")}
        self.assertIn("quota", codes, result)

    def test_a_connection_cut_anywhere_costs_nothing(self):
        source, target = self.own(Dovecot()), self.own(Dovecot())
        fill.fill(self.client(source), mailboxes.mixed(150, 10), mailboxes.mixed_folders(10))
        for way, octets in [("down", 400_000), ("up", 300_000), ("up", 2_500_000), ("down", 9_000)]:
            with self.subTest(way=way, octets=octets):
                behind = source if way == "down" else target
                proxy = place.spawn_with_input([PROXY, "--to", str(behind.ports["imaps"]), f"--cut-{way}", str(octets),
                                                "--cut-times", "2"])
                self.addCleanup(place.stop, proxy, 0)
                through = f"imaps://alice@localhost:{int(proxy.stdout.readline())}"
                umzug = self.program(source)
                ends = (through, url(target)) if way == "down" else (url(source), through)
                result = umzug.run("migrate", "--source", ends[0], "--target", ends[1], "--id", "interop-0001")
                if result.status == 3:
                    self.assertLess(octets, 10_000, "cut during the login")
                    continue
                self.assertEqual((result.status, result.mail.get("found")), (0, 150), result)
                found, _ = compare.compare(self.client(source), self.client(target), same)
                self.assertEqual(found[:10], [])

    def test_a_server_restart_in_the_middle_is_waited_out(self):
        source, target = self.own(Dovecot()), self.own(Dovecot())
        fill.fill(self.client(source), mailboxes.mixed(800, 20), mailboxes.mixed_folders(20))
        proxy = place.spawn_with_input([PROXY, "--to", str(target.ports["imaps"]), "--rate", "2000000"])
        self.addCleanup(place.stop, proxy, 0)
        umzug = self.program(source)
        process = umzug.start("migrate", "--source", url(source), "--target",
                              f"imaps://alice@localhost:{int(proxy.stdout.readline())}", "--id", "interop-0001")
        time.sleep(1.5)
        target.stop()
        time.sleep(1)
        target.start()
        output, errors = process.communicate(timeout=200)
        self.assertEqual(process.returncode, 0, f"{output[-2000:]} {errors[-2000:]}")
        found, _ = compare.compare(self.client(source), self.client(target), same)
        self.assertEqual(found[:10], [])
        self.assertIn('"paused"', output)


if __name__ == "__main__":
    unittest.main()

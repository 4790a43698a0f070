"""`umzug consultant`: those who guide projects, added and removed beside a running server."""

import base64
import hashlib
import hmac
import json
import os
import pty
import sqlite3
import struct
import subprocess
import time
import unittest
import urllib.parse

from customer import Serve
from moves import MoveTest
from program import PROGRAM, environment

PASSWORD = "Fahrrad-Klingel-7"


def code(secret, moment=None):
    """The code of an authenticator app (RFC 6238), computed without the program's help."""
    step = int(time.time() if moment is None else moment) // 30
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class ConsultantTest(MoveTest):
    """A server whose operator looks after consultants."""

    def setUp(self):
        super().setUp()
        self.server = self.own(self.served())
        self.folder = self.server.data

    def served(self):
        """The server of a test."""
        return Serve()

    def begin(self, *arguments, password=None, json_lines=True, command="consultant", **options):
        """Starts `umzug consultant`, or another command, on the server's data folder."""
        variables = environment()
        if password is not None:
            variables["UMZUG_CONSULTANT_PASSWORD"] = password
        whole = [PROGRAM, command, *arguments, "--data", self.folder, *(["--json"] if json_lines else [])]
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen(whole, text=True, encoding="utf-8", env=variables, **streams)

    def consultant(self, *arguments, typed="", status=0, **options):
        """Runs it to its end; its events, or its sentence where it fails."""
        process = self.begin(*arguments, **options)
        output, errors = process.communicate(typed, timeout=120)
        self.assertEqual(process.returncode, status, output + errors)
        return [json.loads(line) for line in output.splitlines()] if options.get("json_lines", True) else output + errors

    def add(self, name="anna", firm="Muster & Partner AG", *more):
        """One more consultant."""
        return self.consultant("add", name, "--consultancy", firm, *more, password=PASSWORD)

    def rows(self, sql):
        """What the database says while the server runs."""
        with sqlite3.connect(f"file:{self.folder}/umzug.sqlite?mode=ro", uri=True) as database:
            return database.execute(sql).fetchall()

    def logins(self):
        """Who is listed, with the firm and whether codes are asked for."""
        return [(line["login"], line["consultancy"], line["codes"]) for line in self.consultant("list")]


class ConsultantTests(ConsultantTest):
    def test_a_consultant_is_added_listed_and_removed_beside_the_server(self):
        added, = self.add("Anna", "Muster & Partner AG", "--address", "anna@muster.example")
        self.assertEqual((added["event"], added["login"], added["address"]), ("added", "anna", "anna@muster.example"))
        self.add("berta", "Andere GmbH")
        self.assertEqual(self.logins(), [("berta", "Andere GmbH", False), ("anna", "Muster & Partner AG", False)])
        verifier, = self.rows("SELECT verifier FROM consultant WHERE login = 'anna'")[0]
        self.assertTrue(verifier.startswith("$argon2id$"), verifier)
        self.consultant("remove", "ANNA")
        self.assertEqual(self.logins(), [("berta", "Andere GmbH", False)])
        events = [event for event, in self.rows("SELECT event FROM audit WHERE actor = 'operator' ORDER BY number")]
        self.assertEqual(events, ["consultant-added", "consultant-added", "consultant-removed"])
        self.server.stop()
        self.server.start()
        self.assertEqual(len(self.logins()), 1)
        self.assertNotIn(PASSWORD, self.server.log())

    def test_what_cannot_be_is_refused_and_said(self):
        self.add()
        for arguments, options, said in (
            (("add", "anna", "--consultancy", "X"), {"password": PASSWORD}, "already"),
            (("add", "carl", "--consultancy", "X"), {"password": "kurz"}, "12 characters"),
            (("add", "carl", "--consultancy", "X"), {"password": None}, "UMZUG_CONSULTANT_PASSWORD"),
            (("add", "a b", "--consultancy", "X"), {"password": PASSWORD}, "name"),
            (("add", "carl", "--consultancy", " "), {"password": PASSWORD}, "name"),
            (("add", "carl"), {"password": PASSWORD}, "--consultancy"),
            (("add", "carl", "--consultancy", "X", "--address", "keine"), {"password": PASSWORD}, "mail address"),
            (("add", "carl", "--consultancy", "X", "--password", PASSWORD), {}, "Unknown option"),
            (("remove", "niemand"), {}, "no consultant niemand"),
            (("password", "niemand"), {"password": PASSWORD}, "no consultant niemand"),
            (("totp", "niemand"), {}, "no consultant niemand"),
        ):
            with self.subTest(arguments=arguments):
                self.assertIn(said, self.consultant(*arguments, status=2, json_lines=False, **options))
        self.assertEqual(len(self.logins()), 1)

    def test_a_password_comes_from_standard_input_and_takes_another_ones_place(self):
        self.consultant("add", "anna", "--consultancy", "Muster AG", typed=PASSWORD + "\n")
        before = self.rows("SELECT verifier FROM consultant")
        self.consultant("password", "anna", typed="Ein-anderes-Passwort\n")
        self.assertNotEqual(self.rows("SELECT verifier FROM consultant"), before)

    def test_a_password_typed_at_a_terminal_is_asked_for_twice_and_not_shown(self):
        for again, status in (("Etwas-anderes-99", 2), (PASSWORD, 0)):
            with self.subTest(again=again):
                shown, ended = self.typing([PASSWORD, again])
                self.assertEqual(ended, status, shown)
                self.assertIn("Password of carl: ", shown)
                self.assertIn("The same again: ", shown)
                self.assertNotIn(PASSWORD, shown)
        self.assertEqual(self.logins(), [("carl", "Muster AG", False)])

    def typing(self, lines):
        """Adds carl at a terminal: what it showed, and the status."""
        master, slave = pty.openpty()
        process = self.begin("add", "carl", "--consultancy", "Muster AG", json_lines=False, stdin=slave, stdout=slave,
                             stderr=slave)
        os.close(slave)
        shown = b""
        for line in lines:
            # The prompt's end says that what is typed is not shown: it is written after the terminal was silenced.
            count = shown.count(b": ")
            while shown.count(b": ") == count:
                shown += os.read(master, 1000)
            os.write(master, line.encode() + b"\n")
        try:
            while piece := os.read(master, 1000):
                shown += piece
        except OSError:
            pass  # how a terminal ends whose last process has gone
        os.close(master)
        return shown.decode(), process.wait(120)

    def test_codes_are_asked_for_once_one_was_right(self):
        self.add()
        for wrong in ("", "000000\nabc\n\n"):
            with self.subTest(wrong=wrong):
                self.consultant("totp", "anna", typed=wrong, status=2)
                self.assertEqual(self.logins()[0][2], False)
        process = self.begin("totp", "anna")
        offered = json.loads(process.stdout.readline())
        secret = offered["secret"]
        uri = urllib.parse.urlsplit(offered["uri"])
        self.assertEqual((uri.scheme, uri.netloc, uri.path), ("otpauth", "totp", "/Umzug:anna"))
        self.assertEqual(dict(urllib.parse.parse_qsl(uri.query)),
                         {"secret": secret, "issuer": "Umzug", "algorithm": "SHA1", "digits": "6", "period": "30"})
        output, errors = process.communicate(f"{code(secret)}\n", timeout=120)
        self.assertEqual(process.returncode, 0, output + errors)
        self.assertEqual(self.logins()[0][2], True)
        kept, step = self.rows("SELECT codes, codeStep FROM consultant")[0]
        self.assertNotIn(secret, kept)
        self.assertAlmostEqual(step, time.time() / 30, delta=20)
        self.consultant("totp", "anna", "--off")
        self.assertEqual(self.logins()[0][2], False)

    def test_a_folder_that_was_misspelt_is_told_and_not_made(self):
        self.folder = os.path.join(self.server.folder, "misspelt")
        for command, arguments in (("consultant", ("list",)), ("consultant", ("remove", "anna")), ("project", ("list",)),
                                   ("project", ("add", "Muster AG", "--consultant", "anna", "--customer", "Eva"))):
            with self.subTest(command=command, arguments=arguments):
                said, = self.consultant(*arguments, command=command, status=2)
                self.assertEqual((said["event"], said["code"]), ("error", "usage"))
                self.assertIn("misspelt", said["detail"])
                self.assertFalse(os.path.exists(self.folder))

    def test_the_commands_work_before_the_server_ever_ran(self):
        self.folder = os.path.join(self.server.folder, "another")
        self.add()
        self.assertEqual(os.stat(self.folder).st_mode & 0o777, 0o700)
        self.assertEqual(len(self.logins()), 1)


if __name__ == "__main__":
    unittest.main()

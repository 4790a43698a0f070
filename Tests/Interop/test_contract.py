"""What programs rely on: events, exit statuses, selection, the receipt, and that no secret is left anywhere."""

import os
import unittest

import mailboxes
import wire
from accounts import url
from moves import NAME, MoveTest

COUNTS = {"containers", "found", "copied", "alreadyThere", "skipped", "failed", "updated", "altered", "removed", "kept",
          "gone", "bytes"}


class ContractTests(MoveTest):
    def setUp(self):
        super().setUp()
        self.source, self.target = self.dovecot(), self.dovecot()

    def stock(self, messages, folders):
        """Mixed mail at the source."""
        self.fill(self.source, mailboxes.mixed(messages, folders), mailboxes.mixed_folders(folders))

    def test_events_are_lines_with_version_id_and_time_and_one_end(self):
        self.stock(60, 6)
        _, result = self.move(self.source, self.target)
        self.assertEqual((result.events[0]["event"], result.events[0]["pass"]), ("started", 1))
        self.assertEqual(len(result.named("finished")), 1)
        self.assertEqual((result.last["event"], result.last["state"]), ("finished", "finished"))
        for line in result.events:
            self.assertEqual((line["v"], line["id"]), (1, NAME))
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(set(result.mail), COUNTS)
        end = result.named("progress")[-1]
        self.assertEqual((end["done"], end["total"], end["bytes"]), (60, 60, result.mail["bytes"]))
        self.assertEqual(end["totalBytes"], result.mail["bytes"])

    def test_a_dry_run_changes_nothing_and_leaves_the_id_free(self):
        self.stock(20, 3)
        before = self.snapshot(self.target)
        umzug, result = self.move(self.source, self.target, "--dry-run")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(sum(folder["messages"] for folder in result.named("folder")), 20)
        self.assertEqual(self.snapshot(self.target), before)
        self.assertFalse(os.path.exists(os.path.join(umzug.data, "migrations")))

    def test_folders_are_chosen_and_mapped(self):
        self.stock(80, 8)
        _, result = self.move(self.source, self.target, "--include", "Archiv", "--include", "INBOX",
                              "--map", "Archiv=Alt/Archiv")
        self.assertEqual(result.status, 0, result)
        folders = set(wire.folders(self.client(self.target)))
        self.assertEqual(folders - {("Alt",)}, {("INBOX",), ("Alt", "Archiv")})

    def test_the_receipt_names_what_was_left_out(self):
        self.fill(self.source, mailboxes.hostile(100_000, 0, 10_000), mailboxes.hostile_folders())
        umzug, result = self.move(self.source, self.target, "--max-size", "150000")
        self.assertEqual(result.status, 0, result)
        receipt = umzug.run("receipt", NAME)
        skipped = [line for line in receipt.named("item") if line["outcome"] == "skipped"]
        self.assertEqual(len(skipped), result.mail["skipped"])
        self.assertEqual({line["code"] for line in skipped}, {"deleted-at-source", "over-max-size"})
        names = ("container", "reference", "subject", "date", "size", "outcome", "code", "detail")
        told, kept = ({tuple(line[name] for name in names) for line in run.named("item")} for run in (result, receipt))
        self.assertEqual(told, kept)
        self.assertTrue(any(line["subject"] for line in skipped))

    def test_what_disappears_or_is_renamed_at_the_source_does_no_harm(self):
        self.stock(60, 6)
        umzug, result = self.move(self.source, self.target)
        self.assertEqual(result.status, 0, result)
        before = self.snapshot(self.target)
        owner = self.client(self.source)
        owner.rename("Archiv", "Ablage")
        owner.select("INBOX")
        owner.store("1", "+FLAGS", "\\Deleted")
        owner.expunge()
        passed = umzug.run("pass", NAME)
        self.assertEqual((passed.status, passed.mail["found"], passed.mail["gone"]), (0, 60, 1), passed)
        self.assertEqual(self.snapshot(self.target), before)

    def test_no_secret_is_in_the_data_folder_or_in_what_is_said(self):
        self.stock(20, 3)
        umzug, result = self.move(self.source, self.target)
        self.assertEqual(result.status, 0, result)
        for folder, _, names in os.walk(umzug.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(b"secret", file.read(), name)
        self.assertNotIn("secret", result.errors + str(result.events))

    def test_what_needs_no_server_asks_for_no_password(self):
        self.stock(20, 3)
        umzug, _ = self.move(self.source, self.target)
        for command in ("status", "receipt", "resume", "retry", "list"):
            with self.subTest(command):
                arguments = [] if command == "list" else ["interop-0001"]
                self.assertEqual(umzug.run(command, *arguments, source=None, target=None).status, 0)
        self.assertEqual(umzug.run("verify", "interop-0001", source=None).status, 0)
        self.assertEqual(umzug.run("undo", "interop-0001", source=None).mail["removed"], 20)
        again = umzug.run("undo", "interop-0001", source=None, target=None)
        self.assertEqual((again.status, again.last["state"]), (0, "undone"), again)
        self.assertEqual(umzug.run("verify", "interop-0001", source=None, target=None).status, 6)

    def test_fields_without_a_value_are_null(self):
        umzug = self.program()
        refused = umzug.run("status", "no-such-migration").last
        self.assertEqual(set(refused), {"v", "event", "id", "time", "code", "side", "detail", "fixer"})
        self.assertIsNone(refused["side"])
        self.stock(20, 3)
        checked = umzug.run("check", "--source", url(self.source))
        for folder in checked.named("folder"):
            self.assertEqual(set(folder), {"v", "event", "id", "time", "path", "messages", "bytes", "specialUse"})
        self.assertIsNone(checked.last["id"])

    def test_the_same_account_through_another_port_is_refused_and_leaves_nothing(self):
        self.stock(20, 3)
        umzug = self.program()
        for arguments in (["--dry-run"], []):
            result = umzug.run("migrate", "--id", "interop-0001", "--source", url(self.source), "--target",
                               url(self.source, scheme="imap"), *arguments)
            self.assertEqual((result.status, result.last["code"]), (3, "same-account"), result)
        self.assertFalse(os.path.exists(os.path.join(umzug.data, "migrations")))

    def test_wrong_calls_end_with_status_2_and_unknown_ids_say_so(self):
        umzug = self.program()
        for call in (["migrate"], ["migrate", "--source", "nonsense", "--target", "imaps://a@b"], ["frobnicate"],
                     ["migrate", "--source", "imaps://a:secret@h", "--target", "imaps://a@b"], ["status", "no"],
                     ["list", "--state", "odd"], ["check", "--source", "imaps://a@h", "--connect-to", "h:1"],
                     ["check", "--source", "imaps://a@h", "--proxy", "nonsense"], ["receipt", "interop-0001", "--csv", "--json"],
                     ["check", "--source", "imaps://a@h", "--source-password-file", "a", "--source-token-file", "b"]):
            with self.subTest(call):
                self.assertEqual(umzug.run(*call).status, 2)
        for command in ("status", "receipt", "resume", "pass", "retry", "undo", "cancel", "close", "extend", "delete"):
            with self.subTest(command):
                result = umzug.run(command, "no-such-migration")
                self.assertEqual((result.status, result.last["code"]), (2, "unknown-id"), result)

    def test_closing_extending_and_deleting(self):
        self.stock(20, 3)
        umzug, _ = self.move(self.source, self.target)
        self.assertEqual(umzug.run("extend", NAME).status, 0)
        closed = umzug.run("close", NAME)
        self.assertEqual((closed.status, closed.last["state"]), (0, "closed"), closed)
        self.assertEqual(umzug.run("pass", NAME).last["code"], "closed")
        undone = umzug.run("undo", NAME)
        self.assertEqual((undone.status, undone.mail["removed"]), (0, 20), undone)
        self.assertEqual(umzug.run("delete", NAME).status, 0)
        self.assertEqual(umzug.run("status", NAME).last["code"], "unknown-id")


class PasswordTests(MoveTest):
    PASSWORDS = {"spaces": " two  words ", "quotes": "a\"b'c", "backslash": "a\\b\\", "umlauts": "Zürich-Grüße",
                 "emoji": "🔐 pass", "brace": "{5}", "percent": "100%", "long": "x" * 200}

    def test_passwords_of_every_kind_work_with_every_mechanism(self):
        server = self.dovecot(users=self.PASSWORDS)
        umzug = self.program()
        for user, password in self.PASSWORDS.items():
            for mechanism in ("plain", "login", "cram-md5", "scram-sha-256"):
                with self.subTest(user=user, mechanism=mechanism):
                    result = umzug.run("check", "--source", url(server, user), "--source-auth", mechanism,
                                       source=password)
                    self.assertEqual(result.status, 0, result)


class OldServerTests(MoveTest):
    def test_a_dotted_namespace_without_modern_extensions(self):
        old = ["CONDSTORE", "QRESYNC", "LIST-STATUS", "LIST-EXTENDED", "SPECIAL-USE"]
        source = self.dovecot(without=old, separator=".", prefix="INBOX.", format="maildir")
        target = self.dovecot(without=old + ["MULTIAPPEND", "UIDPLUS", "LITERAL+"])
        stored = self.fill(source, mailboxes.mixed(80, 10), mailboxes.mixed_folders(10), ("INBOX",))
        umzug, result = self.move(source, target)
        self.assertEqual((result.status, result.mail["copied"]), (0, stored["messages"]), result)
        self.assertEqual(len(self.everything(target)), stored["messages"])
        self.assertEqual(umzug.run("undo", NAME).mail["removed"], stored["messages"])


if __name__ == "__main__":
    unittest.main()

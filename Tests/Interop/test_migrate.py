"""A mailbox moved from one Dovecot to another, seen by an independent client."""

import os
import unittest

import compare
import journey
import mailboxes
import umzug
import wire


class MigrateTests(journey.Journey):
    def test_a_mixed_mailbox_arrives_whole_and_undo_leaves_nothing(self):
        self.fill_mixed(2000 if os.environ.get("UMZUG_SOAK") else 400, 60)
        before = self.state(self.target)
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        self.balanced(result)
        self.assertEqual(self.differences(), [])
        self.assertEqual(self.command("verify", "--deep").status, 0)
        undone = self.command("undo")
        self.assertEqual(undone.status, 0, undone)
        self.assertEqual(self.state(self.target), before)

    def test_events_are_those_of_the_contract(self):
        self.fill_mixed(60, 6)
        result = self.migrate()
        self.assertEqual(result.lines[0]["event"], "started")
        self.assertEqual(result.lines[0]["pass"], 1)
        self.assertEqual([line["event"] for line in result.lines].count("finished"), 1)
        self.assertEqual(result.last["event"], "finished")
        self.assertEqual(result.last["state"], "finished")
        for line in result.lines:
            self.assertEqual((line["v"], line["id"]), (1, "journey-0001"))
            self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(
            set(result.mail),
            {"containers", "found", "copied", "alreadyThere", "skipped", "failed", "updated", "altered", "removed",
             "kept", "gone", "bytes"},
        )

    def test_the_same_id_is_refused_and_a_dry_run_leaves_it_free(self):
        self.fill_mixed(20, 3)
        self.assertEqual(self.migrate("--dry-run").status, 0)
        self.assertEqual(self.migrate().status, 0)
        again = self.migrate()
        self.assertEqual((again.status, again.last["code"]), (2, "id-exists"))

    def test_mail_that_is_there_is_not_doubled_and_twins_are_not_swallowed(self):
        items = list(mailboxes.mixed(60, 4))
        twins = [item for item in items if item.folder == ("INBOX",)][:3] * 2
        self.fill(self.source, items + twins, mailboxes.mixed_folders(4))
        self.fill(self.target, items[:30], mailboxes.mixed_folders(4))
        before = self.state(self.target)
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        mail = self.balanced(result)
        self.assertEqual((mail["alreadyThere"], mail["copied"]), (30, 36), result)
        self.assertEqual(self.differences(), [])
        self.assertEqual(self.command("undo").status, 0)
        self.assertEqual(self.state(self.target), before)

    def test_filters_and_a_mapping_are_followed(self):
        self.fill_mixed(80, 8)
        result = self.migrate("--include", "Archiv", "--include", "INBOX", "--map", "Archiv=Alt/Archiv")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(set(self.state(self.target)), {("INBOX",), ("Alt",), ("Alt", "Archiv")} - (
            set() if ("Alt",) in self.state(self.target) else {("Alt",)}))

    def test_the_source_is_left_as_it_was(self):
        self.fill_mixed(60, 6)
        before = self.state(self.source)
        self.assertEqual(self.migrate().status, 0)
        self.assertEqual(self.state(self.source), before)

    def test_the_receipt_lists_what_was_left_out(self):
        self.fill(self.source, mailboxes.hostile(100_000, 0, 10_000), mailboxes.hostile_folders())
        result = self.migrate("--max-size", "150000")
        mail = self.balanced(result)
        receipt = self.command("receipt")
        listed = [line for line in receipt.of("item") if line["outcome"] == "skipped"]
        self.assertEqual(len(listed), mail["skipped"])
        self.assertGreaterEqual({line["code"] for line in listed}, {"deleted-at-source", "over-max-size"})


class HostileTests(journey.Journey):
    def test_a_hostile_mailbox_arrives_or_is_in_the_receipt(self):
        soak = bool(os.environ.get("UMZUG_SOAK"))
        large = (50 << 20, 2) if soak else (3 << 20, 2)
        filled = self.fill(self.source, mailboxes.hostile(*large), mailboxes.hostile_folders())
        self.assertEqual(filled["refused"], [])
        plan = self.migrate("--dry-run").of("folder")
        pairs = [f"{folder['path']}={folder['target']}" for folder in plan if folder["path"] != folder["target"]]
        result = self.migrate()
        mail = self.balanced(result)
        self.assertEqual(mail["failed"], 0, result)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.differences(compare.placing(pairs)), [])
        self.assertEqual(self.command("undo").status, 0)
        left = {folder: messages for folder, messages in self.state(self.target).items() if messages}
        self.assertEqual(left, {})


class PasswordTests(journey.Journey):
    def test_no_secret_is_in_the_data_folder_or_the_output(self):
        self.fill_mixed(20, 3)
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        for folder, _, names in os.walk(self.data):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(b"secret", file.read(), name)
        self.assertNotIn("secret", result.errors + str(result.lines))


if __name__ == "__main__":
    unittest.main()

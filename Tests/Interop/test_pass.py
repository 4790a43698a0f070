"""A later pass brings what is new, follows flags, and lets the target win."""

import unittest

import journey
import mailboxes
import wire


class PassTests(journey.Journey):
    def store(self, client, folder, uid, *change):
        client.select(wire.quoted(folder))
        self.assertEqual(client.uid("STORE", uid, *change)[0], "OK")

    def plain(self, client, count):
        """UIDs in INBOX that have \\Seen alone."""
        client.select("INBOX")
        _, data = client.uid("SEARCH", "SEEN", "UNANSWERED", "UNFLAGGED", "UNDRAFT")
        return data[0].split()[:count]

    def test_new_mail_comes_flags_follow_and_the_target_wins(self):
        self.fill_mixed(200, 12)
        self.assertEqual(self.migrate().status, 0)
        source, target = self.client(self.source), self.client(self.target)
        followed, contested, deleted = self.plain(source, 3)
        uids = dict(zip(self.uids(source), self.uids(target)))
        self.store(source, "INBOX", followed, "+FLAGS", "\\Flagged")
        self.store(source, "INBOX", contested, "+FLAGS", "\\Flagged")
        self.store(target, "INBOX", uids[contested], "-FLAGS", "\\Seen")
        self.store(target, "INBOX", uids[deleted], "+FLAGS", "\\Deleted")
        target.expunge()
        self.fill(self.source, mailboxes.new_mail(20, 12))
        result = self.command("pass")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.mail["found"], 220, result)
        self.assertEqual(result.mail["updated"], 1, result)
        won = [line for line in result.of("item") if line["code"] == "target-won"]
        self.assertEqual(len(won), 1, result)
        found = self.differences()
        self.assertEqual(sorted(entry["difference"] for entry in found), ["flags", "missing"], found)

    def uids(self, client):
        client.select("INBOX")
        return client.uid("SEARCH", "ALL")[1][0].split()

    def test_what_disappears_at_the_source_is_listed_and_stays(self):
        self.fill_mixed(40, 3)
        self.assertEqual(self.migrate().status, 0)
        before = self.state(self.target)
        source = self.client(self.source)
        self.store(source, "INBOX", self.uids(source)[0], "+FLAGS", "\\Deleted")
        source.expunge()
        result = self.command("pass")
        self.assertEqual((result.status, result.mail["gone"]), (0, 1), result)
        self.assertEqual(self.state(self.target), before)

    def test_a_pass_over_nothing_new_changes_nothing(self):
        self.fill_mixed(40, 3)
        self.assertEqual(self.migrate().status, 0)
        before = self.state(self.target)
        result = self.command("pass")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.mail["found"], 40)
        self.assertEqual(self.state(self.target), before)

    def test_a_folder_renamed_at_the_source_is_not_copied_twice(self):
        self.fill_mixed(60, 6)
        self.assertEqual(self.migrate().status, 0)
        self.client(self.source).rename("Archiv", "Ablage")
        result = self.command("pass")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.mail["found"], 60, result)


if __name__ == "__main__":
    unittest.main()

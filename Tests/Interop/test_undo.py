"""Undo takes back what the migration brought and leaves what somebody used or what was there."""

import unittest

import journey
import mailboxes
import wire


class UndoTests(journey.Journey):
    def test_used_mail_is_kept_and_listed_and_the_rest_goes(self):
        self.fill_mixed(240, 10)
        there = list(mailboxes.mixed(20, 10, seed=5))
        self.fill(self.target, there)
        self.assertEqual(self.migrate().status, 0)
        client = self.client(self.target)
        client.select("INBOX")
        _, uids = client.uid("SEARCH", "ALL")
        ours = uids[0].split()[sum(item.folder == ("INBOX",) for item in there):]
        unmarked = [uid for uid in ours if self.is_plain(client, uid)]
        answered, flagged, moved, read = unmarked[:4]
        client.uid("STORE", answered, "+FLAGS", "\\Answered")
        client.uid("STORE", flagged, "+FLAGS", "\\Flagged")
        client.uid("STORE", read, "+FLAGS", "\\Seen")
        client.create("Eigenes")
        client.uid("MOVE", moved, "Eigenes")
        self.fill(self.target, mailboxes.new_mail(7, 10))
        preview = self.command("undo", "--dry-run")
        self.assertEqual(preview.status, 0, preview)
        undone = self.command("undo")
        self.assertEqual(undone.status, 5, undone)
        self.assertEqual(undone.mail["kept"], 3, undone)
        kept = [line["code"] for line in self.command("receipt").of("item") if line["outcome"] == "kept"]
        self.assertEqual(sorted(kept), ["moved-or-deleted", "used", "used"])
        left = sum(len(messages) for messages in self.state(self.target).values())
        self.assertEqual(left, len(there) + 7 + 3)

    def is_plain(self, client, uid):
        _, data = client.uid("FETCH", uid, "(FLAGS)")
        return b"FLAGS ()" in data[0] or b"FLAGS (\\Recent)" in data[0]

    def test_without_uidplus_only_our_own_messages_are_expunged(self):
        self.fill_mixed(60, 5)
        limited = self.server({"users": {"alice": "secret"}, "without": ["UIDPLUS", "MULTIAPPEND", "LITERAL+"]})
        self.target = limited
        self.fill(self.target, mailboxes.mixed(10, 5, seed=5))
        before = self.state(self.target)
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.differences(allow_extra=True), [])
        undone = self.command("undo")
        self.assertEqual(undone.status, 0, undone)
        self.assertEqual(self.state(self.target), before)


if __name__ == "__main__":
    unittest.main()

"""Folder names that the target refuses, on a server that does: Dovecot with Maildir takes no dot in a name."""

import unittest

import mailboxes
import wire
from moves import NAME, MoveTest

DOTTED = [("Dr. Who",), ("Dr. Who", "A.B"), ("Dr_ Who",), ("Plain",)]
PLAIN = {("Dr_ Who_2",), ("Dr_ Who_2", "A_B"), ("Dr_ Who",), ("Plain",)}


class RefusedNameTests(MoveTest):
    def setUp(self):
        super().setUp()
        self.source, self.target = self.dovecot(), self.dovecot(format="maildir")
        items = [mailboxes.Item(folder, mailboxes.refused_by_size(2_000 + n)) for n, folder in enumerate(DOTTED)]
        self.fill(self.source, items, DOTTED)

    def folders(self):
        """What alice has at the target, apart from INBOX."""
        return set(wire.folders(self.client(self.target))) - {("INBOX",)}

    def test_they_go_by_plain_names_which_the_receipt_tells_and_undo_takes_back(self):
        umzug, result = self.move(self.source, self.target)
        self.assert_done(result, copied=4, altered=0)
        self.assertEqual(self.folders(), PLAIN)
        for run in (result, umzug.run("receipt", NAME)):
            told = {(item["container"], item["outcome"], item["code"], item["detail"]) for item in run.named("item")}
            self.assertEqual(told, {("Dr. Who", "copied", "folder-renamed", "Dr_ Who_2"),
                                    ("Dr. Who/A.B", "copied", "folder-renamed", "Dr_ Who_2/A_B")})
        again = umzug.run("pass", NAME)
        self.assert_done(again, copied=4)
        self.assertEqual(self.folders(), PLAIN)
        undone = umzug.run("undo", NAME)
        self.assertEqual((undone.status, self.folders()), (0, set()), undone)

    def test_with_exact_only_their_messages_fail(self):
        umzug, result = self.move(self.source, self.target, "--exact-only")
        self.assertEqual((result.status, result.mail["copied"], result.mail["failed"]), (1, 2, 2), result)
        self.assertEqual({entry["code"] for entry in result.last["failures"]}, {"folder-refused"})
        self.assertEqual(self.folders(), {("Dr_ Who",), ("Plain",)})
        retried = umzug.run("retry", NAME)
        self.assertEqual((retried.status, retried.mail["failed"]), (1, 2), retried)


if __name__ == "__main__":
    unittest.main()

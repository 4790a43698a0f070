"""Servers that are not Dovecot with everything on: Cyrus, reduced capabilities, POP3."""

import unittest

import compare
import journey
import mailboxes
import umzug
import wire
from cyrus import Cyrus


class CyrusTests(journey.Journey):
    def make_target(self):
        server = Cyrus({"users": {"alice": "secret"}})
        self.addCleanup(server.close)
        return server

    def test_a_mailbox_arrives_at_cyrus(self):
        self.fill_mixed(200, 20)
        before = self.state(self.target)
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        self.balanced(result)
        place = compare.placing(["Gesendet=INBOX/Sent", "Entwürfe=INBOX/Drafts", "Papierkorb=INBOX/Trash"], "INBOX")
        self.assertEqual(self.differences(place, allow_extra=True), [])
        self.assertEqual(self.command("undo").status, 0)
        self.assertEqual(self.state(self.target), before)

    def test_what_cyrus_does_not_take_is_altered_or_listed(self):
        self.fill(self.source, mailboxes.hostile(100_000, 1, 100_000), mailboxes.hostile_folders())
        result = self.migrate()
        self.assertIn(result.status, (0, 1), result)
        mail = self.balanced(result)
        receipt = self.command("receipt")
        outcomes = [line["outcome"] for line in receipt.of("item")]
        self.assertEqual(outcomes.count("failed"), mail["failed"])
        self.assertEqual(outcomes.count("copied"), mail["altered"])
        for line in receipt.of("item"):
            self.assertTrue(line["code"], line)
        codes = {line["code"] for line in receipt.of("item") if line["outcome"] == "failed"}
        self.assertGreaterEqual(codes, {"folder-refused", "message-refused"})


class ReducedTests(journey.Journey):
    target_options = {"without": ["MULTIAPPEND", "UIDPLUS", "LITERAL+", "CONDSTORE", "QRESYNC", "LIST-STATUS",
                                  "LIST-EXTENDED", "SPECIAL-USE"]}
    source_options = {"without": ["CONDSTORE", "QRESYNC", "LIST-STATUS", "LIST-EXTENDED", "SPECIAL-USE"],
                      "separator": ".", "prefix": "INBOX.", "format": "maildir"}

    def test_a_mailbox_moves_between_old_servers(self):
        self.fill(self.source, mailboxes.mixed(80, 10), mailboxes.mixed_folders(10))
        result = self.migrate()
        self.assertEqual(result.status, 0, result)
        self.balanced(result)


class POP3Tests(journey.Journey):
    def octets(self, peer):
        """What POP3 shows of a mailbox: RETR may mark a message as seen, whatever a client does."""
        return {folder: [message[0] for message in messages] for folder, messages in self.state(peer).items()}

    def test_an_inbox_comes_by_pop3_and_stays_where_it_was(self):
        items = [item for item in mailboxes.mixed(150, 3) if item.folder == ("INBOX",)]
        self.fill(self.source, items)
        before = self.octets(self.source)
        result = self.migrate(source=umzug.url(self.source, "pop3s"))
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.balanced(result)["copied"], len(items))
        self.assertEqual(self.differences(ignore=("flags", "date")), [])
        self.assertEqual(self.octets(self.source), before)
        again = self.command("pass")
        self.assertEqual((again.status, again.mail["found"]), (0, len(items)), again)


if __name__ == "__main__":
    unittest.main()

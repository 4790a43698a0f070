"""The comparison that other tests lean on finds every kind of difference."""

import unittest

import accounts
import compare
import fill
import mailboxes
import wire
from peers import Dovecot


class CompareTests(unittest.TestCase):
    def setUp(self):
        self.server = Dovecot({"users": {"alice": "secret", "bob": "secret"}})
        self.addCleanup(self.server.close)
        self.clients = [accounts.connect(self.server, user) for user in ("alice", "bob")]
        for client in self.clients:
            result = fill.fill(client, mailboxes.mixed(40, 12), mailboxes.mixed_folders(12))
            self.assertEqual(result["refused"], [])

    def tearDown(self):
        for client in self.clients:
            client.logout()

    def differences(self, **options):
        found = accounts.differences(*self.clients, **options)
        return [(entry["difference"], entry["folder"]) for entry in found]

    def test_equal_mailboxes_have_no_differences(self):
        self.assertEqual(self.differences(), [])

    def test_a_flag_a_keyword_and_a_lost_message_are_found(self):
        target = self.clients[1]
        target.select("INBOX")
        target.store("1", "+FLAGS", "Planted")
        target.store("2", "+FLAGS", "\\Deleted")
        target.expunge()
        self.assertEqual(sorted(self.differences()), [("flags", "INBOX"), ("missing", "INBOX")])

    def test_another_date_and_another_octet_are_found(self):
        source, target = self.clients
        message = wire.read_folder(source, "INBOX")[0]
        target.select("INBOX")
        target.store("1", "+FLAGS", "\\Deleted")
        target.expunge()
        wire.append_all(target, "INBOX", [(message.flags, mailboxes.Item((), b"").when, message.body)])
        self.assertEqual(self.differences(), [("date", "INBOX")])
        count = int(wire.ok(target.select("INBOX"))[0])
        target.store(str(count), "+FLAGS", "\\Deleted")
        target.expunge()
        wire.append_all(target, "INBOX", [((), mailboxes.Item((), b"").when, message.body + b"\r\n")])
        self.assertEqual(sorted(self.differences()), [("extra", "INBOX"), ("missing", "INBOX")])

    def test_a_twin_too_many_is_found_unless_the_target_may_hold_more(self):
        message = wire.read_folder(self.clients[0], "INBOX")[0]
        wire.append_all(self.clients[1], "INBOX", [(message.flags, mailboxes.Item((), b"").when, message.body)])
        self.assertEqual(self.differences(), [("extra", "INBOX")])
        self.assertEqual(self.differences(allow_extra=True), [])

    def test_a_missing_folder_is_found_and_a_mapping_is_followed(self):
        target = self.clients[1]
        target.rename(wire.quoted("Gesendet"), wire.quoted("Sent/Alt"))
        found = self.differences()
        self.assertIn(("no folder", "Gesendet"), found)
        self.assertIn(("extra", "Sent/Alt"), found)
        place = compare.placing(["Gesendet=Sent/Alt"])
        found = self.differences(place=place)
        self.assertTrue(all(folder == "Sent" for _, folder in found), found)

    def test_the_hostile_mailbox_is_the_same_octets_at_every_run(self):
        first, second = (list(mailboxes.hostile(100_000, 1, 1000)) for _ in range(2))
        self.assertEqual([item.body for item in first], [item.body for item in second])

    def test_names_are_encoded_both_ways(self):
        for levels in mailboxes.hostile_folders():
            for name in levels:
                self.assertEqual(wire.decode_name(wire.encode_name(name)), name)
        self.assertEqual(wire.encode_name("Entwürfe & mehr"), "Entw&APw-rfe &- mehr")


if __name__ == "__main__":
    unittest.main()

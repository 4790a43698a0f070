"""Whole migrations by the command line between real servers, judged by the independent client."""

import unittest

import compare
import mailboxes
import refused
import wire
from accounts import url
from moves import NAME, MoveTest
from peers import Courier, Cyrus, courier


class MoveTests(MoveTest):
    def test_mixed_mail_arrives_octet_for_octet_with_flags_keywords_and_dates(self):
        source, target = self.dovecot(), self.dovecot()
        self.fill(source, mailboxes.mixed(), mailboxes.mixed_folders(60))
        before = self.snapshot(source)
        umzug, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("copied"), result.mail.get("found")), (0, 2000, 2000), result)
        self.assertEqual(len(self.everything(target)), 2000)
        self.assert_equal(source, target)
        self.assertEqual(self.snapshot(source), before, "the source changed")
        again = umzug.run("pass", NAME)
        self.assertEqual((again.status, again.mail.get("copied")), (0, 2000), again)
        self.assert_equal(source, target)

    def test_hostile_mail_arrives_or_stands_in_the_receipt(self):
        source, target = self.dovecot(), self.dovecot()
        stored = self.fill(source, mailboxes.hostile(), mailboxes.hostile_folders())
        place = self.mapping(source, target)
        _, result = self.move(source, target)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.mail["found"], stored["messages"])
        self.assertEqual((result.mail["failed"], result.mail["skipped"]), (0, 1), result)
        self.assertEqual(refused.told(result.named("item")), refused.BY_DOVECOT)
        self.assert_equal(source, target, place)
        renamed = {folder for folder in mailboxes.hostile_folders() if place(folder) != folder}
        self.assertEqual(len(renamed), 1, "only one of two names that differ in case alone is changed")

    def test_dovecot_to_cyrus_with_another_namespace_and_keyword_limit(self):
        source, target = self.dovecot(), self.own(Cyrus())
        self.fill(source, mailboxes.mixed(400, 24), mailboxes.mixed_folders(24))
        place = self.mapping(source, target, ("INBOX",))
        self.assertEqual(place(("Zürich",)), ("INBOX", "Zürich"))
        self.assertEqual(place(("Papierkorb",)), ("INBOX", "Trash"))
        _, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("copied")), (0, 400), result)
        self.assert_equal(source, target, place)

    def test_what_cyrus_cannot_take_of_the_hostile_mailbox_is_in_the_receipt(self):
        source, target = self.dovecot(), self.own(Cyrus())
        stored = self.fill(source, mailboxes.hostile(2 << 20, 1), mailboxes.hostile_folders())
        _, result = self.move(source, target)
        self.assertIn(result.status, (0, 1), result)
        self.assertEqual(result.mail["found"], stored["messages"])
        refused.check_cyrus(self, result.mail, result.named("item"), self.everything(source), self.everything(target))

    @unittest.skipIf(courier.reason_to_skip(), f"Courier: {courier.reason_to_skip()}")
    def test_dovecot_to_courier_which_has_no_modern_extension(self):
        source, target = self.dovecot(), self.own(Courier())
        self.fill(source, mailboxes.mixed(300, 14), mailboxes.mixed_folders(14))
        place = self.mapping(source, target, ("INBOX",))
        _, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("copied")), (0, 300), result)
        self.assert_equal(source, target, place)

    def test_a_target_without_multiappend_uidplus_and_literal_plus(self):
        source = self.dovecot()
        target = self.dovecot(without=["MULTIAPPEND", "UIDPLUS", "LITERAL+"])
        self.fill(source, mailboxes.mixed(200, 14), mailboxes.mixed_folders(14))
        umzug, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("copied")), (0, 200), result)
        self.assert_equal(source, target)
        undone = umzug.run("undo", NAME)
        self.assertEqual((undone.status, undone.mail.get("removed")), (0, 200), undone)
        self.assertEqual(self.everything(target), [])

    def test_pop3_brings_the_inbox_and_deletes_nothing(self):
        # RETR marks a message as read on a Dovecot that is not told otherwise; the protocol has no way round it.
        source = self.dovecot(extra="protocol pop3 {\n  pop3_no_flag_updates = yes\n}\n")
        target = self.dovecot()
        inbox = [item for item in mailboxes.mixed(300, 6) if item.folder == ("INBOX",)]
        self.fill(source, inbox)
        before = self.snapshot(source)
        umzug, result = self.move(url(source, scheme="pop3s"), target)
        self.assertEqual((result.status, result.mail.get("copied")), (0, len(inbox)), result)
        self.assert_equal(source, target, ignore=("folders", "flags", "date"))
        self.assertEqual(self.snapshot(source), before, "the source changed")
        again = umzug.run("pass", NAME)
        self.assertEqual((again.status, again.mail.get("copied")), (0, len(inbox)), again)
        self.assertEqual(len(self.everything(target)), len(inbox))

    def test_mail_that_is_there_already_is_not_doubled_and_survives_the_undo(self):
        source, target = self.dovecot(), self.dovecot()
        items = list(mailboxes.mixed(200, 8))
        self.fill(source, items, mailboxes.mixed_folders(8))
        self.fill(target, items[:60] + [mailboxes.Item(("Eigenes",), b"Subject: own\r\n\r\nkept\r\n")])
        before = self.snapshot(target)
        umzug, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("alreadyThere"), result.mail.get("copied")), (0, 60, 140), result)
        self.assert_equal(source, target, ignore=(), allow_extra=True)
        self.fill(target, [mailboxes.Item(("INBOX",), b"Subject: arrived meanwhile\r\n\r\nnew\r\n")])
        undone = umzug.run("undo", NAME)
        self.assertEqual((undone.status, undone.mail.get("removed")), (0, 140), undone)
        after, folders = self.snapshot(target)
        arrived = {key for key in after if b"arrived meanwhile" in after[key][0]}
        self.assertEqual(({key: after[key] for key in after if key not in arrived}, folders), before)
        self.assertEqual(len(arrived), 1)

    def test_what_was_used_meanwhile_is_kept_by_the_undo_and_listed(self):
        source, target = self.dovecot(), self.dovecot()
        items = [mailboxes.Item(("INBOX",), b"Message-ID: <%d@x>\r\nSubject: %d\r\n\r\nx\r\n" % (n, n)) for n in range(8)]
        self.fill(source, items)
        umzug, result = self.move(source, target)
        self.assertEqual((result.status, result.mail.get("copied")), (0, 8), result)
        user = self.client(target)
        user.create("Woanders")
        user.select("INBOX")
        user.store("1", "+FLAGS", "\\Answered")
        user.store("2", "+FLAGS", "\\Flagged")
        user.store("3", "+FLAGS", "Privat")
        user.store("4", "+FLAGS", "\\Seen")
        wire.ok(user._simple_command("MOVE", "5", "Woanders"))
        undone = umzug.run("undo", NAME)
        self.assertEqual((undone.status, undone.mail.get("removed"), undone.mail.get("kept")), (5, 4, 4), undone)
        kept = [item for item in undone.named("item") if item["outcome"] == "kept"]
        self.assertEqual(len(kept), 4)
        left = sorted(message.header("Subject") for message in self.everything(target))
        self.assertEqual(left, ["0", "1", "2", "4"])

    def test_the_next_pass_brings_new_mail_and_flags_but_the_target_wins(self):
        source, target = self.dovecot(), self.dovecot()
        self.fill(source, mailboxes.mixed(300, 20), mailboxes.mixed_folders(20))
        umzug, result = self.move(source, target)
        self.assertEqual(result.status, 0, result)
        self.fill(source, mailboxes.new_mail(20, 20))
        there, here = self.client(source), self.client(target)
        there.select("INBOX")
        there.store("1", "+FLAGS", "Neu1")
        there.store("2", "+FLAGS", "Neu2")
        first, second, third = (self.identity(there, number) for number in (1, 2, 3))
        here.select("INBOX")
        here.store(self.numbered(here, second), "+FLAGS", "Mein")
        here.store(self.numbered(here, third), "+FLAGS", "\\Deleted")
        here.expunge()
        passed = umzug.run("pass", NAME)
        self.assertEqual((passed.status, passed.mail.get("copied")), (0, 320), passed)
        inbox = {message.header("Message-ID"): message.flags for message in wire.read_folder(self.client(target), "INBOX")}
        self.assertIn("Neu1", inbox[first])
        self.assertIn("Mein", inbox[second])
        self.assertNotIn("Neu2", inbox[second])
        self.assertNotIn(third, inbox, "what the user deleted came back")

    @staticmethod
    def identity(client, number):
        """The Message-ID of a message of the open folder."""
        (_, head), *_ = wire.ok(client.fetch(str(number), "(BODY.PEEK[HEADER.FIELDS (Message-ID)])"))
        return head.decode().split(":", 1)[1].strip()

    @staticmethod
    def numbered(client, identity):
        """The number of the message with that Message-ID: a target may hold a folder's mail in another order."""
        return wire.ok(client.search(None, "HEADER", "Message-ID", identity))[0].decode()

    def test_names_that_only_a_command_line_finds_hard(self):
        password = 'p: "ä" \\ {5} 😀 '
        source = self.dovecot(users={"alice": password})
        target = self.dovecot(users={"alice": password})
        self.fill(source, mailboxes.mixed(20, 4), password=password)
        _, result = self.move(source, target, source=password, target=password)
        self.assertEqual((result.status, result.mail.get("copied")), (0, 20), result)


if __name__ == "__main__":
    unittest.main()

"""Gmail as a source: labels are folders, a message under several is read once, and All Mail stays behind unless chosen."""

import datetime
import re
import time
import unittest

import mailboxes
import wire
from accounts import contents, url
from moves import NAME, MoveTest
from peers import Gmail, place

ALL, STARRED, IMPORTANT = ("[Gmail]", "Alle Nachrichten"), ("[Gmail]", "Markiert"), ("[Gmail]", "Wichtig")
SPECIAL = {"/".join(ALL): "\\All", "/".join(STARRED): "\\Flagged", "/".join(IMPORTANT): "\\Important",
           "[Gmail]/Gesendet": "\\Sent"}
FAMILY, TRAVEL, SENT = ("Familie",), ("Reisen", "Norwegen"), ("[Gmail]", "Gesendet")


class GmailTests(MoveTest):
    def setUp(self):
        super().setUp()
        self.behind = self.dovecot(specialUse=SPECIAL)
        self.mail = [self.message(number) for number in range(60)]
        self.put(("INBOX",), range(40))
        self.put(FAMILY, range(10, 25))
        self.put(TRAVEL, range(15, 20))
        self.put(TRAVEL, range(40, 45))
        self.put(SENT, range(45, 50))
        self.put(STARRED, range(0, 60, 7))
        self.put(IMPORTANT, range(0, 60, 5))
        self.put(ALL, range(60))
        self.chosen = {("INBOX",), FAMILY, TRAVEL, SENT}

    def message(self, number):
        """A message with octets, flags and a date of its own."""
        head = f"Message-ID: <{number}@mail.gmail.example>\r\nSubject: Brief {number}\r\n\r\n"
        flags = [("\\Seen",), (), ("\\Seen", "\\Answered"), ("\\Seen", "$Forwarded")][number % 4]
        when = datetime.datetime(2024, 3, 1, 8, 0, number, tzinfo=datetime.timezone.utc)
        return head.encode() + b"Liebe Anna\r\n" * (20 + number), flags, when

    def put(self, folder, numbers):
        """Puts a label on messages."""
        self.fill(self.behind, [mailboxes.Item(folder, *self.mail[number]) for number in numbers])

    def gmail(self, **options):
        """The front, knowing what lies where."""
        known, client = {}, self.client(self.behind)
        for raw in wire.folders(client).values():
            for message in wire.read_folder(client, raw):
                known[raw.strip('"'), message.uid] = re.search(rb"<(\d+)@", message.body)[1].decode()
        return self.own(Gmail(self.behind, known, **options))

    def start(self, target, *arguments, **options):
        """A migration from Gmail to the end; gives the front, the program and the result."""
        gmail = self.gmail(**options)
        umzug, result = self.move(url(self.behind, port=gmail.port), target, *arguments)
        return gmail, umzug, result

    def assert_labels(self, target, folders):
        """Each label's folder holds what the label has, and nothing else is there."""
        old, new = contents(self.client(self.behind)), contents(self.client(target))

        def found(folder):
            return new.get(folder) or new.get(folder[-1:], [])
        for folder in folders:
            self.assertEqual(old[folder], found(folder), folder)
        self.assertEqual(sum(map(len, new.values())), sum(len(old[folder]) for folder in folders))

    def test_a_message_under_several_labels_is_read_once_and_lies_in_each_folder(self):
        target = self.dovecot()
        gmail, _, result = self.start(target)
        self.assert_done(result, found=70, copied=70, failed=0, altered=0)
        self.assertEqual(set(gmail.read.values()), {1}, gmail.read)
        self.assertEqual(len(gmail.read), 50)
        self.assert_labels(target, self.chosen)

    def test_a_label_that_is_given_later_is_copied_at_the_target(self):
        target = self.dovecot()
        gmail, umzug, result = self.start(target)
        self.assert_done(result, copied=70)
        self.put(FAMILY, [2, 41])
        late = self.gmail()
        gmail.messages.update(late.messages)
        gmail.read.clear()
        self.assert_done(umzug.run("pass", NAME), found=72, copied=72)
        self.assertEqual(dict(gmail.read), {})
        self.assert_labels(target, self.chosen)
        undone = umzug.run("undo", NAME)
        self.assertEqual(undone.status, 0, undone)
        self.assertEqual(self.everything(target), [])

    def test_collecting_folders_move_only_when_they_are_chosen(self):
        target = self.dovecot()
        gmail, _, result = self.start(target, "--include", "*", "--include", "[Gmail]/Alle Nachrichten")
        self.assert_done(result, found=130, copied=130)
        self.assertEqual((set(gmail.read.values()), len(gmail.read)), ({1}, 60))
        self.assert_labels(target, self.chosen | {ALL})

    def test_a_target_that_tells_no_uids_gets_them_all_the_same(self):
        target = self.dovecot(without=["UIDPLUS"])
        _, _, result = self.start(target)
        self.assert_done(result, found=70, copied=70)
        self.assert_labels(target, self.chosen)

    def test_killed_at_any_moment_nothing_is_lost_or_doubled(self):
        for moment in (0.05, 0.12, 0.2, 0.3):
            with self.subTest(moment=moment):
                target = self.dovecot()
                gmail = self.gmail()
                umzug = self.program()
                ends = url(self.behind, port=gmail.port), url(target)
                process = umzug.start("migrate", "--source", ends[0], "--target", ends[1], "--id", NAME)
                place.wait_until(lambda: gmail.read or process.poll() is not None, "the first message")
                time.sleep(moment)
                process.kill()
                process.communicate()
                self.assert_done(umzug.run("resume", NAME), found=70, copied=70)
                self.assert_labels(target, self.chosen)


if __name__ == "__main__":
    unittest.main()

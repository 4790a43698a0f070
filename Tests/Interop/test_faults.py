"""What goes wrong on the way: transient faults are waited out and said so, permanent ones are listed by item.

The table in test_refusals.py says which fault is tested where.
"""

import unittest

import mailboxes
from accounts import url
from moves import NAME, MoveTest
from peers import Fault, Gateway, Proxy
from program import ended, events

POISON = b"This one makes the server fall over."


class ItemTests(MoveTest):
    """Faults of single messages and folders, for good."""

    def plain(self, subject, folder=("INBOX",), body=b"Text\r\n"):
        head = f"Message-ID: <{subject}@example.org>\r\nSubject: {subject}\r\n\r\n"
        return mailboxes.Item(folder, head.encode() + body)

    def assert_listed(self, result, codes, **counts):
        """The run ends with exit 1, and exactly these failures are in the receipt, each with folder and subject."""
        self.assertEqual(result.status, 1, result)
        self.assertEqual(result.last["state"], "finished-with-failures")
        self.assert_balanced(result)
        self.assertEqual({name: result.mail[name] for name in counts}, counts, result)
        failures = result.last["failures"]
        self.assertEqual(len(failures), result.mail["failed"], result)
        self.assertTrue({entry["code"] for entry in failures} <= codes, result)
        for entry in failures:
            self.assertTrue(entry["container"] and entry["outcome"] == "failed", entry)
        told = [entry for entry in result.named("item") if entry["outcome"] == "failed"]
        self.assertEqual(len(told), len(failures), "said when it happened, and once")

    def test_messages_over_the_limit_are_listed_while_the_rest_goes_on_and_retried(self):
        source = self.dovecot()
        sizes = (5_000, 200_000, 6_000, 300_000)
        self.fill(source, [mailboxes.Item(("INBOX",), mailboxes.refused_by_size(size)) for size in sizes])
        for without in ([], ["APPENDLIMIT"]):
            with self.subTest(without=without):
                target = self.dovecot(maxMessageBytes=100_000, without=without)
                umzug, result = self.move(source, target)
                self.assert_listed(result, {"too-large", "message-refused"}, found=4, copied=2, failed=2)
                again = umzug.run("retry", NAME)
                self.assert_listed(again, {"too-large", "message-refused"}, copied=2, failed=2)
                target.change(maxMessageBytes=None)
                self.assert_done(umzug.run("retry", NAME), copied=4, failed=0)
                self.assert_equal(source, target)

    def test_a_folder_name_that_is_refused_is_listed_with_its_mail(self):
        source, target = self.dovecot(), self.dovecot()
        self.fill(source, [self.plain("one"), self.plain("two", ("Verboten",)), self.plain("three", ("Erlaubt",))])
        front = self.own(Gateway(target, [Fault(r"^CREATE .*Verboten", "NO [CANNOT] This name is not allowed")]))
        umzug, result = self.move(source, url(target, port=front.port))
        self.assert_listed(result, {"folder-refused"}, found=3, copied=2, failed=1)
        self.assertEqual(result.last["failures"][0]["container"], "Verboten")
        front.faults.clear()
        self.assert_done(umzug.run("retry", NAME), copied=3, failed=0)
        self.assert_equal(source, target)

    def test_a_stored_message_that_drops_the_line_is_given_up_and_those_behind_it_arrive(self):
        source, target = self.dovecot(), self.dovecot()
        items = [self.plain(f"number {n}") for n in range(9)]
        self.fill(source, items[:4] + [self.plain("poison", body=POISON + b"\r\n")] + items[4:])
        front = self.own(Gateway(source, [Fault(data=POISON)]))
        _, result = self.move(url(source, port=front.port), target)
        self.assert_listed(result, {"message-unreadable"}, found=10, copied=9, failed=1)
        self.assertEqual(result.last["failures"][0]["subject"], "poison")
        arrived = {message.header("Subject") for message in self.everything(target)}
        self.assertEqual(arrived, {f"number {n}" for n in range(9)})


class TransientTests(MoveTest):
    """Faults that pass: at the end everything is there, and nothing twice."""

    def setUp(self):
        super().setUp()
        self.source, self.target = self.dovecot(), self.dovecot()

    def stock(self, messages, folders):
        """Mixed mail at the source."""
        self.fill(self.source, mailboxes.mixed(messages, folders), mailboxes.mixed_folders(folders))

    def paused(self, result, *codes):
        """The run said that it waited, why, and until when."""
        pauses = result.named("paused")
        self.assertEqual({entry["code"] for entry in pauses}, set(codes), result)
        for entry in pauses:
            self.assertTrue(entry["until"], entry)

    def test_a_full_target_pauses_and_goes_on_once_there_is_room(self):
        self.fill(self.source, [mailboxes.Item(("INBOX",), mailboxes.refused_by_size(size)) for size in [40_000] * 6])
        for limit in ({"quotaBytes": 150_000}, {"quotaMessages": 3}):
            with self.subTest(limit):
                target = self.dovecot(**limit)
                umzug, result = self.move(self.source, target, "--max-wait", "1")
                self.assertEqual((result.status, result.last["event"]), (7, "finished"), result)
                self.assertEqual({entry["code"] for entry in result.named("paused")}, {"quota"}, result)
                target.change(quotaBytes=None, quotaMessages=None)
                self.assert_done(umzug.run("resume", NAME), copied=6)
                self.assert_equal(self.source, target)

    def test_a_connection_cut_anywhere_costs_nothing(self):
        self.stock(150, 10)
        for way, octets in [("down", 400_000), ("up", 300_000), ("up", 2_500_000), ("down", 9_000)]:
            with self.subTest(way=way, octets=octets):
                # From the source once only: two cuts may meet in one message, which is then listed as unreadable.
                cut = {f"cut_{way}": octets, "cut_times": 1 if way == "down" else 2}
                server = self.source if way == "down" else self.target
                road = url(server, port=self.own(Proxy(server.ports["imaps"], **cut)).port)
                ends = (road, self.target) if way == "down" else (self.source, road)
                _, result = self.move(*ends)
                if result.status == 3:
                    self.assertLess(octets, 10_000, "cut during the login")
                    continue
                self.assert_done(result, found=150)
                self.assert_equal(self.source, self.target)

    def test_a_connection_cut_inside_a_literal_costs_nothing(self):
        self.stock(60, 4)
        marks = {2_000: b"cut the small one here", 3_000_000: b"cut the large one here"}
        self.fill(self.source, [mailboxes.Item(("INBOX",), mailboxes.refused_by_size(size) + mark)
                                for size, mark in marks.items()])
        # Once each: a message at which the line drops twice is the source's fault, and listed.
        front = self.own(Gateway(self.source, [Fault(data=mark, times=1) for mark in marks.values()]))
        _, result = self.move(url(self.source, port=front.port), self.target)
        self.assertEqual([fault.hits for fault in front.faults], [1, 1])
        self.assert_done(result, found=62, copied=62)
        self.assert_equal(self.source, self.target)

    def test_a_server_restart_in_the_middle_is_waited_out(self):
        self.stock(300, 20)
        slow = self.own(Proxy(self.target.ports["imaps"], rate=1_000_000))
        umzug = self.program()
        process = umzug.start("migrate", "--source", url(self.source), "--target", url(self.target, port=slow.port), "--id",
                              NAME)
        self.assertTrue(any(event["done"] for event in events(process, "progress")), "it ended too early")
        self.target.stop()
        slow.tell("cut")
        self.assertTrue(next(events(process, "paused"))["until"])
        self.target.start()
        slow.tell("rate 0")
        self.assert_done(ended(process), copied=300)
        self.assert_equal(self.source, self.target)

    def test_in_use_and_bye_are_waited_out_and_said(self):
        self.stock(60, 4)
        cases = [
            ("source", r"^(SELECT|EXAMINE)\b", "NO [INUSE] Mailbox is locked by another session", "in-use"),
            ("target", r"^APPEND\b", "NO [INUSE] Mailbox is locked by another session", "in-use"),
            ("source", r"^UID FETCH\b.*BODY", "BYE Server is shutting down", "unavailable"),
            ("target", r"^APPEND\b", "BYE [UNAVAILABLE] Server is shutting down", "unavailable"),
        ]
        for side, command, answer, code in cases:
            with self.subTest(side=side, answer=answer):
                target = self.dovecot()
                fault = Fault(command, answer, times=2)
                front = self.own(Gateway(self.source if side == "source" else target, [fault]))
                road = url(target, port=front.port)
                _, result = self.move(*((road, target) if side == "source" else (self.source, road)))
                self.assertEqual(fault.hits, 2)
                self.assert_done(result, found=60, copied=60)
                self.paused(result, code)
                self.assert_equal(self.source, target)

    def test_throttling_is_waited_for_as_long_as_the_server_says(self):
        self.stock(120, 6)
        front = self.own(Gateway(self.target, allowance=1_500_000, pause=1.5))
        _, result = self.move(self.source, url(self.target, port=front.port))
        self.assert_done(result, found=120, copied=120)
        self.paused(result, "throttled")
        self.assert_equal(self.source, self.target)


if __name__ == "__main__":
    unittest.main()

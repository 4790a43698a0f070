"""The large sample mailboxes moved by a visitor: octets, flags, keywords and dates; what does not go is in the receipt."""

import csv
import io
import unittest

import stage
import steps

import accounts
import compare
import mailboxes
import refused
from peers import Cyrus
from program import Umzug

DELETED = {("100 % sicher", "deleted", "skipped", "deleted-at-source")}
"""The only exception of the hostile mailbox between two Dovecots."""
WAYS = """rows => rows.filter(row => row.querySelector("input[name^=to-]"))
    .map(row => [row.querySelector("th").textContent, row.querySelector("input[name^=to-]").value])"""
"""Folders that can be opened, each with the place that is proposed."""


class MailboxTests(stage.BrowserTest):
    minutes = 1

    def setUp(self):
        super().setUp()
        self.source, self.target = self.stage.source, self.stage.target

    def test_the_mixed_mailbox_arrives_octet_for_octet(self):
        self.fill(self.source, mailboxes.mixed(), mailboxes.mixed_folders(60))
        before = self.state(self.source)
        page = self.visit()
        name, places = self.move(page)
        steps.state(page, "finished")
        self.assertEqual(self.differences(), [])
        self.assertEqual([folder for folder, place in places.items() if place != folder], [])
        self.assert_receipt(page, name, set(), found=2000, copied=2000)
        self.assertEqual(self.state(self.source), before, "the source changed")

    def test_the_hostile_mailbox_arrives_or_stands_in_the_receipt(self):
        stored = self.fill(self.source, mailboxes.hostile(), mailboxes.hostile_folders())
        page = self.visit()
        name, places = self.move(page)
        steps.state(page, "finished")
        self.assertEqual(self.differences(places.get), [])
        renamed = {folder for folder, place in places.items() if place != folder}
        self.assertEqual(len(renamed), 1, "only one of two names that differ in case alone is changed")
        count = stored["messages"]
        self.assert_receipt(page, name, refused.BY_DOVECOT, found=count, copied=count - 1, skipped=1)

    def test_what_cyrus_cannot_take_of_the_hostile_mailbox_is_in_the_receipt(self):
        cyrus = Cyrus({"users": {"alice": stage.PASSWORD}})
        self.addCleanup(cyrus.close)
        self.fill(self.source, mailboxes.hostile(2 << 20, 1), mailboxes.hostile_folders())
        page = self.visit()
        name, _ = self.move(page, cyrus.ports["imaps"], "alice")
        steps.state(page, "finished-with-failures")
        mail, items = self.receipt(page, name)
        there = accounts.connect(cyrus, "alice", stage.PASSWORD)
        self.addCleanup(there.shutdown)
        ours, theirs = accounts.everything(self.client(self.source)), accounts.everything(there)
        refused.check_cyrus(self, mail, items, ours, theirs)

    # MARK: what a visitor does

    def move(self, page, target=None, user=None):
        """Walks the wizard and takes what is proposed; gives the ID, and where the options page says that folders go."""
        steps.to_options(self, page, target=target, target_user=user)
        ways = page.locator("#folders-list tbody tr").evaluate_all(WAYS)
        places = {compare.path(source): compare.path(place) for source, place in ways}
        steps.to_check(page)
        for keep in page.locator("input[name=renamed][value=keep]").all():
            keep.check()
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        return name, places

    # MARK: the receipt

    def assert_receipt(self, page, name, expected, **counts):
        """The counts, and every exception by folder, subject, outcome and code."""
        mail, items = self.receipt(page, name)
        fates = mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"]
        self.assertEqual((mail["found"], {key: mail[key] for key in counts}), (fates, counts))
        self.assertEqual(refused.told(items), expected)

    def receipt(self, page, name):
        """The counts and exceptions; page, table and data say the same, and the command line of the same migration too."""
        data = self.raw(page.context, f"/migrations/{name}/receipt.json").json()
        lines = self.table(page, name)
        said = Umzug(self.app.data).start("receipt", name, "--csv", json=False).communicate(timeout=60)[0]
        self.assertEqual([line[:8] for line in lines], list(csv.reader(io.StringIO(said, newline=""))))
        self.assertEqual([(line[1], line[7]) for line in lines[1:]],
                         [(item["container"], item["detail"]) for item in data["exceptions"]])
        page.goto(f"/migrations/{name}/receipt")
        shown = page.locator(".exceptions > li").all_text_contents()
        self.assertEqual(len(shown), len(lines) - 1)
        for entry, line in zip(shown, lines[1:]):
            for text in (line[1], line[2], *line[8:]):
                self.assertIn(" ".join(text.split()), " ".join(entry.split()))
        return data["kinds"]["mail"], data["exceptions"]

    def table(self, page, name):
        """The lines of the receipt for spreadsheets."""
        text = self.raw(page.context, f"/migrations/{name}/receipt.csv").body().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))


if __name__ == "__main__":
    unittest.main()

"""A mailbox with more folders than people have: the options page shows them all and takes what is chosen."""

import time
import unittest

import stage
import steps
import wording

import mailboxes
import wire
from peers import Dovecot
from playwright.sync_api import expect

FOLDERS = [(f"Bereich {area:02}", *level) for area in range(50)
           for level in [(), *((f"Größe & Maß {number:02}",) for number in range(49))]]
LEFT_OUT, RENAMED = FOLDERS[77], FOLDERS[1200]
SHOWN = 300
"""Folders that the live page shows, because it is sent again and again."""

MOST_OCTETS, MOST_SECONDS = 2_000_000, 10
"""What the page of 2,500 folders may take, also from a debug build on a busy machine."""


class ManyFolderTests(stage.BrowserTest):
    def server(self):
        """A Dovecot of one's own without the index that makes each new folder cost more than the one before."""
        server = Dovecot({"users": {self.user: stage.PASSWORD}, "extra": "mailbox_list_index = no\n"})
        self.addCleanup(server.close)
        return server

    def test_2500_folders_are_shown_chosen_and_moved(self):
        source, target = self.server(), self.server()
        items = [mailboxes.Item(folder, mailboxes.refused_by_size(2_000)) for folder in (LEFT_OUT, RENAMED, FOLDERS[-1])]
        self.fill(source, items, FOLDERS)
        page = self.visit()
        steps.to_options(self, page, source.ports["imaps"], target.ports["imaps"])
        expect(page.locator("#folders-list tbody tr")).to_have_count(len(FOLDERS) + 1)
        began = time.monotonic()
        octets = len(self.raw(page.context, steps.OPTIONS).body())
        self.assertLess(time.monotonic() - began, MOST_SECONDS)
        self.assertLess(octets, MOST_OCTETS)
        self.field(page, "folder", LEFT_OUT).uncheck()
        self.field(page, "to-", RENAMED).fill("Anders/Wo")
        steps.to_check(page)
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        expect(page.locator("[data-part=folders] tbody tr")).to_have_count(SHOWN)
        expect(page.locator("[data-part=folders] .hint")).to_contain_text(wording.pattern("live.foldersMore"))
        page.goto(f"/migrations/{name}/receipt")
        expect(page.locator("table.ways tbody tr")).to_have_count(len(FOLDERS))
        # What is below a folder goes with it.
        wanted = {("Anders", "Wo", *folder[1:]) if folder[:1] == RENAMED else folder for folder in FOLDERS}
        self.assertEqual(sorted({("INBOX",), *wanted} - {LEFT_OUT} ^ set(wire.folders(self.client(target)))), [])

    def field(self, page, name, folder):
        """A field in a folder's row."""
        row = page.locator("#folders-list tbody tr", has=page.locator(f'th:text-is("{"/".join(folder)}")'))
        return row.locator(f"input[name^={name}]")


if __name__ == "__main__":
    unittest.main()

"""Cancelling, stopping, and processes that die while mail moves: the end is the same."""

import os
import re
import signal
import unittest

import stage
import steps

import mailboxes
from playwright.sync_api import expect
from program import Umzug


class InterruptionTests(stage.BrowserTest):
    messages = 250

    def setUp(self):
        super().setUp()
        self.fill(self.stage.source, mailboxes.mixed(self.messages, 12, seed=4), mailboxes.mixed_folders(12))
        self.slow = self.road(self.stage.target, 300_000)

    def begin(self, page):
        """A migration on the slow road, some of it copied."""
        name, _ = steps.started(self, page, target=self.slow.port)
        page.goto(f"/migrations/{name}")
        expect(page.locator("[data-part=title]")).to_contain_text("E-Mails werden kopiert")
        expect(page.locator("#sum")).to_contain_text(f"von {self.messages} Elementen")
        expect(page.locator("#sum")).to_have_text(re.compile(r"^\s*[1-9]"))
        # Next to nothing arrives until the test says so, however long it looks at pages.
        self.slow.tell("rate 20000")
        return name

    def finish(self, page):
        """Waits for the end and compares."""
        self.slow.tell("rate 0")
        steps.state(page, "Abgeschlossen")
        expect(page.locator("#sum")).to_contain_text(f"{self.messages} von {self.messages}")
        self.assertEqual(self.differences(), [])

    def test_it_is_stopped_at_once_and_goes_on(self):
        page = self.visit()
        name = self.begin(page)
        self.look(page, "live-copying")
        page.get_by_role("link", name="Sofort anhalten").first.click()
        self.look(page, "stop")
        self.slow.tell("rate 300000")
        page.get_by_role("button", name="Sofort anhalten").click()
        # What is in flight arrives first, and on the slow road that is a lot.
        steps.state(page, "Angehalten")
        self.look(page, "live-stopped")
        page.get_by_role("link", name="Fortsetzen", exact=True).click()
        self.look(page, "resume")
        page.get_by_role("button", name="Fortsetzen", exact=True).click()
        self.finish(page)

    def test_cancelling_the_last_kind_ends_as_planned(self):
        page = self.visit()
        self.begin(page)
        page.get_by_role("link", name="Abbrechen", exact=True).click()
        self.look(page, "cancel")
        page.get_by_role("button", name="Migration abbrechen").click()
        expect(page.locator("[data-part=notice]")).to_contain_text("«Abbrechen» ist angenommen")
        self.finish(page)


class DyingTests(InterruptionTests):
    test_it_is_stopped_at_once_and_goes_on = None
    test_cancelling_the_last_kind_ends_as_planned = None

    def setUp(self):
        self.app = self.stage.new_app(self.addCleanup)
        super().setUp()

    def test_a_worker_that_is_killed_comes_back_and_goes_on(self):
        page = self.visit()
        self.begin(page)
        worker = self.app.worker()
        os.kill(worker, signal.SIGKILL)
        self.assertNotEqual(self.app.worker(other_than=worker), worker)
        self.finish(page)

    def test_serve_is_told_to_end_and_goes_on_when_it_starts_again(self):
        page = self.visit()
        name = self.begin(page)
        worker = self.app.worker()
        self.assertEqual(self.app.stop(), 0, self.app.log())
        self.assertFalse(os.path.exists(f"/proc/{worker}"), "the worker outlived its parent")
        status = Umzug(self.app.data).run("status", name)
        self.assertNotIn("finished", status.last["state"], status)
        self.app.start()
        page.goto(f"/migrations/{name}")
        self.finish(page)


if __name__ == "__main__":
    unittest.main()

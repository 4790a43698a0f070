"""Cancelling, stopping, and processes that die while mail moves: the end is the same."""

import os
import re
import signal
import unittest

import stage
import steps
import wording

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
        steps.state(page, "copying")
        expect(page.locator("#sum")).to_have_text(re.compile(rf"^\s*[1-9].*{self.messages}"))
        # Next to nothing arrives until the test says so, however long it looks at pages.
        self.slow.tell("rate 20000")
        return name

    def finish(self, page):
        """Waits for the end and compares."""
        self.slow.tell("rate 0")
        steps.state(page, "finished")
        expect(page.locator("#sum")).to_have_text(re.compile(rf"^\s*{self.messages}.*{self.messages}"))
        self.assertEqual(self.differences(), [])

    def press(self, page, name, action, shows):
        """One of the buttons of the live page, and the button of the page that asks whether it is meant."""
        page.locator(f'a[href="/migrations/{name}/{action}"]').first.click()
        self.look(page, shows)
        self.slow.tell("rate 300000")
        page.locator(steps.SUBMIT).click()
        steps.arrive(page, f"/migrations/{name}")

    def test_it_is_stopped_at_once_and_goes_on(self):
        page = self.visit()
        name = self.begin(page)
        self.look(page, "live-copying")
        self.press(page, name, "stop", "stop")
        # What is in flight arrives first, and on the slow road that is a lot.
        steps.state(page, "stopped")
        self.look(page, "live-stopped")
        self.press(page, name, "resume", "resume")
        self.finish(page)

    def test_cancelling_the_last_kind_ends_as_planned(self):
        page = self.visit()
        name = self.begin(page)
        self.press(page, name, "cancel", "cancel")
        expect(page.locator("[data-part=notice]")).to_contain_text(wording.text("action.cancel"))
        self.finish(page)

    def test_cancelled_then_stopped_then_undone(self):
        self.fill(self.stage.target, mailboxes.mixed(5, 2, seed=9))
        before = self.state(self.stage.target)
        page = self.visit()
        name = self.begin_beside_other_mail(page)
        self.slow.tell("rate 20000")
        steps.confirm(page, name, "cancel")
        expect(page.locator("[data-part=notice]")).to_contain_text(wording.text("action.cancel"))
        self.assertEqual(page.locator(f'a[href="/migrations/{name}/cancel"]').count(), 0, "it is cancelled already")
        self.slow.tell("rate 300000")
        steps.confirm(page, name, "stop")
        steps.state(page, "stopped")
        self.assertNotEqual(self.state(self.stage.target), before)
        self.slow.tell("rate 0")
        steps.undo(page, name, stage.PASSWORD)
        steps.state(page, "undone")
        self.assertEqual(self.state(self.stage.target), before)

    def begin_beside_other_mail(self, page):
        """The same into a mailbox that holds mail, which the check page asks about."""
        steps.to_options(self, page, target=self.slow.port)
        steps.to_check(page)
        page.locator("input[name=atTarget]").first.check()
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        expect(page.locator("#sum")).to_have_text(re.compile(r"^\s*[1-9]"))
        return name


class DyingTests(InterruptionTests):
    test_it_is_stopped_at_once_and_goes_on = None
    test_cancelling_the_last_kind_ends_as_planned = None
    test_cancelled_then_stopped_then_undone = None

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

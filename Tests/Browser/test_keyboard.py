"""The whole wizard with nothing but a keyboard, from home to undo, and what a narrow or foreign visitor sees."""

import re
import unittest

import stage
import steps
import wording
from keyboard import Keyboard

import mailboxes
from playwright.sync_api import expect


class KeyboardTests(stage.BrowserTest):
    def test_from_home_to_undo_with_scripts(self):
        self.walk(self.visit(), scripts=True)

    def test_from_home_to_undo_without_scripts(self):
        self.walk(self.visit(scripts=False), scripts=False)

    def walk(self, page, scripts):
        """Home, source, target, options, check, started, live, receipt, undo."""
        self.fill(self.stage.source, mailboxes.mixed(20, 3), mailboxes.mixed_folders(3))
        before = self.state(self.stage.target)
        keys = Keyboard(self, page)
        keys.press("Tab")
        self.assertEqual(page.locator(":focus").get_attribute("href"), "#content")
        keys.press("Enter")
        keys.follow(f'#content a[href="{steps.SOURCE}"]')
        self.log_in(page, keys, self.stage.source, steps.TARGET, scripts)
        self.log_in(page, keys, self.stage.target, steps.OPTIONS, scripts)
        keys.to("input[name=folder]")
        keys.press("Space")
        keys.press("Space")
        keys.follow(steps.SUBMIT)
        self.wait_out(page, keys)
        keys.to("#consent")
        keys.press("Space")
        keys.follow(steps.SUBMIT)
        steps.arrive(page, "/started")
        keys.follow('#content a.button[href^="/migrations/"]')
        name = page.url.split("/")[-1]
        if not scripts:
            self.wait_for(page, keys, "finished")
        steps.state(page, "finished", scripts)
        self.assertEqual(self.differences(), [])
        keys.follow(f'#content a.button[href="/migrations/{name}/receipt"]')
        keys.follow(f'#content a.button[href="/migrations/{name}/undo"]')
        self.wait_out(page, keys)
        keys.type("#proof", stage.PASSWORD)
        with page.expect_navigation():
            keys.press("Enter")
        if not scripts:
            self.wait_for(page, keys, "undone")
        steps.state(page, "undone", scripts)
        self.assertEqual(self.state(self.stage.target), before)

    def log_in(self, page, keys, server, arrives, scripts):
        """A wrong password first: the focus is on what went wrong, and leads to the field."""
        for name, value in (("server", "localhost"), ("port", str(server.ports["imaps"])), ("user", self.user)):
            keys.type(f"#{name}", value)
        keys.type("#password", "falsch")
        if scripts:
            keys.to("[data-reveal=password]")
            keys.press("Space")
            expect(page.locator("#password")).to_have_attribute("type", "text")
            keys.press("Space")
            expect(page.locator("#password")).to_have_attribute("type", "password")
        keys.follow(steps.SUBMIT)
        if scripts:
            expect(page.get_by_role("alert")).to_be_focused()
        keys.to("[role=alert] a")
        keys.press("Enter")
        self.assertTrue(page.url.endswith("#password"))
        if not scripts:
            keys.to("#password")  # Without scripts a jump moves the place to go on from, not always the focus.
        expect(page.locator("#password")).to_be_focused()
        page.keyboard.type(stage.PASSWORD)
        with page.expect_navigation():
            keys.press("Enter")
        steps.arrive(page, arrives)

    def wait_out(self, page, keys):
        """«Ansicht aktualisieren» where something takes long."""
        while steps.refreshing(page).count():
            keys.follow("#content a.button")

    def wait_for(self, page, keys, state):
        """«Ansicht aktualisieren» on the live page until it says so."""
        link = f'a[href="{steps.refreshing(page).get_attribute("href")}"]'
        for _ in range(200):
            if steps.reached(state).search(page.locator("[data-part=state]").inner_text()):
                return
            keys.follow(f"[data-part=asOf] + p {link}")
        self.fail(f"never {state}")


class ViewTests(stage.BrowserTest):
    def test_targets_are_large_enough_to_touch(self):
        page = self.visit(steps.SOURCE, width=390)
        for control in page.locator("button:visible, input:visible, select:visible, .button:visible").all():
            box = control.bounding_box()
            self.assertGreaterEqual(min(box["width"], box["height"]), 24, control.inner_text())

    def test_the_language_is_switched_and_remembered(self):
        page = self.visit("/")
        titles = set()
        for language in ("en", "fr", "de"):
            page.locator(f'nav a[hreflang="{language}"]').click()
            shown = page.locator("html")
            expect(shown).to_have_attribute("lang", re.compile(f"^{language}"))
            titles.add(page.locator("h1").inner_text())
            page.goto("/")
            expect(shown).to_have_attribute("lang", re.compile(f"^{language}"))
        self.assertEqual(len(titles), 3)
        self.assertIn(wording.text("home.title"), titles)


if __name__ == "__main__":
    unittest.main()

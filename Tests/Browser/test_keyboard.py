"""The source page with nothing but a keyboard, and what a narrow or impatient visitor sees."""

import unittest

import stage
import steps

from playwright.sync_api import expect


class KeyboardTests(stage.BrowserTest):
    def focused(self, page):
        """What has the focus: the element's id, or its words."""
        return page.evaluate("() => document.activeElement.id || document.activeElement.innerText.trim()")

    def tab_to(self, page, what):
        """Tabs on until that has the focus; it must be seen that it has."""
        for _ in range(30):
            page.keyboard.press("Tab")
            ring = page.evaluate(
                "() => { const style = getComputedStyle(document.activeElement);"
                " return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }"
            )
            self.assertTrue(ring, f"the focus cannot be seen on {self.focused(page)}")
            if self.focused(page) == what:
                return
        self.fail(f"{what} cannot be reached")

    def test_the_source_page_needs_no_mouse(self):
        page = self.visit("/")
        page.keyboard.press("Tab")
        self.assertEqual(self.focused(page), "Zum Inhalt springen")
        page.keyboard.press("Enter")
        self.tab_to(page, "Neue Migration")
        page.keyboard.press("Enter")
        steps.heading(page, "Woher zieht das Postfach um?")
        self.tab_to(page, "server")
        page.keyboard.type("localhost")
        self.tab_to(page, "port")
        page.keyboard.type(str(self.stage.source.ports["imap"]))
        self.tab_to(page, "user")
        page.keyboard.type(self.user)
        self.tab_to(page, "password")
        page.keyboard.type("geheim")
        self.tab_to(page, "Anzeigen")
        page.keyboard.press("Space")
        self.assertEqual(page.locator("#password").get_attribute("type"), "text")
        page.keyboard.press("Space")
        self.assertEqual(page.locator("#password").get_attribute("type"), "password")
        self.tab_to(page, "Anmeldung prüfen und weiter")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        self.tab_to(page, page.get_by_role("alert").get_by_role("link").first.inner_text())
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        self.assertIn("/migrations/new/source#", page.url)

    def test_targets_are_large_enough_to_touch(self):
        page = self.visit("/migrations/new/source", width=390)
        for control in page.locator("button:visible, input:visible, select:visible, .button:visible").all():
            box = control.bounding_box()
            self.assertGreaterEqual(min(box["width"], box["height"]), 24, control.inner_text())

    def test_the_language_is_switched_and_remembered(self):
        page = self.visit("/")
        for code, words in (("EN", "Your mailbox"), ("FR", "boîte"), ("DE", "Ihr Postfach")):
            page.get_by_role("link", name=code, exact=True).click()
            steps.heading(page, words)
            self.assertTrue(page.locator("html").get_attribute("lang").startswith(code.lower()))
            page.goto("/")
            steps.heading(page, words)


if __name__ == "__main__":
    unittest.main()

"""What an operator makes of the pages, and what visitors see where the fault is the operator's."""

import contextlib
import os
import sqlite3
import unittest

import stage
import steps
import wording

from playwright.sync_api import expect

NAME = "Brunner Holz – Umzug"
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="180" height="40" viewBox="0 0 180 40">
<rect width="40" height="40" rx="8" fill="#0a7d55"/><rect x="50" y="12" width="130" height="16" fill="#0a7d55"/></svg>
"""


class OperatorTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.app = self.stage.new_app(self.addCleanup)

    def test_logo_colour_and_links_of_ones_own(self):
        self.app.stop()
        logo, settings = (os.path.join(self.app.folder, name) for name in ("logo.svg", "settings.yaml"))
        with open(logo, "w", encoding="utf-8") as file:
            file.write(LOGO)
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"contact: hilfe@beratung.example\nbrand:\n  name: {NAME}\n  logo: {logo}\n  accent: \"#ffd800\"\n"
                       "  imprint-url: https://beratung.example/impressum\n")
        self.app.arguments += ["--config", settings]
        self.app.start()
        page = self.visit()
        expect(page.get_by_role("img", name=NAME, exact=True)).to_be_visible()
        expect(page.locator("footer")).to_contain_text("hilfe@beratung.example")
        self.look(page, "home-branded")

    def test_a_fault_of_ours_is_told_in_words(self):
        page = self.visit()
        with contextlib.closing(sqlite3.connect(os.path.join(self.app.data, "umzug.sqlite"), timeout=30)) as database:
            database.execute("ALTER TABLE session RENAME TO gone")
        page.goto(steps.SOURCE)
        steps.heading(page, wording.text("refusal.failure.title"))
        self.assertNotIn("gone", page.content())
        self.look(page, "fault")


if __name__ == "__main__":
    unittest.main()

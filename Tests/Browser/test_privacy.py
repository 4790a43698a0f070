"""What is kept of a customer, for how long, and how it goes: seen on the pages and in the data folder."""

import contextlib
import json
import os
import sqlite3
import time
import unittest

import stage
import steps
import wording

import mailboxes
from playwright.sync_api import expect

TERMS = "https://betrieb.example/bedingungen"


class PrivacyTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.app = self.stage.new_app(self.addCleanup)
        self.app.stop()
        config = os.path.join(self.app.folder, "umzug.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'terms:\n  url: {TERMS}\n  version: "2026-03"\n')
        self.app.arguments += ["--config", config]
        self.app.start()
        self.fill(self.stage.source, mailboxes.mixed(20, 3))

    def rows(self, sql, *values):
        """What the control database answers."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.app.data, "umzug.sqlite"), timeout=30)) as database:
            with database:
                return database.execute(sql, values).fetchall()

    def trail(self, name):
        """The events of the audit trail with their details."""
        rows = self.rows("SELECT event, time, detail FROM audit WHERE migration = ? ORDER BY rowid", name)
        return {event: (when, json.loads(detail)) for event, when, detail in rows}

    def kept(self, name):
        """Whether the sealed credentials of source and target are there."""
        found = self.rows("SELECT sourceCredential IS NOT NULL, targetCredential IS NOT NULL FROM migration WHERE id = ?", name)
        return tuple(map(bool, found[0]))

    def until(self, condition, what):
        """Waits for what the worker does by itself."""
        end = time.monotonic() + 90
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        raise AssertionError(f"never: {what}\n{self.app.log()}")

    def started(self):
        """A migration that has ended, and the page of its customer."""
        page = self.visit()
        steps.to_options(self, page)
        steps.to_check(page)
        expect(page.locator(f'form a[href="{TERMS}"]')).to_contain_text("2026-03")
        expect(page.locator("#consent")).not_to_be_checked()
        page.evaluate("document.querySelector('#consent').form.noValidate = true")
        page.locator(steps.SUBMIT).click()
        expect(page.locator("#consent-error")).to_contain_text(wording.text("consent.missing"))
        self.assertEqual(self.rows("SELECT count(*) FROM migration"), [(0,)])
        self.look(page, "check-wrong")
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        return page, name

    def test_consent_credentials_and_deletion(self):
        page, name = self.started()
        when, detail = self.trail(name)["consented"]
        self.assertLess(abs(when - time.time()), 300)
        self.assertEqual((detail["terms"], detail["termsVersion"], detail["language"]), (TERMS, "2026-03", "de"))
        self.assertEqual(self.kept(name), (True, True))
        page.goto(f"/migrations/{name}/credentials")
        standings = page.locator(".status", has_text=wording.pattern("live.credentialUntil"))
        expect(standings).to_have_count(2)
        page.locator("button[name=delete][value=source]").click()
        expect(page.locator(".status", has_text=wording.text("live.credentialGone"))).to_have_count(1)
        self.assertEqual(self.kept(name), (False, True))
        self.assertIn("credential-deleted", self.trail(name))
        page.goto(f"/migrations/{name}/delete")
        page.locator("#proof").fill(stage.PASSWORD)
        page.locator(steps.SUBMIT).click()
        self.until(lambda: not self.rows("SELECT 1 FROM migration WHERE id = ?", name), "the row goes")
        self.gone(page, name)

    def test_time_alone_deletes(self):
        page, name = self.started()
        self.rows("UPDATE migration SET sourceUntil = 1 WHERE id = ?", name)
        self.app.stop()
        self.app.start()
        self.until(lambda: self.kept(name) == (False, True), "the source's password goes")
        self.assertEqual(self.trail(name)["credential-expired"][1], {"side": "source"})
        page.goto(f"/migrations/{name}/credentials")
        expect(page.locator(".status", has_text=wording.text("live.credentialGone"))).to_have_count(1)
        self.rows("UPDATE migration SET expires = 1 WHERE id = ?", name)
        self.app.stop()
        self.app.start()
        self.until(lambda: not self.rows("SELECT 1 FROM migration WHERE id = ?", name), "everything goes")
        self.gone(page, name)

    def gone(self, page, name):
        """No page, no folder and no file but the audit trail knows of it; the mail at the target stays."""
        self.until(lambda: not os.path.exists(os.path.join(self.app.data, "migrations", name)), "the folder goes")
        self.assertEqual(self.raw(page.context, f"/migrations/{name}").status, 303)
        for folder, _, files in os.walk(os.path.join(self.app.data, "migrations")):
            self.assertEqual(files, [], folder)
        tables = [row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) - {"audit"}:
            for row in self.rows(f'SELECT * FROM "{table}"'):
                self.assertNotIn(self.user, str(row), table)
        for row in self.rows("SELECT * FROM audit WHERE migration = ?", name):
            self.assertNotIn(self.user, str(row))
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), 20)


if __name__ == "__main__":
    unittest.main()

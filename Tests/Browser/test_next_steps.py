"""«Wie weiter» after a migration: in each language, without JavaScript, and on a phone that has no session."""

import contextlib
import io
import json
import os
import pathlib
import re
import sqlite3
import unittest

import stage
import steps
import wording
import zxingcpp

import mailboxes
from PIL import Image
from playwright.sync_api import expect


class NextStepsTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.fill(self.stage.source, mailboxes.mixed(5, 1))

    def test_what_to_do_next_is_said_in_order(self):
        page = self.visit()
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        self.assert_steps(page, name)
        self.look(page, "next-steps")
        link = self.scan(page)
        self.assertNotIn(stage.PASSWORD, link)
        phone = self.visit(link, width=390)
        self.assertIn(str(self.stage.target.ports["imaps"]), phone.locator("main").inner_text())
        self.assertEqual(phone.context.cookies(), [])
        self.look(phone, "phone")
        self.assertEqual(self.raw(phone.context, link.removeprefix(self.app.url)[:-1]).status, 404)

    def test_a_known_provider_adds_sending_and_a_profile(self):
        page = self.visit()
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        self.pretend_target(name, "mail.infomaniak.com", 993)
        page.goto(f"/migrations/{name}/next-steps")
        self.look(page, "next-steps")
        expect(page.locator("#set-up .notice")).to_have_count(0)
        with page.expect_download() as profile:
            page.get_by_role("link", name=wording.text("nextSteps.profile")).click()
        text = pathlib.Path(profile.value.path()).read_text(encoding="utf-8")
        self.assertIn("<string>mail.infomaniak.com</string>", text)
        self.assertIn(f"<string>{self.user}</string>", text)
        self.assertNotIn("Password</key><string>", text)
        self.assertNotIn(name, text)

    def pretend_target(self, name, host, port):
        """Has a migration that is over name another target."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.app.data, "umzug.sqlite"), timeout=30)) as database:
            target = json.loads(database.execute("SELECT target FROM migration WHERE id = ?", (name,)).fetchone()[0])
            target |= {"host": host, "port": port}
            database.execute("UPDATE migration SET target = ? WHERE id = ?", (json.dumps(target), name))
            database.commit()

    def scan(self, page):
        """What a phone's camera reads from the page."""
        code = page.get_by_role("img", name=wording.text("nextSteps.codeName"))
        found = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
        self.assertEqual(len(found), 1)
        return found[0].text

    def test_it_does_without_scripts(self):
        page = self.visit(scripts=False)
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished", scripts=False)
        self.assert_steps(page, name)

    def assert_steps(self, page, name):
        """From the live page to the steps; the password is nowhere, and nobody else sees them."""
        page.locator(f'a[href="/migrations/{name}/next-steps"]').first.click()
        steps.arrive(page, "/next-steps")
        expect(page.locator("h1")).to_have_text(wording.text("nextSteps.title"))
        found = [re.sub(r"^\d+\. ", "", title) for title in page.locator("h2").all_inner_texts()]
        keys = ("check", "setUp", "domain", "pass", "contract")
        self.assertEqual(found[: len(keys)], [wording.text(f"nextSteps.{key}.title") for key in keys])
        expect(page.get_by_role("img", name=wording.text("nextSteps.codeName"))).to_be_visible()
        self.assertIn(str(self.stage.target.ports["imaps"]), page.locator("#set-up").inner_text())
        self.assertNotIn(stage.PASSWORD, page.content())
        stranger = self.raw(self.context(), f"/migrations/{name}/next-steps")
        self.assertEqual((stranger.status, stranger.headers["location"]), (303, "/migrations/track"))


if __name__ == "__main__":
    unittest.main()

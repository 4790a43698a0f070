"""A start that is put off, and the consent before any: with JavaScript and without."""

import datetime
import re
import unittest
import zoneinfo

import stage
import steps
import wording

import mailboxes
from program import Umzug
from playwright.sync_api import expect

ZURICH = zoneinfo.ZoneInfo("Europe/Zurich")


class LaterTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.fill(self.stage.source, mailboxes.mixed(10, 2))

    def test_a_migration_is_put_off_moved_and_started_now(self):
        self.put_off(self.visit(), looks=True)

    def test_it_does_without_scripts(self):
        self.put_off(self.visit(scripts=False), scripts=False)

    def test_called_off_before_its_time_it_never_begins(self):
        page = self.visit()
        name = self.waiting(page)
        steps.confirm(page, name, "cancel")
        steps.state(page, "cancelled")

    def put_off(self, page, looks=False, scripts=True):
        look = self.look if looks else lambda *_: None
        name = self.waiting(page, look)
        page.goto(f"/migrations/{name}")
        expect(page.locator("[data-part=title]")).to_contain_text(f"20:00 ({wording.text('zone.zurich')})")
        look(page, "live-later")
        self.tell(name, self.day.isoformat())
        steps.choose(page, name, "schedule")
        look(page, "schedule")
        page.locator("#startDate").fill("2020-01-01")
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_have_text(wording.pattern("start.past"))
        expect(page.locator("#startTime")).to_have_value("20:00")
        look(page, "schedule-wrong")
        page.locator("#startDate").fill(self.day.isoformat())
        page.locator("#startTime").fill("21:15")
        page.locator("#startZone").select_option("America/New_York")
        page.locator(steps.SUBMIT).click()
        expect(page.locator("[data-part=title]")).to_contain_text("21:15 (New York)")
        steps.choose(page, name, "cancel")
        look(page, "cancel")
        steps.choose(page, name, "start-now")
        look(page, "start-now")
        page.locator(steps.SUBMIT).click()
        steps.state(page, "finished", scripts)
        self.assertEqual(self.differences(), [])

    def waiting(self, page, look=lambda *_: None):
        """Walks to the check page, forgets the consent once, and puts the start off to tomorrow evening."""
        self.day = (datetime.datetime.now(ZURICH) + datetime.timedelta(days=1)).date()
        steps.to_options(self, page)
        steps.to_check(page)
        page.locator("#begin-later").check()
        page.locator("#startDate").fill(self.day.isoformat())
        page.locator("#startTime").fill("20:00")
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_have_text(wording.pattern("consent.missing"))
        expect(page.locator("#startDate")).to_have_value(self.day.isoformat())
        expect(page.locator("#begin-later")).to_be_checked()
        look(page, "check-wrong")
        name, _ = steps.start(page)
        expect(page.locator("h1")).to_contain_text(f"20:00 ({wording.text('zone.zurich')})")
        look(page, "started-later")
        return name

    def tell(self, name, day):
        """The command line says when it will begin."""
        lines = Umzug(self.app.data).run("status", name, ).events
        self.assertEqual(lines[0]["state"], "queued")
        self.assertRegex(lines[0]["start"], rf"^{re.escape(day)}T1[89]:00:00Z$")
        self.assertEqual(lines[-1]["event"], "finished")
        listed = Umzug(self.app.data).run("list", "--state", "queued", ).events
        self.assertIn(name, [line["id"] for line in listed])


if __name__ == "__main__":
    unittest.main()

"""What hangs on a question, a step and a test case: files and the answers before; and hours of another day."""

import re
import unittest

import projects
import stage
import steps
import wording
from playwright.sync_api import expect

FILE = {"name": "Offerte Grüsse.txt", "mimeType": "text/plain", "buffer": b"hallo"}


class ProjectPagesTests(stage.BrowserTest):
    """A consultant with a name of her own in each test, and a customer."""

    def begin(self, login, name, **options):
        """A consultant's page, a customer's page, and the path of their project."""
        projects.hire(self.app, login, f"Beratung {login}")
        lea = self.visit("/consultant/login", **options)
        projects.log_in(lea, login)
        path = projects.create(lea, name)
        anna = self.visit("/", **options)
        projects.join(anna, projects.invite(lea, path, "Anna Keller"))
        steps.arrive(anna, path)
        return lea, anna, path

    def press(self, page, key):
        """Presses the button of that text."""
        page.get_by_role("button", name=wording.pattern(key)).first.click()

    def test_a_file_hangs_on_a_question_a_test_case_and_a_step(self):
        lea, anna, path = self.begin("files", "Kabel AG")
        projects.answer_all(anna, path)
        attach = wording.text("plans.files.attach")
        for page, place in ((anna, "inventory/company"), (lea, "tests"), (lea, "runbook")):
            page.goto(f"{path}/{place}")
            if place == "runbook":
                page.locator("table.runbook tbody th a").first.click()
            shown = page.url.removeprefix(self.app.url)
            page.get_by_role("link", name=re.compile(attach)).first.click()
            expect(page.locator("#link option:checked")).not_to_have_attribute("value", "")
            page.locator("#file").set_input_files({**FILE, "name": "zu gross.exe"})
            page.locator("main form[enctype] .button").click()
            expect(page.locator("#file-error")).to_be_visible()
            expect(page.locator("#link option:checked")).not_to_have_attribute("value", "")
            page.locator("#file").set_input_files(FILE)
            page.locator("main form[enctype] .button").click()
            line = page.locator("main tbody tr", has_text=FILE["name"]).last
            back = line.locator("td a").get_attribute("href")
            self.assertEqual(back.partition("#")[0], shown, place)
            page.goto(back)
            expect(page.locator("main").get_by_role("link", name=FILE["name"])).to_have_count(1)
        self.look(lea, "step")
        anna.goto(f"{path}/inventory/company")
        self.look(anna, "question-company:file")

    def test_every_answer_is_kept_with_who_when_and_what_changed(self):
        lea, anna, path = self.begin("history", "Verlauf AG")
        question = f"{path}/inventory/mailboxes"
        anna.goto(f"{question}/history")
        expect(anna.locator("main")).to_contain_text(wording.text("projects.answer.none"))
        for rows in ("Anna;anna@verlauf.example\nBen;ben@verlauf.example", "Cleo;cleo@verlauf.example"):
            anna.goto(question)
            anna.locator("#import summary").click()
            anna.locator("#paste").fill(rows)
            self.press(anna, "projects.table.take")
            expect(anna).to_have_url(re.compile(r"\?from=0$"))
            anna.goto("about:blank")
        lea.goto(question)
        lea.locator("[name=remove]").first.check()
        projects.go_on(lea, path)
        anna.goto(question)
        anna.get_by_role("link", name=wording.text("projects.history.title")).click()
        parts = anna.locator("main section.row")
        expect(parts).to_have_count(3)
        expect(parts.nth(0)).to_contain_text("history")
        expect(parts.nth(0).locator("del")).to_contain_text("anna@verlauf.example")
        expect(parts.nth(0).locator("ins")).to_have_count(0)
        expect(parts.nth(1)).to_contain_text("Anna Keller")
        expect(parts.nth(1).locator("ins")).to_contain_text("Cleo")
        expect(parts.nth(1).locator("del")).to_have_count(0)
        expect(parts.nth(2).locator("li")).to_have_count(2)
        self.look(anna, "question-history")
        tester = self.visit("/")
        projects.join(tester, projects.invite(lea, path, "Tom", "tester"))
        self.assertEqual(self.raw(tester.context, f"{question}/history").status, 303)

    def test_hours_of_another_day_with_a_note(self):
        lea, _, path = self.begin("hours", "Stunden AG")
        lea.goto(path)
        step = lea.locator(".process > li").nth(4)
        step.locator("summary").first.click()
        step.locator("summary").nth(1).click()
        step.locator("input[name^=note-]").fill("Zone gelesen; <b>=1+1</b>")
        step.locator("input[name^=note-]").press("Enter")
        expect(step.locator(".error")).to_contain_text(wording.text("projects.hub.hoursMissing"))
        step.locator("input[name^=day-]").fill("2099-01-01")
        step.locator("button[name=book]").nth(1).click()
        expect(step.locator(".error")).to_contain_text(wording.text("projects.hub.dayWrong"))
        self.look(lea, "project-hub-wrong")
        step.locator("input[name^=day-]").fill("2026-02-03")
        step.locator("button[name=book]").nth(1).click()
        steps.arrive(lea, f"{path}#process")
        hours = self.raw(lea.context, f"{path}/hours.csv").body().decode("utf-8-sig").splitlines()
        self.assertEqual(len(hours), 2)
        self.assertRegex(hours[1], r"^2026-02-03,.*,1\.00,hours,Zone gelesen; <b>=1\+1</b>$")
        step.locator("summary").first.click()
        step.locator("button[name=book]").first.click()
        expect(lea.locator("button[name=unbook]")).to_have_count(2)
        self.look(lea, "project-hub:booked")

    def test_a_phone_names_the_part_and_opens_the_others(self):
        lea, _, path = self.begin("phone", "Telefon AG", width=390)
        lea.goto(f"{path}/files")
        menu = lea.locator("details.partmenu")
        expect(menu.locator("summary")).to_contain_text(wording.text("projects.part.files"))
        expect(menu.get_by_role("link", name=wording.text("projects.part.review"))).to_be_hidden()
        menu.locator("summary").press("Enter")
        self.look(lea, "files")
        menu.get_by_role("link", name=wording.text("projects.part.review")).click()
        steps.arrive(lea, f"{path}/review")


if __name__ == "__main__":
    unittest.main()

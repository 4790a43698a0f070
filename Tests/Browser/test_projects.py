"""Projects on paper in a real browser: consultant and customer, a customer alone, a keyboard, strangers."""

import csv
import io
import re
import unittest

import projects
import stage
import steps
import wording
from keyboard import Keyboard

from playwright.sync_api import expect

NAME = "Brunner Holzbau AG"
HOSTILE = "<script>alert(1)</script> **fett** =HYPERLINK(1)"
"""What somebody types who hopes that it does something."""


class ProjectTests(stage.BrowserTest):
    """Consultants have names of their own in each test, because all tests share a server."""

    def consultant(self, login, firm, **options):
        """A consultant who is logged in."""
        projects.hire(self.app, login, firm)
        page = self.visit("/consultant/login", **options)
        projects.log_in(page, login)
        return page

    def press(self, page, key):
        """Presses the button of that text."""
        page.get_by_role("button", name=wording.pattern(key)).first.click()

    def test_from_invitation_to_sign_off(self):
        projects.hire(self.app, "lea", "Widmer Beratung")
        lea = self.visit("/consultant/login")
        self.look(lea, "consultant-login")
        projects.log_in(lea, "lea")
        self.look(lea, "consultant-desk")
        path = projects.create(lea, NAME)
        self.look(lea, "project-people:empty")
        anna = self.visit(projects.invite(lea, path, "Anna Keller"))
        self.look(lea, "project-people:link")
        self.look(anna, "project-join")
        anna.locator("#content form button.button").click()
        steps.arrive(anna, path)
        self.look(anna, "project-hub:new")
        self.inventory(anna, path)
        self.query(lea, anna, path)
        self.sign_off(lea, anna, path)

    def inventory(self, anna, path):
        """Anna answers; each form of question is looked at once."""
        anna.goto(f"{path}/inventory")
        self.look(anna, "project-inventory:new")
        projects.answer_all(anna, path)
        for question in ("company", "target", "collaboration", "catch-all", "contract-end"):
            anna.goto(f"{path}/inventory/{question}")
            self.look(anna, f"question-{question}")
        anna.goto(f"{path}/inventory/people")
        anna.locator("#answer").fill("viele")
        anna.locator(steps.SUBMIT).click()
        expect(anna.get_by_role("alert")).to_be_focused()
        self.look(anna, "question-people-wrong")
        self.table(anna, path)
        anna.goto(f"{path}/inventory/outlook")
        anna.locator("#unknown").check()
        anna.locator("#person").fill("Reto Brunner")
        anna.locator("#note").fill(f"{HOSTILE}\nzweite Zeile")
        projects.go_on(anna, path)
        anna.goto(f"{path}/inventory/outlook")
        expect(anna.locator("#note")).to_have_value(f"{HOSTILE}\nzweite Zeile")
        expect(anna.locator("#unknown")).to_be_checked()
        anna.goto(f"{path}/inventory")
        expect(anna.locator("main")).to_contain_text("Reto Brunner")
        self.look(anna, "project-inventory:half")
        anna.goto(f"{path}/inventory/check")
        expect(anna.locator("main")).to_contain_text(HOSTILE)
        self.look(anna, "project-check")
        projects.hand_in(anna, path)
        self.look(anna, "project-hub:handed-in")

    def table(self, anna, path):
        """A pasted list with a wrong line, an uploaded one as a spreadsheet writes it, and the table as a file."""
        anna.goto(f"{path}/inventory/mailboxes")
        self.look(anna, "question-mailboxes")
        anna.locator("#import summary").click()
        anna.locator("#paste").fill("Name;Adresse\n=1+1;ben@brunner-holz.example\nCarla;keine\n")
        self.press(anna, "projects.table.take")
        expect(anna.get_by_role("alert")).to_be_visible()
        expect(anna.locator("#import tbody tr")).to_have_count(1)
        expect(anna.locator("#import tbody tr")).to_contain_text("3")
        expect(anna.locator("#paste")).to_have_value("Carla;keine")
        self.look(anna, "question-mailboxes-refused")
        anna.locator("#paste").fill("")
        uploaded = "Name;Adresse\r\nZoë;zoe@brunner-holz.example\r\n".encode("cp1252")
        anna.locator("#file").set_input_files({"name": "liste.csv", "mimeType": "text/csv", "buffer": uploaded})
        self.press(anna, "projects.table.take")
        expect(anna.locator("#c2-name")).to_have_value("Zoë")
        answer = self.raw(anna.context, f"{path}/inventory/mailboxes?csv=yes")
        rows = list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))
        self.assertEqual([row[0] for row in rows[1:]], ["Anna Keller", "'=1+1", "Zoë"])

    def query(self, lea, anna, path):
        """Lea asks back, Anna answers anew and hands in again; the difference is shown."""
        lea.goto(f"{path}/review")
        self.look(lea, "project-review:begun")
        expect(lea.locator("main")).to_contain_text(HOSTILE)
        lea.locator("#mark-company").select_option("ok")
        lea.locator("#mark-people").select_option("query")
        lea.locator("#q-people summary").click()
        lea.locator("#comment-people").fill(HOSTILE)
        self.press(lea, "projects.review.giveBack")
        expect(lea.locator("#q-people .status")).to_have_text(re.compile(wording.text("projects.mark.query")))
        anna.goto(path)
        expect(anna.locator("main")).to_contain_text("1 Rückfrage")
        self.look(anna, "project-hub:queried")
        anna.goto(f"{path}/inventory/people")
        expect(anna.locator("main")).to_contain_text(HOSTILE)
        self.look(anna, "question-people")
        projects.answer(anna, path, "people", "6")
        projects.hand_in(anna, path)
        lea.goto(f"{path}/review?version=2")
        expect(lea.locator("#changes tbody tr")).to_have_count(1)
        expect(lea.locator("#changes tbody tr")).to_contain_text("6")
        self.look(lea, "project-review:changed")

    def sign_off(self, lea, anna, path):
        """Lea adds a question and books hours, then accepts; nothing can be changed until she reopens."""
        lea.goto(f"{path}/inventory")
        lea.locator("#question").fill("Wer hat den Schlüssel zum Serverraum?")
        self.press(lea, "projects.own.add")
        expect(lea.locator("main")).to_contain_text("Serverraum")
        self.look(lea, "project-inventory:consultant")
        projects.answer(anna, path, "own-1", "Reto")
        lea.goto(f"{path}/review")
        self.press(lea, "projects.review.sign")
        expect(lea.get_by_role("alert")).to_contain_text("Serverraum")
        self.look(lea, "project-review:unseen")
        projects.hand_in(anna, path)
        lea.goto(path)
        step = lea.locator(".process > li").nth(4)
        step.locator("summary").first.click()
        step.locator("button[name=book]").nth(2).click()
        expect(lea.locator(".process > li").nth(4).locator("svg text").first).to_contain_text("2 /")
        self.look(lea, "project-hub:booked")
        hours = self.raw(lea.context, f"{path}/hours.csv").body().decode("utf-8-sig").splitlines()
        self.assertRegex(hours[1], r"^\d{4}-\d\d-\d\d,.*,2\.00,lea,$")
        anna.goto(f"{path}/inventory/people")
        anna.locator("#answer").fill("7")
        lea.goto(f"{path}/review")
        self.press(lea, "projects.review.sign")
        expect(lea.locator("#content .state")).to_contain_text(wording.text("projects.review.isSigned"))
        self.look(lea, "project-review:signed")
        anna.locator(steps.SUBMIT).click()
        expect(anna.get_by_role("alert")).to_contain_text(wording.text("projects.closed.refused"))
        expect(anna.locator("main")).to_contain_text("7")
        expect(anna.locator("main form")).to_have_count(0)
        self.look(anna, "question-people-wrong:closed")
        self.press(lea, "projects.review.reopen")
        projects.answer(anna, path, "people", "7")

    def test_somebody_alone_without_scripts(self):
        page = self.visit("/", scripts=False)
        page.locator('#content a[href="/projects/new"]').click()
        page.locator("#company").fill("Chor Aare")
        page.locator("#name").fill("Ida Frei")
        page.locator(steps.SUBMIT).click()
        link = projects.link(page)
        path = re.search(r"/projects/[A-Z0-9-]+", page.locator("#content a.button").get_attribute("href"))[0]
        page.locator("#content a.button").click()
        projects.answer_all(page, path)
        projects.hand_in(page, path)
        page.goto(f"{path}/review")
        self.press(page, "projects.review.sign")
        expect(page.locator("#content .state")).to_contain_text(wording.text("projects.review.isSigned"))
        other = self.visit(link, scripts=False)
        projects.join(other, link)
        steps.arrive(other, path)
        other.goto(f"{path}/people")
        self.press(other, "projects.people.offerButton")
        key = other.locator(".notice code").inner_text()
        mia = self.consultant("mia", "Muster", scripts=False)
        mia.locator("#offer").fill(key)
        self.press(mia, "projects.desk.take")
        steps.arrive(mia, path)
        expect(mia.locator("h1")).to_contain_text("Chor Aare")

    def test_two_who_answer_the_same(self):
        lea = self.consultant("leo", "Leo")
        path = projects.create(lea, NAME)
        first = self.visit("/")
        projects.join(first, projects.invite(lea, path, "Anna"))
        first.goto(f"{path}/inventory/company")
        projects.answer(lea, path, "company", "Brunner AG")
        first.locator("#answer").fill("Brunner & Söhne")
        first.locator(steps.SUBMIT).click()
        expect(first.locator("main")).to_contain_text("Brunner AG")
        expect(first.locator("main")).to_contain_text("Brunner & Söhne")
        self.look(first, "question-conflict")
        self.press(first, "projects.conflict.keepMine")
        lea.goto(f"{path}/inventory/company")
        expect(lea.locator("#answer")).to_have_value("Brunner & Söhne")

    def test_a_question_for_somebody_else(self):
        lea = self.consultant("lou", "Lou")
        path = projects.create(lea, NAME)
        lea.goto(f"{path}/inventory/company")
        lea.locator("details:has(#name) summary").click()
        lea.locator("#name").fill("Ivo Meier")
        self.press(lea, "projects.question.askButton")
        self.look(lea, "question-asked")
        link = projects.link(lea)
        ivo = self.visit("/")
        projects.join(ivo, link)
        steps.arrive(ivo, f"{path}/inventory/company")
        expect(ivo.locator("#unknown")).not_to_be_checked()
        ivo.locator("#answer").fill("Brunner")
        ivo.locator(steps.SUBMIT).click()
        expect(ivo.get_by_role("status")).to_be_visible()
        self.look(ivo, "question-company:expert")
        lea.goto(f"{path}/inventory")
        answered = lea.locator("#content .tasks li", has=lea.locator(f'a[href="{path}/inventory/company"]'))
        expect(answered).to_contain_text(wording.text("projects.state.answered"))
        for page in ("", "/inventory", "/inventory/domain", "/people", "/review", "/hours.csv"):
            answer = self.raw(ivo.context, path + page)
            self.assertEqual((answer.status, answer.headers["location"]), (303, f"{path}/inventory/company"), page)
        lea.goto(f"{path}/people")
        shut_out = lea.locator("tbody tr").first
        shut_out.locator("button[name=revoke]").click()
        expect(shut_out.locator("button[name=revoke]")).to_have_count(0)
        self.assertEqual(self.raw(ivo.context, f"{path}/inventory/company").headers["location"], "/projects/enter")
        gone = self.visit(link)
        expect(gone.locator("#content form")).to_have_count(0)
        self.look(gone, "project-link-gone")

    def test_strangers_learn_nothing(self):
        lea = self.consultant("lina", "Lina")
        path = projects.create(lea, NAME)
        other = self.consultant("otto", "Otto")
        stranger = self.visit("/projects/enter")
        self.look(stranger, "project-enter")
        self.look(self.visit("/projects/new"), "project-new")
        for page in (other, stranger):
            for place in (path, f"{path}/inventory/company", "/projects/7K4X-9QTD-M2RB-P5HW-3"):
                answer = self.raw(page.context, place)
                self.assertEqual((answer.status, answer.headers["location"]), (303, "/projects/enter"), place)
        answer = self.raw(lea.context, path, method="POST", form={"book": "dns:60", "csrf": "fremd"})
        self.assertEqual(answer.status, 403)
        stranger.goto("/consultant/login")
        stranger.locator("#user").fill("niemand")
        stranger.locator("#password").fill("falsch")
        stranger.locator(steps.SUBMIT).click()
        expect(stranger.locator("#user-error")).to_be_visible()
        self.look(stranger, "consultant-login-wrong")

    def test_answers_with_nothing_but_a_keyboard(self):
        page = self.visit("/projects/new", width=390)
        keys = Keyboard(self, page)
        keys.type("#company", "Chor Tastatur")
        keys.type("#name", "Ida")
        with page.expect_navigation():
            keys.press("Enter")
        keys.follow("#content a.button")
        keys.follow("#content .actions a.button")
        keys.type("#answer", "Chor Tastatur")
        with page.expect_navigation():
            keys.press("Enter")
        expect(page.locator("h1")).to_have_text("Was steht in Ihren Mailadressen nach dem @?")
        page.goto(re.sub("domain$", "mailboxes", page.url))
        keys.type("#c0-name", "Ida")
        keys.type("#c0-address", "ida@chor.example")
        with page.expect_navigation():
            keys.press("Enter")
        page.go_back()
        page.reload()
        expect(page.locator("#c0-address")).to_have_value("ida@chor.example")
        keys.to('[name=remove][value="0"]')
        keys.press("Space")
        keys.follow(steps.SUBMIT)
        page.go_back()
        page.reload()
        expect(page.locator("#c0-address")).to_have_value("")


if __name__ == "__main__":
    unittest.main()

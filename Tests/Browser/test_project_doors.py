"""Who comes in, and how: codes of an app, links that are over, and the way out of a project's mails."""

import contextlib
import os
import re
import sqlite3
import time
import unittest

import app
import look
import projects
import stage
import steps
import wording
from peers import MailSink
from playwright.sync_api import expect
from test_consultant import code

ANNA = "anna@brunner-holz.example"
NAME = "Brunner Holzbau AG"


class ProjectDoorsTests(stage.BrowserTest):
    """A server that mails, for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = MailSink()
        cls.addClassCleanup(cls.sink.close)
        cls.app = app.App("--smtp", f"smtps://localhost:{cls.sink.port}", "--mail-from", "Umzug <umzug@betrieb.example>",
                          "--mail-retry", "1", "--public-url", "{url}")
        cls.addClassCleanup(cls.app.close)

    def consultant(self, login, *more):
        """A consultant who is logged in."""
        projects.hire(self.app, login, f"Beratung {login}", *more)
        page = self.visit("/consultant/login")
        projects.log_in(page, login)
        return page

    def invited(self, page, address):
        """The path of a project, and the mailed link of its customer."""
        path = projects.create(page, NAME)
        page.locator("#name").fill("Anna Keller")
        page.locator("#address").fill(address)
        page.get_by_role("button", name=wording.text("projects.people.button"), exact=True).click()
        expect(page.get_by_role("status")).to_be_visible()
        return path, self.link(self.mails(address, 1)[0])

    def mails(self, address, count):
        """The mails to an address, once there are that many."""
        wanted = lambda mails: [mail for mail in mails if address in mail.recipients]
        self.sink.wait(lambda mails: len(wanted(mails)) >= count, f"{count} mails to {address}")
        return wanted(self.sink.mails)

    def link(self, mail, page="join"):
        """The path of a link in a mail."""
        return re.search(rf"{re.escape(self.app.url)}(/projects/{page}\?token=[\w-]+)", mail.part("plain"))[1]

    def change(self, sql, *values):
        """Ages what the server keeps: nobody waits for 30 days."""
        with contextlib.closing(sqlite3.connect(os.path.join(self.app.data, "umzug.sqlite"), timeout=60)) as database, database:
            return database.execute(sql, values).fetchall()

    def kinds(self, path):
        """What mails there were of a project, sent or not."""
        sql = "SELECT kind FROM outbox WHERE project = ? ORDER BY number"
        return [kind for kind, in self.change(sql, path.rpartition("/")[2])]

    # MARK: links

    def test_a_link_that_is_over_says_so_and_the_right_person_gets_another(self):
        lea = self.consultant("lea")
        path, link = self.invited(lea, ANNA)
        project = path.rpartition("/")[2]
        self.change("UPDATE member SET linkUntil = ? WHERE project = ?", int(time.time()) - 1, project)
        page = self.visit(link)
        expect(page.locator("h1")).to_have_text(wording.text("projects.join.goneTitle"))
        self.tells_nothing(page)
        self.look(page, "project-link-gone")
        page.locator("#content a.button").click()
        steps.arrive(page, "/projects/enter")
        for address in ("fremd@brunner-holz.example", ANNA):
            page.locator("#address").fill(address)
            page.locator(steps.SUBMIT).first.click()
            expect(page.get_by_role("status")).to_contain_text(wording.text("projects.enter.sentTitle"))
            self.tells_nothing(page)
        another = self.link(self.mails(ANNA, 2)[1])
        self.assertNotEqual(another, link)
        self.assertEqual([mail.recipients for mail in self.sink.mails if "fremd@brunner-holz.example" in mail.recipients], [])
        expect(self.visit(link).locator("#content form")).to_have_count(0)
        anna = self.visit(another)
        projects.join(anna, another)
        steps.arrive(anna, path)
        self.shut_out(lea, anna, path, another)

    def shut_out(self, lea, anna, path, link):
        """Shut out, the link looks like any other that is over, and no other one is mailed."""
        lea.goto(f"{path}/people")
        lea.locator("button[name=revoke]").first.click()
        expect(lea.locator("button[name=revoke]")).to_have_count(0)
        self.assertEqual(self.raw(anna.context, path).headers["location"], "/projects/enter")
        page = self.visit(link)
        expect(page.locator("h1")).to_have_text(wording.text("projects.join.goneTitle"))
        self.tells_nothing(page)
        page.goto("/projects/enter")
        page.locator("#address").fill(ANNA)
        page.locator(steps.SUBMIT).first.click()
        expect(page.get_by_role("status")).to_contain_text(wording.text("projects.enter.sentTitle"))
        self.assertEqual(self.kinds(path), ["project-invitation", "project-link"])

    def tells_nothing(self, page):
        """Neither whose project it is nor who was invited."""
        for word in (NAME, "Anna Keller", ANNA):
            self.assertNotIn(word, page.content().replace(f'value="{ANNA}"', ""))

    # MARK: mails

    def test_mails_say_why_they_come_and_end_where_their_reader_wants(self):
        address = "carla@brunner-holz.example"
        lea = self.consultant("lars", "--name", "Lars Egli", "--address", "lars@beratung.example")
        path, link = self.invited(lea, address)
        invitation = self.mails(address, 1)[0]
        self.assertIn("Lars Egli", invitation.part("plain"))
        stop = self.link(invitation, "mails")
        self.assertIn(wording.text("projectMail.stop"), invitation.part("html"))
        anna = self.visit(link)
        anna.locator("#content form button.button").click()
        steps.arrive(anna, path)
        projects.answer_all(anna, path)
        projects.hand_in(anna, path)
        self.assertIn("/consultant/account", self.mails("lars@beratung.example", 1)[0].part("plain"))
        anna.goto(stop)
        self.look(anna, "project-mails")
        button = anna.locator("#content form button.button")
        button.click()
        expect(anna.locator("h1")).to_have_text(wording.text("projects.mails.doneTitle"))
        self.look(anna, "project-mails-stopped")
        self.query(lea, path)
        button.click()
        expect(anna.locator("h1")).to_have_text(wording.text("projects.mails.askTitle"))
        self.query(lea, path)
        self.assertIn("Lars Egli", self.mails(address, 2)[1].part("plain"))
        self.assertEqual(self.kinds(path), ["project-invitation", "project-submitted", "project-queries"])
        anna.goto(f"{path}/inventory/people")
        expect(anna.locator("main")).to_contain_text("Lars Egli")
        anna.goto("/projects/mails?token=nothing")
        expect(anna.locator("#content form")).to_have_count(0)
        self.look(anna, "project-mails-gone")

    def query(self, lea, path):
        """Asks about one answer."""
        lea.goto(f"{path}/review")
        lea.locator("#mark-people").select_option("query")
        if not lea.locator("#comment-people").is_visible():
            lea.locator("#q-people summary").click()
        lea.locator("#comment-people").fill("Stimmt das?")
        lea.get_by_role("button", name=wording.text("projects.review.giveBack")).click()
        expect(lea.locator("#q-people .status")).to_have_text(re.compile(wording.text("projects.mark.query")))

    # MARK: codes

    def test_codes_of_an_app_are_turned_on_asked_for_and_turned_off(self):
        page = self.consultant("lena", "--name", "Lena Meier")
        page.goto("/consultant")
        expect(page.locator("main")).to_contain_text("Lena Meier")
        page.get_by_role("link", name=wording.text("projects.account.title")).click()
        expect(page.locator("#name")).to_have_value("Lena Meier")
        secret = page.locator("#codes code").inner_text().replace(" ", "")
        self.look(page, "consultant-account")
        for number, password, complaint in (("000000", projects.PASSWORD, "code"), (code(secret), "falsch", "password")):
            self.send(page, number, password)
            expect(page.locator(f"#{complaint}-error")).to_be_visible()
            self.assertEqual(page.locator("#codes code").inner_text().replace(" ", ""), secret, "the app keeps its secret")
        look.check(self, page, "consultant-account-wrong")  # Asked for in each language, it would count as guessing.
        other = self.visit("/consultant/login")
        projects.log_in(other, "lena")
        used = self.fresh(secret, lambda number: self.send(page, number, projects.PASSWORD), page.locator("#codes .status.good"))
        expect(page.locator("#codes code")).to_have_count(0)
        self.look(page, "consultant-account:codes")
        self.assertEqual(self.raw(other.context, "/consultant").headers["location"], "/consultant/login")
        for number in ("", used):
            self.log_in(other, number)
            expect(other.locator("#user-error")).to_be_visible()
        self.fresh(secret, lambda number: self.log_in(other, number), other.locator("a[href='/consultant/account']"))
        other.goto("/consultant/account")
        self.fresh(secret, lambda number: self.send(other, number, projects.PASSWORD), other.locator("#codes code"))
        again = self.visit("/consultant/login")
        projects.log_in(again, "lena")

    def fresh(self, secret, send, shown):
        """Sends the code of this moment until one arrives in time; gives it. A code of before may count once more."""
        for _ in range(3):
            self.change("UPDATE consultant SET codeStep = 0 WHERE login = 'lena'")
            number = code(secret)
            send(number)
            if shown.count():
                return number
        raise AssertionError(f"no code was taken:\n{shown.page.locator('main').inner_text()}")

    def send(self, page, number, password):
        """Types a code and the password on the own account's page."""
        page.locator("#code").fill(number)
        page.locator("#password").fill(password)
        with page.expect_navigation():
            page.locator("button[value=codes]").click()

    def log_in(self, page, number):
        """Logs in with a code."""
        page.goto("/consultant/login")
        page.locator("#user").fill("lena")
        page.locator("#password").fill(projects.PASSWORD)
        page.locator("#code").fill(number)
        with page.expect_navigation():
            page.locator(steps.SUBMIT).click()


if __name__ == "__main__":
    unittest.main()

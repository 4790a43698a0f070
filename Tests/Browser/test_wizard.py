"""The whole wizard against two real servers, with JavaScript and without: what a visitor does, and what mail is then where."""

import csv
import io
import re
import unittest

import stage
import steps
import wording

import compare
import mailboxes
from playwright.sync_api import expect

FOLDERS = mailboxes.mixed_folders(12)
LEFT_OUT = ("Familie",)
MARKUP = ("<script>alert(1)",)
SUBJECT = b"<script>alert(2)</script>"
OTHER_NAME = compare.placing([r"Projekte=Belege/Alte Projekte"])


class WizardTests(stage.BrowserTest):
    minutes = 1

    def setUp(self):
        super().setUp()
        self.source, self.target = self.stage.source, self.stage.target
        self.fill(self.source, mailboxes.mixed(90, 12), FOLDERS)
        deleted = mailboxes.Item(MARKUP, b"Message-ID: <x@example.org>\r\nSubject: " + SUBJECT + b"\r\n\r\nText\r\n",
                                 ("\\Deleted",))
        twin = mailboxes.Item(MARKUP, b"Message-ID: <y@example.org>\r\nSubject: y\r\n\r\nText\r\n")
        self.fill(self.source, [deleted, twin])
        self.everything = self.state(self.source)
        self.moved = sum(len(messages) for folder, messages in self.everything.items() if folder != LEFT_OUT) - 1

    def test_a_mailbox_moves_and_comes_back(self):
        page = self.visit()
        before = self.state(self.target)
        name, _ = self.walk(page, looks=True)
        self.watch(page, name)
        self.receipt(page, name, looks=True)
        self.assertEqual(self.left(), [])
        self.assertNotIn(LEFT_OUT, self.state(self.target))
        self.assertTrue(self.state(self.target)[("Belege", "Alte Projekte")])
        self.again(page, name)
        self.undo(page, name, stage.PASSWORD, looks=True)
        self.assertEqual(self.state(self.target), before)
        self.assertEqual(self.source_is_untouched(), [])

    def test_it_does_without_scripts_into_a_mailbox_that_holds_mail(self):
        self.fill(self.target, mailboxes.mixed(12, 4, seed=9))
        before = self.state(self.target)
        page = self.visit(scripts=False)
        name, code = self.walk(page, holds_mail=True)
        page.locator("#content a.button").first.click()
        steps.state(page, "finished", scripts=False)
        self.receipt(page, name)
        self.assertEqual(self.left(allow_extra=True), [])
        self.again(page, name, scripts=False)
        self.undo(page, name, code, scripts=False)
        self.assertEqual(self.state(self.target), before)

    # MARK: the pages

    def walk(self, page, looks=False, holds_mail=False):
        """Home, source, target, options, check, start."""
        look = self.look if looks else lambda *_: None
        look(page, "home")
        page.locator(f'#content a[href="{steps.SOURCE}"]').first.click()
        steps.arrive(page, steps.SOURCE)
        look(page, "source")
        self.wrong_password(page, look)
        steps.login(page, self.user, self.source.ports["imaps"])
        steps.arrive(page, steps.TARGET)
        look(page, "target")
        self.same_mailbox(page, look)
        steps.login(page, self.user, self.target.ports["imaps"])
        steps.arrive(page, steps.OPTIONS)
        look(page, "options")
        self.choose(page, look)
        steps.to_check(page)
        self.decide(page, look, holds_mail)
        name, code = steps.start(page)
        look(page, "started")
        return name, code

    def wrong_password(self, page, look):
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            steps.login(page, self.user, self.source.ports["imaps"], "falsch")
        self.assertEqual(answer.value.status, 422)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(wording.text("problem.login-refused.title"))
        alert.get_by_role("link").first.click()
        self.assertIn("#password", page.url)
        for field, value in (("server", "localhost"), ("port", str(self.source.ports["imaps"])), ("user", self.user),
                             ("password", "")):
            expect(page.locator(f"#{field}")).to_have_value(value)
        look(page, "source-wrong")

    def same_mailbox(self, page, look):
        steps.login(page, self.user, self.source.ports["imaps"])
        expect(page.get_by_role("alert")).to_contain_text(wording.text("problem.same-account.title"))
        look(page, "target-wrong")

    def choose(self, page, look):
        self.place(page, "Projekte").fill("Archiv")
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_have_text(wording.pattern("options.collision"))
        look(page, "options-wrong")
        self.place(page, "Projekte").fill("Belege/Alte Projekte")
        self.row(page, LEFT_OUT[0]).locator("input[name=folder]").uncheck()
        kinds = page.locator("input[name=kind]")
        self.assertEqual([kinds.nth(index).input_value() for index in range(kinds.count())], ["mail"])

    def row(self, page, folder):
        """A folder's row of the options."""
        return page.locator("#folders-list tbody tr").filter(has=page.locator("th", has_text=re.compile(f"^{folder}$")))

    def place(self, page, folder):
        """The field that says where a folder goes."""
        return self.row(page, folder).locator("input[name^=to-]")

    def decide(self, page, look, holds_mail):
        look(page, "check")
        expect(page.locator("main")).to_contain_text(str(self.moved))
        if not holds_mail:
            return
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_contain_text(wording.text("check.atTargetAsk"))
        look(page, "check-wrong")
        page.locator("input[name=atTarget]").first.check()

    def watch(self, page, name):
        page.locator("#content a.button").first.click()
        page.evaluate("() => { window.stayed = true }")
        steps.state(page, "finished")
        self.assertTrue(page.evaluate("() => window.stayed"))
        expect(page.locator("[data-part=kinds]")).to_contain_text(wording.text("live.done"))
        expect(page.locator("[data-part=folders]")).to_contain_text(MARKUP[0])
        self.assertIn(wording.text("state.finished"), page.title())
        self.look(page, "live-finished")

    def receipt(self, page, name, looks=False):
        """The page, the table and the data say the same, and the sum is right."""
        page.goto(f"/migrations/{name}/receipt")
        if looks:
            self.look(page, "receipt")
        exceptions = page.locator(".exceptions > li")
        expect(exceptions).to_have_count(1)
        expect(exceptions).to_contain_text(f"«{SUBJECT.decode()}»")
        expect(exceptions).to_contain_text(MARKUP[0])
        self.assertEqual(page.locator("main script").count(), 0)
        data = self.raw(page.context, f"/migrations/{name}/receipt.json").json()
        mail = data["kinds"]["mail"]
        self.assertEqual(mail["found"], mail["copied"] + mail["alreadyThere"] + mail["skipped"] + mail["failed"])
        self.assertEqual((mail["found"], mail["skipped"], mail["failed"]), (self.moved + 1, 1, 0), data)
        table = self.raw(page.context, f"/migrations/{name}/receipt.csv")
        self.assertIn("attachment", table.headers["content-disposition"])
        rows = list(csv.reader(io.StringIO(table.text().lstrip("\ufeff"))))
        self.assertEqual(len(rows), 2, rows)
        self.assertTrue(any(SUBJECT.decode() in cell for cell in rows[1]), rows)

    def again(self, page, name, scripts=True):
        """New mail is fetched, nothing twice."""
        arrived = mailboxes.new_mail(5, 3)
        self.fill(self.source, arrived)
        self.moved += 5
        self.everything = self.state(self.source)
        steps.confirm(page, name, "pass")
        for _ in range(600):
            if scripts or self.moved_of(page):
                break
            steps.refresh(page)
        expect(page.locator("#sum")).to_have_text(re.compile(rf"^\s*{self.moved}\b.*\b{self.moved + 1}\b"))
        steps.state(page, "finished", scripts)
        self.assertEqual(self.left(allow_extra=not scripts), [])

    def moved_of(self, page):
        """Whether the figure of the live page says that everything is there."""
        return re.match(rf"\s*{self.moved}\b", page.locator("#sum").inner_text())

    def undo(self, page, name, proof, looks=False, scripts=True):
        """The preview says the number; after the proof it is done."""
        steps.to_undo(page, name)
        expect(page.locator("h1")).to_contain_text(str(self.moved))
        if looks:
            self.look(page, "undo")
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_contain_text(wording.text("proof.missing"))
        if looks:
            self.look(page, "undo-wrong")
        page.locator("#proof").fill(proof)
        page.locator(steps.SUBMIT).click()
        steps.state(page, "undone", scripts)
        expect(page.locator("[data-part=lead]")).to_contain_text(str(self.moved))
        if looks:
            self.look(page, "live-undone")

    # MARK: the mail

    def left(self, **options):
        """What is not as it should be at the target."""
        found = self.differences(OTHER_NAME, **options)
        return [difference for difference in found if difference["folder"] != LEFT_OUT[0]]

    def source_is_untouched(self):
        now = self.state(self.source)
        return [folder for folder in self.everything if now[folder] != self.everything[folder]]


if __name__ == "__main__":
    unittest.main()

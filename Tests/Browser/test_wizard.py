"""The whole wizard against two real servers, with JavaScript and without: what a visitor does, and what mail is then where."""

import csv
import io
import unittest

import stage
import steps

import compare
import mailboxes
from playwright.sync_api import expect

FOLDERS = mailboxes.mixed_folders(12)
LEFT_OUT = ("Familie",)
MARKUP = ("<script>alert(1)",)
SUBJECT = b"<script>alert(2)</script>"
OTHER_NAME = compare.placing([r"Projekte=Belege/Alte Projekte"])


class WizardTests(stage.BrowserTest):
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
        page.get_by_role("link", name="Migration ansehen").click()
        steps.state(page, "Abgeschlossen", scripts=False)
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
        page.get_by_role("link", name="Neue Migration").first.click()
        steps.heading(page, "Woher zieht das Postfach um?")
        look(page, "source")
        self.wrong_password(page, look)
        steps.login(page, self.user, self.source.ports["imaps"])
        steps.heading(page, "Wohin zieht es?")
        look(page, "target")
        self.same_mailbox(page, look)
        steps.login(page, self.user, self.target.ports["imaps"])
        steps.heading(page, "Was soll umziehen?")
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
        expect(alert).to_contain_text("Die Anmeldung wurde abgelehnt")
        alert.get_by_role("link").first.click()
        self.assertIn("#password", page.url)
        expect(page.get_by_label("Server", exact=True)).to_have_value("localhost")
        expect(page.get_by_label("Port (optional)")).to_have_value(str(self.source.ports["imaps"]))
        expect(page.get_by_label("Benutzername")).to_have_value(self.user)
        expect(page.get_by_label("Passwort", exact=True)).to_have_value("")
        look(page, "source-wrong")

    def same_mailbox(self, page, look):
        steps.login(page, self.user, self.source.ports["imaps"])
        expect(page.get_by_role("alert")).to_contain_text("dasselbe Postfach")
        look(page, "target-wrong")

    def choose(self, page, look):
        target = page.get_by_label("Ordner im Ziel für Projekte", exact=True)
        target.fill("Archiv")
        page.get_by_role("button", name="Weiter", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Zwei Ordner der Quelle")
        look(page, "options-wrong")
        page.get_by_label("Ordner im Ziel für Projekte", exact=True).fill("Belege/Alte Projekte")
        page.get_by_label("Familie kopieren", exact=True).uncheck()
        for kind in ("Kalender", "Kontakte", "Regeln"):
            expect(page.get_by_label(kind, exact=True)).to_be_disabled()

    def decide(self, page, look, holds_mail):
        look(page, "check")
        expect(page.locator("main")).to_contain_text(f"{self.moved} Nachrichten")
        if not holds_mail:
            return
        page.get_by_role("button", name="Migration starten").click()
        expect(page.get_by_role("alert")).to_contain_text("ob das Ziel das richtige Postfach ist")
        page.get_by_label("Ja, dazu kopieren").check()

    def watch(self, page, name):
        page.get_by_role("link", name="Migration ansehen").click()
        page.evaluate("() => { window.stayed = true }")
        steps.state(page, "Abgeschlossen")
        self.assertTrue(page.evaluate("() => window.stayed"))
        expect(page.locator("[data-part=kinds]")).to_contain_text("fertig")
        expect(page.locator("[data-part=folders]")).to_contain_text(MARKUP[0])
        self.assertIn("Abgeschlossen", page.title())
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
        steps.confirm(page, name, "Noch einmal nachziehen")
        expect(page.locator("h1")).to_contain_text("")
        for _ in range(200):
            page.goto(f"/migrations/{name}")
            steps.state(page, "Abgeschlossen", scripts)
            if page.locator("#sum").inner_text().startswith(str(self.moved)):
                break
            page.wait_for_timeout(100)
        expect(page.locator("#sum")).to_contain_text(f"{self.moved} von {self.moved + 1}")
        self.assertEqual(self.left(allow_extra=not scripts), [])

    def undo(self, page, name, proof, looks=False, scripts=True):
        """The preview says the number; after the proof it is done."""
        page.goto(f"/migrations/{name}")
        page.get_by_role("link", name="Rückgängig machen").first.click()
        while page.locator("h1").inner_text() == "Wir sehen nach, was entfernt würde":
            page.get_by_role("link", name="Ansicht aktualisieren").click()
        steps.heading(page, f"{self.moved} Elemente würden entfernt")
        if looks:
            self.look(page, "undo")
        page.get_by_role("button", name="Jetzt rückgängig machen").click()
        expect(page.get_by_role("alert")).to_contain_text("Geben Sie das Passwort")
        if looks:
            self.look(page, "undo-wrong")
        page.get_by_label("Passwort eines der beiden").fill(proof)
        page.get_by_role("button", name="Jetzt rückgängig machen").click()
        steps.state(page, "Rückgängig gemacht", scripts)
        expect(page.locator("[data-part=lead]")).to_contain_text(f"{self.moved} Elemente sind")
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

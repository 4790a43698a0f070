"""Who may see and do what: tracking, credentials, undo, and what protects every page."""

import re
import unittest

import stage
import steps

import mailboxes
from playwright.sync_api import expect

PAGES = ["", "/started", "/events", "/receipt", "/receipt.csv", "/receipt.json", "/pass", "/retry", "/resume", "/verify",
         "/credentials", "/cancel", "/stop", "/undo", "/extend", "/close", "/delete"]
UNKNOWN = "0000-0000-0000-0000-0"


class RightsTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.fill(self.stage.source, mailboxes.mixed(20, 3))
        self.owner = self.visit()
        self.name, self.code = steps.started(self, self.owner)

    def track(self, page, name, user, password):
        page.goto("/migrations/track")
        page.get_by_label("Migrations-ID").fill(name)
        page.get_by_label("Benutzername der Quelle").fill(user)
        page.get_by_label("Passwort der Quelle").fill(password)
        page.get_by_role("button", name="Migration anzeigen").click()

    def test_a_migration_is_found_again_by_its_id_and_the_login_of_the_source(self):
        page = self.visit("/migrations/track")
        self.look(page, "track")
        answers = []
        for name, user, password in [(self.name, self.user, "falsch"), (self.name, "wer@anders.example", stage.PASSWORD),
                                     (UNKNOWN, self.user, stage.PASSWORD)]:
            self.track(page, name, user, password)
            expect(page.get_by_role("alert")).to_contain_text("Wir haben keine Migration gefunden")
            shown = page.locator("main").inner_html()
            for secret in (name, user, page.locator("[name=csrf]").first.input_value()):
                shown = shown.replace(secret, "…")
            answers.append(shown)
        self.look(page, "track-wrong")
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        page = self.visit("/migrations/track")
        self.track(page, self.name.lower().replace("-", " "), self.user, stage.PASSWORD)
        steps.state(page, "Abgeschlossen")
        self.assertTrue(page.url.endswith(f"/migrations/{self.name}"))
        page.goto(f"/migrations/{self.name}/started")
        self.assertNotIn(self.code, page.content())
        self.undo_asks_for_a_right(page)

    def undo_asks_for_a_right(self, page):
        """From a session that only tracks: the recovery code does, a wrong word does not."""
        before = self.state(self.stage.target)
        page.goto(f"/migrations/{self.name}/undo")
        steps.heading(page, "20 Elemente würden entfernt")
        page.get_by_label("Passwort eines der beiden").fill("falsch")
        page.get_by_role("button", name="Jetzt rückgängig machen").click()
        expect(page.get_by_role("alert")).to_contain_text("passt nicht zu dieser Migration")
        self.assertEqual(self.state(self.stage.target), before)
        page.get_by_label("Passwort eines der beiden").fill(self.code.lower())
        page.get_by_role("button", name="Jetzt rückgängig machen").click()
        steps.state(page, "Rückgängig gemacht")
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), 0)

    def test_without_the_right_to_an_id_every_page_leads_to_tracking(self):
        stranger = self.visit().context
        for name in (self.name, UNKNOWN):
            for page in PAGES:
                answer = self.raw(stranger, f"/migrations/{name}{page}")
                self.assertEqual((answer.status, answer.headers["location"]), (303, "/migrations/track"), f"{name}{page}")
                self.assertEqual(answer.text(), "", page)
        steps.state(self.go(self.owner), "Abgeschlossen")

    def go(self, page, path=""):
        page.goto(f"/migrations/{self.name}{path}")
        return page

    def test_credentials_are_deleted_and_renewed(self):
        steps.state(self.go(self.owner), "Abgeschlossen")
        page = self.go(self.owner, "/credentials")
        self.look(page, "credentials")
        page.get_by_role("button", name="Jetzt löschen").first.click()
        expect(page.get_by_role("button", name="Jetzt löschen")).to_have_count(1)
        page.get_by_role("button", name="Jetzt löschen").click()
        expect(page.get_by_role("button", name="Jetzt löschen")).to_have_count(0)
        self.look(page, "credentials")
        self.go(page, "/undo")
        steps.heading(page, "Dafür fehlen die Zugangsdaten des Ziels")
        self.look(page, "undo-missing")
        page.get_by_role("link", name="Zugangsdaten eingeben").click()
        page.locator("#target-password").fill("falsch")
        page.locator("[name=save][value=target]").click()
        expect(page.get_by_role("alert")).to_contain_text("Die Anmeldung wurde abgelehnt")
        self.look(page, "credentials-wrong")
        page.locator("#target-password").fill(stage.PASSWORD)
        page.locator("[name=save][value=target]").click()
        expect(page.locator("[data-part=facts]")).to_contain_text("versiegelt bis")
        self.go(page, "/undo")
        steps.heading(page, "20 Elemente würden entfernt")

    def test_closing_and_deleting_say_what_they_do_and_do_it(self):
        steps.state(self.go(self.owner), "Abgeschlossen")
        page = self.go(self.owner, "/close")
        self.look(page, "close")
        page.get_by_role("button", name="Migration schliessen").click()
        steps.state(page, "Geschlossen")
        self.look(page, "live-closed")
        self.go(page, "/delete")
        self.look(page, "delete")
        page.get_by_label("Passwort eines der beiden").fill(stage.PASSWORD)
        page.get_by_role("button", name="Daten endgültig löschen").click()
        steps.heading(page, "Ihr Postfach zieht um")
        for _ in range(100):
            if self.raw(page.context, f"/migrations/{self.name}/receipt").status == 303:
                break
            page.wait_for_timeout(100)
        self.assertEqual(self.raw(page.context, f"/migrations/{self.name}").status, 303)
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), 20)


class ProtectionTests(stage.BrowserTest):
    def test_a_double_start_is_one_migration(self):
        self.fill(self.stage.source, mailboxes.mixed(10, 2))
        page = self.visit()
        steps.to_options(self, page)
        steps.to_check(page)
        form = {field.get_attribute("name"): field.input_value() for field in page.locator("form [type=hidden]").all()}
        answers = [self.raw(page.context, steps.CHECK, "POST", form) for _ in range(3)]
        self.assertEqual({answer.status for answer in answers}, {303})
        places = {answer.headers["location"] for answer in answers}
        self.assertEqual(len(places), 1, places)
        page.goto(places.pop().removesuffix("/started"))
        steps.state(page, "Abgeschlossen")
        expect(page.locator("[data-part=facts]")).to_contain_text("Durchgang1")
        self.assertEqual(self.differences(), [])

    def test_a_form_without_its_token_does_nothing(self):
        self.fill(self.stage.source, mailboxes.mixed(10, 2))
        page = self.visit()
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "Abgeschlossen")
        for path in ("/close", "/undo", "/credentials", "/delete", "/pass"):
            for form in ({"proof": stage.PASSWORD}, {"proof": stage.PASSWORD, "csrf": "A" * 43}):
                answer = self.raw(page.context, f"/migrations/{name}{path}", "POST", form | {"delete": "source"})
                self.assertEqual(answer.status, 403, path)
        for path in ("/migrations/track", steps.SOURCE, steps.CHECK):
            self.assertEqual(self.raw(page.context, path, "POST", {"id": name}).status, 403, path)
        page.goto(f"/migrations/{name}")
        expect(page.locator("[data-part=state]")).to_contain_text("Abgeschlossen")
        expect(page.locator("[data-part=facts]")).to_contain_text("Zugangsdaten Quelleversiegelt bis")

    def test_cookies_and_headers_protect_the_visitor(self):
        context = self.context()
        answer = self.raw(context, steps.SOURCE)
        cookie = next(field["value"] for field in answer.headers_array if field["name"].lower() == "set-cookie")
        self.assertRegex(cookie, "^session=")
        for flag in ("HttpOnly", "SameSite=Lax", "Path=/"):
            self.assertIn(flag, cookie)
        self.assertNotIn("Secure", cookie)
        policy = answer.headers["content-security-policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        self.assertEqual(answer.headers["cache-control"], "no-store")
        secure = self.raw(self.context(), steps.SOURCE, headers={"X-Forwarded-Proto": "https"})
        self.assertIn("Secure", next(f["value"] for f in secure.headers_array if f["name"].lower() == "set-cookie"))
        self.assertIn("max-age", secure.headers["strict-transport-security"])
        page = context.new_page()
        page.goto("/")
        html = page.content()
        self.assertEqual(re.findall(r"\sstyle=|\son\w+=|<script>|https?://(?!www\.w3\.org)", html), [])

    def test_pages_that_do_not_exist_say_so(self):
        page = self.visit("/nirgends")
        steps.heading(page, "Diese Seite gibt es nicht")
        self.look(page, "missing")


if __name__ == "__main__":
    unittest.main()

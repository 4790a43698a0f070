"""Who may see and do what: tracking, credentials, undo, and what protects every page."""

import re
import unittest

import stage
import steps
import wording

import accounts
import mailboxes
from program import Umzug
from playwright.sync_api import expect

PAGES = ["", "/started", "/events", "/receipt", "/receipt.csv", "/receipt.json", "/pass", "/retry", "/resume", "/verify",
         "/credentials", "/cancel", "/stop", "/undo", "/extend", "/close", "/delete", "/schedule", "/start-now"]
UNKNOWN = "0000-0000-0000-0000-0"


class TrackTest(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.fill(self.stage.source, mailboxes.mixed(20, 3))

    def track(self, page, name, user, password):
        page.goto("/migrations/track")
        for field, value in (("id", name), ("user", user), ("password", password)):
            page.locator(f"#{field}").fill(value)
        page.locator(steps.SUBMIT).click()


class CommandLineTests(TrackTest):
    def test_a_migration_of_the_command_line_is_tracked_with_the_login_of_its_source(self):
        self.app = self.stage.new_app(self.addCleanup)
        self.app.stop()
        ends = [accounts.url(server, self.user) for server in (self.stage.source, self.stage.target)]
        umzug = Umzug(self.app.data)
        for name in ("night-run-2026-11-21-anna", "night-run-1"):
            result = umzug.run("migrate", "--source", ends[0], "--target", ends[1], "--id", name,
                               source=stage.PASSWORD, target=stage.PASSWORD)
            self.assertEqual(result.status, 0, result)
        self.app.start()
        page = self.visit()
        for name, password in (("night-run-1", stage.PASSWORD), ("night-run-2026-11-21-anna", "falsch")):
            self.track(page, name, self.user, password)
            expect(page.get_by_role("alert")).to_contain_text(wording.text("track.heading"))
        self.track(page, "night-run-2026-11-21-anna", self.user, stage.PASSWORD)
        steps.state(page, "finished")
        expect(page.locator("#sum")).to_contain_text("20")


class RightsTests(TrackTest):
    def setUp(self):
        super().setUp()
        self.owner = self.visit()
        self.name, self.code = steps.started(self, self.owner)

    def test_a_migration_is_found_again_by_its_id_and_the_login_of_the_source(self):
        page = self.visit("/migrations/track")
        self.look(page, "track")
        answers = []
        for name, user, password in [(self.name, self.user, "falsch"), (self.name, "wer@anders.example", stage.PASSWORD),
                                     (UNKNOWN, self.user, stage.PASSWORD)]:
            self.track(page, name, user, password)
            expect(page.get_by_role("alert")).to_contain_text(wording.text("track.heading"))
            shown = page.locator("main").inner_html()
            for secret in (name, user, page.locator("[name=csrf]").first.input_value()):
                shown = shown.replace(secret, "…")
            answers.append(shown)
        self.look(page, "track-wrong")
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])
        page = self.visit("/migrations/track")
        self.track(page, self.name.lower().replace("-", " "), self.user, stage.PASSWORD)
        steps.state(page, "finished")
        self.assertTrue(page.url.endswith(f"/migrations/{self.name}"))
        page.goto(f"/migrations/{self.name}/started")
        self.assertNotIn(self.code, page.content())
        self.undo_asks_for_a_right(page)

    def undo_asks_for_a_right(self, page):
        """From a session that only tracks: the recovery code does, a wrong word does not."""
        before = self.state(self.stage.target)
        steps.to_undo(page, self.name)
        steps.heading(page, "20")
        page.locator("#proof").fill("falsch")
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_contain_text(wording.text("proof.wrong"))
        self.assertEqual(self.state(self.stage.target), before)
        page.locator("#proof").fill(self.code.lower())
        page.locator(steps.SUBMIT).click()
        steps.state(page, "undone")
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), 0)

    def test_without_the_right_to_an_id_every_page_leads_to_tracking(self):
        stranger = self.visit().context
        for name in (self.name, UNKNOWN):
            for page in PAGES:
                answer = self.raw(stranger, f"/migrations/{name}{page}")
                self.assertEqual((answer.status, answer.headers["location"]), (303, "/migrations/track"), f"{name}{page}")
                self.assertEqual(answer.text(), "", page)
        steps.state(self.go(self.owner), "finished")

    def go(self, page, path=""):
        page.goto(f"/migrations/{self.name}{path}")
        return page

    def test_credentials_are_deleted_and_renewed(self):
        steps.state(self.go(self.owner), "finished")
        page = self.go(self.owner, "/credentials")
        self.look(page, "credentials")
        deletes = page.locator("button[name=delete]")
        deletes.first.click()
        expect(deletes).to_have_count(1)
        deletes.click()
        expect(deletes).to_have_count(0)
        self.look(page, "credentials")
        self.go(page, "/undo")
        steps.heading(page, wording.text("undo.credentialsTitle"))
        self.look(page, "undo-missing")
        page.locator('#content a.button[href$="/credentials"]').click()
        page.locator("#target-password").fill("falsch")
        page.locator("[name=save][value=target]").click()
        expect(page.get_by_role("alert")).to_contain_text(wording.text("problem.login-refused.title"))
        self.look(page, "credentials-wrong")
        page.locator("#target-password").fill(stage.PASSWORD)
        page.locator("[name=save][value=target]").click()
        expect(page.locator("[data-part=facts]")).to_contain_text(wording.pattern("live.credentialUntil"))
        steps.to_undo(page, self.name)
        steps.heading(page, "20")

    def test_closing_and_deleting_say_what_they_do_and_do_it(self):
        steps.state(self.go(self.owner), "finished")
        page = self.go(self.owner, "/close")
        self.look(page, "close")
        page.locator(steps.SUBMIT).click()
        steps.state(page, "closed")
        self.look(page, "live-closed")
        self.go(page, "/delete")
        self.look(page, "delete")
        page.locator("#proof").fill(stage.PASSWORD)
        page.locator(steps.SUBMIT).click()
        expect(page).to_have_url(self.app.url + "/")
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
        form["consent"] = page.locator("#consent").get_attribute("value")
        answers = [self.raw(page.context, steps.CHECK, "POST", form) for _ in range(3)]
        self.assertEqual({answer.status for answer in answers}, {303})
        places = {answer.headers["location"] for answer in answers}
        self.assertEqual(len(places), 1, places)
        page.goto(places.pop().removesuffix("/started"))
        steps.state(page, "finished")
        expect(page.locator("[data-part=facts]")).to_contain_text("Durchgang1")
        self.assertEqual(self.differences(), [])

    def test_a_form_without_its_token_does_nothing(self):
        self.fill(self.stage.source, mailboxes.mixed(10, 2))
        page = self.visit()
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        for path in ("/close", "/undo", "/credentials", "/delete", "/pass"):
            for form in ({"proof": stage.PASSWORD}, {"proof": stage.PASSWORD, "csrf": "A" * 43}):
                answer = self.raw(page.context, f"/migrations/{name}{path}", "POST", form | {"delete": "source"})
                self.assertEqual(answer.status, 403, path)
        for path in ("/migrations/track", steps.SOURCE, steps.CHECK):
            self.assertEqual(self.raw(page.context, path, "POST", {"id": name}).status, 403, path)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        expect(page.locator("[data-part=facts]")).to_contain_text(wording.pattern("live.credentialUntil"))

    def test_a_page_that_was_open_too_long_says_so(self):
        page = self.visit(steps.SOURCE)
        page.context.clear_cookies(name="session")
        steps.login(page, self.user, self.stage.source.ports["imaps"])
        steps.heading(page, wording.text("refusal.expired.title"))
        self.look(page, "expired")

    def test_somebody_who_tries_passwords_out_has_to_wait(self):
        page = self.visit("/migrations/track")
        for _ in range(8):
            for field, value in (("id", "no-such-migration-0001"), ("user", self.user), ("password", "falsch")):
                page.locator(f"#{field}").fill(value)
            with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
                page.locator(steps.SUBMIT).click()
            if answer.value.status == 429:
                break
        self.assertEqual(answer.value.status, 429)
        self.assertTrue(int(answer.value.headers["retry-after"]) > 0)
        steps.heading(page, wording.text("refusal.tooMany.title"))
        self.look(page, "too-many")

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
        steps.heading(page, wording.text("refusal.notFound.title"))
        self.look(page, "missing")


if __name__ == "__main__":
    unittest.main()

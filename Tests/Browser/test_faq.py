"""Questions and answers: found and read with a keyboard, without scripts, and from what went wrong."""

import unittest

import stage
import steps
import wording
from keyboard import Keyboard

from playwright.sync_api import expect


class FAQTests(stage.BrowserTest):
    def test_reading_with_a_keyboard_and_scripts(self):
        self.read(self.visit())

    def test_reading_with_a_keyboard_and_without_scripts(self):
        self.read(self.visit(scripts=False))

    def read(self, page):
        """Home, all questions, a search, an answer, the verdict on it, a neighbour."""
        keys = Keyboard(self, page)
        keys.follow('header a[href="/faq"]')
        steps.heading(page, wording.text("faq.title"))
        keys.type("#search", "rueckgaengig")
        with page.expect_navigation():
            keys.press("Enter")
        expect(page.locator("mark").first).to_have_text("Rückgängig")
        keys.follow('.hits a[href="/faq/how-to-undo"]')
        steps.arrive(page, "/faq/how-to-undo")
        keys.follow('button[name=helpful][value="yes"]')
        expect(page.locator("#rating")).to_have_text(wording.text("faq.thanksYes"))
        keys.follow(".near a.last")
        steps.arrive(page, "/faq/what-undo-keeps")
        expect(page.locator(".side [aria-current=page]")).to_have_count(1)

    def test_every_page_is_for_everybody(self):
        for path, name in (("/faq", "faq"), ("/faq?q=password", "faq-search"), ("/faq?q=xyzzy", "faq-none"),
                           ("/faq/how-to-undo", "faq-answer"), ("/faq/find-server-settings?rated=no", "faq-rated"),
                           ("/faq/no-such-answer", "missing")):
            with self.subTest(path):
                self.look(self.visit(path), name)

    def test_what_a_browser_has_already_is_not_sent_again(self):
        context = self.context()
        for path in ("/", "/faq", "/faq/how-to-undo"):
            first = self.raw(context, path)
            again = self.raw(context, path, headers={"If-None-Match": first.headers["etag"]})
            self.assertEqual((first.status, again.status, again.body()), (200, 304, b""), path)

    def test_a_query_is_text_and_nothing_else(self):
        page = self.visit("/")
        said = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        for query in ('"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "' OR 1=1 --", '"* NEAR(', "{{t}}"):
            page.goto("/faq")
            page.locator("#search").fill(query)
            page.locator("#search").press("Enter")
            expect(page.locator("h1")).to_contain_text(query)
            expect(page.locator("#search")).to_have_value(query)
        self.assertEqual(said, [])

    def test_a_search_stays_in_another_language(self):
        page = self.visit("/faq?q=undo")
        page.locator("nav.lang a[lang=en]").click()
        steps.arrive(page, "/faq?q=undo")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("#search")).to_have_value("undo")

    def test_a_refused_login_leads_to_its_answer(self):
        page = self.visit(steps.SOURCE)
        steps.login(page, self.user, self.stage.source.ports["imaps"], "wrong")
        page.locator('[role=alert] a[href="/faq/login-refused"]').click()
        steps.arrive(page, "/faq/login-refused")

    def test_an_error_page_leads_to_its_answer_and_to_the_search(self):
        page = self.visit("/nowhere")
        page.locator('#content a[href="/faq/lost-migration-id"]').click()
        steps.arrive(page, "/faq/lost-migration-id")
        page.go_back()
        page.locator("#search").fill("ID")
        page.locator("#search").press("Enter")
        expect(page.locator('.hits a[href="/faq/migration-id-and-recovery-code"]')).to_have_count(1)


if __name__ == "__main__":
    unittest.main()

"""Notifications as their readers meet them: the field, the mail in a browser, the pages behind its links."""

import re
import unittest

import look
import stage
import steps
import wording

import mailboxes
from peers import MailSink
from playwright.sync_api import expect

ADDRESS = "anna@postfach.example"


class NotificationTests(stage.BrowserTest):
    def setUp(self):
        super().setUp()
        self.sink = MailSink()
        self.addCleanup(self.sink.close)
        self.app = self.stage.new_app(self.addCleanup)
        self.app.stop()
        self.app.arguments += ["--smtp", f"smtps://localhost:{self.sink.port}", "--mail-from", "Umzug <umzug@betrieb.example>",
                               "--public-url", self.app.url]
        self.app.start()
        self.fill(self.stage.source, mailboxes.mixed(20, 3))

    def link(self, mail, page):
        """The path of a link in a mail."""
        return re.search(rf"{re.escape(self.app.url)}(/notifications/{page}\?token=[\w-]+)", mail.part("plain"))[1]

    def test_from_the_field_to_the_end_of_all_mails(self):
        page = self.visit()
        steps.to_options(self, page)
        steps.to_check(page)
        page.locator("#notify").fill("änne@postfach.example")
        steps.consent(page)
        page.locator(steps.SUBMIT).click()
        expect(page.locator("#notify-error")).to_contain_text(wording.text("notifications.complaint"))
        self.look(page, "check-wrong")
        page.locator("#notify").fill(ADDRESS)
        name, _ = steps.start(page)
        self.look(page, "started:notified")
        asked = self.sink.wait(lambda mails: mails[:1], "the confirmation")[0]
        self.read(asked, "mail-confirm")
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        page.goto(f"/migrations/{name}/notifications")
        self.look(page, "notifications")
        page.locator("#notify").fill("nobody")
        page.locator("button[name=save]").click()
        expect(page.get_by_role("alert")).to_be_visible()
        self.look(page, "notifications-wrong")
        self.confirm(asked)
        self.stop(self.sink.wait(lambda mails: mails[1:], "the end")[0])
        page.goto(f"/migrations/{name}/notifications")
        expect(page.locator("main")).not_to_contain_text(ADDRESS)
        self.look(page, "notifications")

    def read(self, mail, name):
        """The HTML part, as a program for mail shows it: no script, nothing loaded, not wider than the screen."""
        page = self.context().new_page()
        loaded = []
        page.on("request", lambda asked: loaded.append(asked.url))
        for width in (600, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            page.set_content(mail.part("html"))
            self.assertEqual(page.evaluate(look.TOO_WIDE), [], f"{name} at {width} pixels")
            look.accessible(self, page, f"{name} at {width} pixels")
        page.emulate_media(color_scheme="dark")
        look.accessible(self, page, f"{name} in the dark")
        self.assertEqual(loaded, [])

    def confirm(self, mail):
        """The link, the button, and the link once more; an old one says so."""
        page = self.visit(self.link(mail, "confirm"))
        expect(page.locator("main")).to_contain_text(ADDRESS)
        self.look(page, "confirm-ask")
        page.locator("main form button").click()
        steps.heading(page, wording.text("notifications.confirmLink.doneTitle"))
        expect(page.locator("main form")).to_have_count(0)
        self.look(page, "confirm-done")
        page.goto("/notifications/confirm?token=expired")
        steps.heading(page, wording.text("notifications.confirmLink.goneTitle"))
        self.look(page, "link-gone")

    def stop(self, mail):
        """The same for the link that ends it."""
        self.read(mail, "mail-finished")
        page = self.visit(self.link(mail, "stop"))
        self.look(page, "stop-ask")
        page.locator("main form button").focus()
        page.keyboard.press("Enter")
        steps.heading(page, wording.text("notifications.stopLink.doneTitle"))
        self.look(page, "stop-done")
        page.goto("/notifications/stop?token=expired")
        steps.heading(page, wording.text("notifications.stopLink.goneTitle"))
        self.look(page, "link-gone")


if __name__ == "__main__":
    unittest.main()

"""What does not go as planned while mail moves, and what can be done with a migration afterwards."""

import unittest

import stage
import steps
import wording

import mailboxes
from peers import Dovecot, Gateway, Gmail
from playwright.sync_api import expect


class OwnServers(stage.BrowserTest):
    """Tests with a target of their own."""

    def own(self, peer):
        """Closes a peer with the test."""
        self.addCleanup(peer.close)
        return peer

    def users(self, **options):
        """A server of one's own for this visitor."""
        return self.own(Dovecot({"users": {self.user: stage.PASSWORD}, **options}))

    def message(self, subject, folder, size):
        """A message with that subject."""
        head = f"Message-ID: <{subject}@example.org>\r\nSubject: {subject}\r\n\r\n".encode()
        return mailboxes.Item(folder, head + b"0123456789abcde\r\n" * (size // 17))


class FindingTests(OwnServers):
    def test_what_will_not_go_as_it_is_asks_for_one_choice_each(self):
        large = self.message("Zu gross", ("Bau",), 300_000)
        cases = [("kasse",), ("Kasse",)]
        self.fill(self.stage.source, [large, *(self.message("Brief", folder, 2_000) for folder in cases)])
        self.fill(self.stage.source, mailboxes.small(60, 4, size=4_000))
        target = self.users(maxMessageBytes=100_000, quotaBytes=150_000)
        self.fill(target, [self.message("Schon da", ("INBOX",), 2_000)])
        page = self.visit()
        steps.to_options(self, page, target=target.ports["imaps"])
        self.look(page, "options")
        steps.to_check(page)
        self.look(page, "check")
        asked = ["atTarget", "tooLarge", "quota"]
        page.locator(steps.SUBMIT).click()
        alert = page.get_by_role("alert")
        expect(alert).to_be_focused()
        for finding in asked:
            expect(alert).to_contain_text(wording.text(f"check.{finding}Ask"))
        self.look(page, "check-wrong")
        for finding, choice in zip(asked, ("yes", "skip", "start")):
            page.locator(f"input[name={finding}][value={choice}]").check()
        for keep in page.locator("input[name=renamed][value=keep]").all():
            keep.check()
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "paused")
        target.change(quotaBytes=None)
        steps.confirm(page, name, "resume")
        steps.state(page, "finished")
        page.goto(f"/migrations/{name}/receipt")
        entry = page.locator(".exceptions > li")
        expect(entry).to_have_count(1)
        expect(entry).to_contain_text("Zu gross")
        expect(entry).to_contain_text(wording.text("receipt.outcome.skipped"))

    def test_the_answer_that_the_target_is_the_wrong_one_leads_back(self):
        self.fill(self.stage.source, [self.message("Neu", ("INBOX",), 2_000)])
        self.fill(self.stage.target, [self.message("Schon da", ("INBOX",), 2_000)])
        page = self.visit()
        steps.to_options(self, page)
        steps.to_check(page)
        page.locator("input[name=atTarget][value=no]").check()
        page.locator(steps.SUBMIT).click()
        steps.arrive(page, steps.TARGET)
        expect(page.locator("#user")).to_have_value(self.user)


    def test_a_long_list_says_how_many_more_there_are_and_shows_them(self):
        folders = [(f"Jahr {number}.{number}",) for number in range(1, 31)]
        self.fill(self.stage.source, [self.message("Brief", folder, 2_000) for folder in folders])
        page = self.visit()
        steps.to_options(self, page, target=self.users(separator=".").ports["imaps"])
        steps.to_check(page)
        more = page.locator(".finding details")
        expect(more.locator("summary")).to_have_text("… und 22 weitere")
        expect(more.locator("li").last).to_be_hidden()
        more.locator("summary").press("Enter")
        expect(more.locator("li").last).to_be_visible()
        expect(page.locator(".finding li")).to_have_count(30)
        self.look(page, "check")


class LabelTests(OwnServers):
    def test_the_options_say_what_becomes_of_labels(self):
        special = {"[Gmail]/Alle Nachrichten": "\\All", "[Gmail]/Markiert": "\\Flagged", "[Gmail]/Wichtig": "\\Important"}
        behind = self.users(specialUse=special)
        for folder in (("INBOX",), ("Familie",), ("[Gmail]", "Alle Nachrichten")):
            self.fill(behind, [self.message("Brief", folder, 2_000)])
        gmail = self.own(Gmail(behind, {}))
        page = self.visit()
        steps.to_options(self, page, source=gmail.port)
        expect(page.locator("#folders-list")).to_contain_text("«[Gmail]/Alle Nachrichten» ist nicht gewählt")
        for name, chosen in (("INBOX", True), ("Familie", True), ("[Gmail]/Alle Nachrichten", False),
                             ("[Gmail]/Markiert", False), ("[Gmail]/Wichtig", False)):
            expect(page.get_by_label(f"{name} kopieren", exact=True)).to_be_checked(checked=chosen)
        self.look(page, "options")


class ExceptionTests(OwnServers):
    minutes = 1

    def test_a_refused_message_is_listed_and_goes_once_the_cause_is_gone(self):
        refused = [("Bilder vom Fest", ("INBOX",)), ("Plan <A1> & Anhang", ("Bau",))]
        self.fill(self.stage.source, [self.message(subject, folder, 200_000) for subject, folder in refused])
        self.fill(self.stage.source, mailboxes.small(30, 4))
        target = self.users(maxMessageBytes=100_000, without=["APPENDLIMIT"])
        page = self.visit()
        name, _ = steps.started(self, page, target=target.ports["imaps"])
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished-with-failures")
        self.look(page, "live-failures")
        page.locator(f'#content a.button[href="/migrations/{name}/receipt"]').first.click()
        self.receipt(page, refused)
        self.look(page, "receipt-failures")
        found = self.raw(page.context, f"/migrations/{name}/receipt.json").json()["kinds"]["mail"]
        self.assertEqual((found["found"], found["copied"], found["failed"]), (32, 30, 2))
        target.change(maxMessageBytes=None)
        page.locator(f'a[href="/migrations/{name}/retry"]').first.click()
        self.look(page, "retry")
        page.locator(steps.SUBMIT).click()
        steps.state(page, "finished")
        self.assertEqual(page.locator(f'a[href="/migrations/{name}/retry"]').count(), 0)
        page.goto(f"/migrations/{name}/receipt")
        expect(page.locator(".exceptions > li")).to_have_count(0)
        self.look(page, "receipt")
        self.assertEqual(self.differences(target=target), [])

    def receipt(self, page, refused):
        """Each exception with its folder, subject, reason and remedy."""
        expect(page.locator(".exceptions > li")).to_have_count(len(refused))
        for subject, folder in refused:
            entry = page.locator(".exceptions > li", has_text=subject)
            expect(entry).to_have_count(1)
            expect(entry).to_contain_text(wording.text("receipt.outcome.failed"))
            if folder != ("INBOX",):
                expect(entry).to_contain_text(folder[0])
            reasons = [wording.pattern(f"problem.{code}.what").pattern for code in ("too-large", "message-refused")]
            self.assertRegex(entry.locator("dd").first.inner_text(), "|".join(reasons))
            self.assertTrue(entry.locator("dd").nth(1).inner_text())

    def test_a_provider_that_throttles_is_waited_for(self):
        self.fill(self.stage.source, mailboxes.mixed(120, 6), mailboxes.mixed_folders(6))
        front = self.own(Gateway(self.stage.target, allowance=1_500_000, pause=20, bouts=1))
        page = self.visit()
        name, _ = steps.started(self, page, target=front.port)
        page.goto(f"/migrations/{name}")
        page.evaluate("() => { window.stayed = true }")
        steps.state(page, "paused")
        expect(page.locator("h1")).to_have_text(wording.pattern("live.pausedTitle"))
        expect(page.locator("h1")).to_contain_text(wording.text("problem.throttled.title"))
        expect(page.locator("[data-part=lead]")).to_have_text(wording.pattern("live.pausedLeadUntil"))
        expect(page.locator("[data-part=notice]")).to_contain_text(wording.pattern("problem.throttled.what"))
        self.look(page, "live-paused", still=True)
        steps.state(page, "finished")
        self.assertTrue(page.evaluate("() => window.stayed"), "it went on by itself, on the same page")
        self.assertEqual(self.differences(), [])

    def test_a_full_target_says_so_and_goes_on_when_told(self):
        self.fill(self.stage.source, [self.message(f"Nummer {number}", ("INBOX",), 40_000) for number in range(6)])
        target = self.users(quotaMessages=3)
        page = self.visit()
        name, _ = steps.started(self, page, target=target.ports["imaps"])
        page.goto(f"/migrations/{name}")
        steps.state(page, "paused")
        expect(page.locator("h1")).to_contain_text(wording.text("problem.quota.title"))
        target.change(quotaMessages=None)
        steps.confirm(page, name, "resume")
        steps.state(page, "finished")
        self.assertEqual(self.differences(target=target), [])

    def test_the_source_may_be_a_pop3_server(self):
        inbox = [item for item in mailboxes.mixed(60, 4) if item.folder == ("INBOX",)]
        self.fill(self.stage.source, inbox)
        page = self.visit()
        steps.to_options(self, page, source=self.stage.source.ports["pop3s"], service="pop3")
        expect(page.locator("#folders-list tbody tr")).to_have_count(1)
        self.look(page, "options")
        steps.to_check(page)
        name, _ = steps.start(page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        self.assertEqual(self.differences(ignore=("folders", "flags", "date")), [])
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), len(inbox))
        steps.undo(page, name, stage.PASSWORD)
        steps.state(page, "undone")
        self.assertEqual(sum(map(len, self.state(self.stage.target).values())), 0)

    def test_the_time_for_undoing_is_extended_once(self):
        self.fill(self.stage.source, mailboxes.mixed(5, 2))
        page = self.visit()
        name, _ = steps.started(self, page)
        page.goto(f"/migrations/{name}")
        steps.state(page, "finished")
        until = self.fact(page, "undoUntil")
        steps.choose(page, name, "extend")
        self.look(page, "extend")
        page.locator(steps.SUBMIT).click()
        expect(page.locator(f'a[href="/migrations/{name}/extend"]')).to_have_count(0)
        later = self.fact(page, "undoUntil")
        self.assertNotEqual(later, until)
        self.assertEqual(self.raw(page.context, f"/migrations/{name}/extend").status, 303)
        steps.undo(page, name, stage.PASSWORD)
        steps.state(page, "undone")

    def fact(self, page, key):
        """One of the facts of the live page."""
        name = wording.text(f"live.{key}")
        return page.locator("[data-part=facts] dt", has_text=name).locator("+ dd").inner_text()


if __name__ == "__main__":
    unittest.main()

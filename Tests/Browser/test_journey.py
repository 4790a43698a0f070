"""The whole journey of a project in one go: from the invitation, or the home page, to the archive; with mails and a zone."""

import csv
import io
import re
import unittest
import zipfile

import app
import filled
import projects
import stage
import steps
import wording
from peers import MailSink, NameServer
from playwright.sync_api import expect
from test_plans import ZONE

PARTS = ("inventory", "architecture", "accounts", "dns", "tests", "runbook", "messages")
TYPED = ("company", "domain", "people", "mailboxes")
"""What is typed and pasted; the rest is sent as its forms send it."""


class JourneyTests(stage.BrowserTest):
    """A server that mails, and that asks our name server."""

    minutes = 1

    def setUp(self):
        super().setUp()
        self.sink, self.names = MailSink(), NameServer(dict(ZONE))
        self.addCleanup(self.sink.close)
        self.addCleanup(self.names.close)
        self.app = app.App("--resolver", self.names.address, "--smtp", f"smtps://localhost:{self.sink.port}",
                           "--mail-from", "Umzug <umzug@betrieb.example>", "--mail-retry", "1", "--public-url", "{url}")
        self.addCleanup(self.app.close)
        self.seen = {}

    def test_with_a_consultant_from_the_invitation_to_the_archive(self):
        given = filled.answers(filled.SMALL)
        projects.hire(self.app, "lea", "Widmer Beratung", "--address", "lea@widmer.example")
        lea = self.visit("/consultant/login")
        projects.log_in(lea, "lea")
        path = projects.create(lea, given["company"]["value"]["text"])
        lea.locator("#name").fill("Anna Keller")
        lea.locator("#address").fill("anna@keller-architektur.example")
        self.press(lea, "projects.people.button")
        expect(lea.get_by_role("status")).to_be_visible()
        anna = self.visit(self.mailed("anna@keller-architektur.example"))
        anna.locator("#content form button.button").click()
        steps.arrive(anna, path)
        self.inventory(anna, path, given)
        projects.hand_in(anna, path)
        lea.goto(self.mailed("lea@widmer.example"))
        self.query(lea, "people", "Ist die Lernende dabei?")
        anna.goto(self.mailed("anna@keller-architektur.example"))
        anna.locator("#content form button.button").click()
        steps.arrive(anna, path)
        expect(anna.locator("main")).to_contain_text("1 Rückfrage")
        anna.goto(f"{path}/inventory/people")
        expect(anna.locator("main")).to_contain_text("Ist die Lernende dabei?")
        projects.answer(anna, path, "people", "6")
        projects.hand_in(anna, path)
        lea.goto(f"{self.mailed('lea@widmer.example')}?version=2")
        expect(lea.locator("#changes tbody tr")).to_have_text(re.compile(r"Postfach\?\s*5\s*6\s*$"))
        self.press(lea, "projects.review.sign")
        expect(lea.locator("#content .state")).to_contain_text(wording.text("projects.review.isSigned"))
        self.mailed("anna@keller-architektur.example")
        self.plans(lea, path, "kDrive", "mta-gw.infomaniak.ch", "keller-architektur.example")
        anna.goto(f"{path}/runbook")
        expect(anna.locator("table.runbook tbody tr").first).to_contain_text("lea")
        self.archive(anna, path, {"inventory.md": "eigenes Postfach? | 6 |", "runbook.md": "| 95 |", "runbook.csv": "lea, ",
                                  "architecture.md": "kDrive", "accounts.csv": "anna@keller-architektur.example",
                                  "dns.md": "mta-gw.infomaniak.ch"})

    def test_alone_from_the_home_page_to_the_archive_without_scripts(self):
        given = filled.answers(filled.LARGE)
        page = self.visit("/", scripts=False)
        page.locator('#content a[href="/projects/new"]').click()
        page.locator("#company").fill(given["company"]["value"]["text"])
        page.locator("#name").fill("Irene Egli")
        page.locator("#address").fill("irene@muehle-ag.example")
        page.locator(steps.SUBMIT).click()
        expect(page.locator("main")).to_contain_text("irene@muehle-ag.example")
        self.assertNotIn("token=", page.content(), "an address that is typed is confirmed by mail first")
        page.goto(self.mailed("irene@muehle-ag.example"))
        page.locator("#content form button.button").click()
        expect(page).to_have_url(re.compile(r"/projects/[A-Z0-9-]{20,}$"))
        path = re.search(r"/projects/[A-Z0-9-]+", page.url)[0]
        self.inventory(page, path, given)
        projects.hand_in(page, path)
        page.goto(f"{path}/review")
        self.press(page, "projects.review.sign")
        expect(page.locator("#content .state")).to_contain_text(wording.text("projects.review.isSigned"))
        self.plans(page, path, "OVHcloud Zimbra", "mx0.mail.ovh.net", "muehle-ag.example")
        self.archive(page, path, {"inventory.md": "eigenes Postfach? | 80 |", "runbook.csv": "Irene Egli, ",
                                  "architecture.md": "Zimbra", "accounts.csv": "carla.amsler@muehle-ag.example",
                                  "dns.md": "mx0.mail.ovh.net"})

    # MARK: on the way

    def press(self, page, key):
        """Presses the button of that text."""
        page.get_by_role("button", name=wording.pattern(key)).first.click()

    def mailed(self, to):
        """Waits for the next mail to that address; the path that its button leads to."""
        number = self.seen[to] = self.seen.get(to, 0) + 1
        found = self.sink.wait(lambda mails: [mail for mail in mails if to in mail.recipients][number - 1:], f"{number} for {to}")
        return re.search(rf"{re.escape(self.app.url)}(/projects/[^\s]+)", found[0].part("plain"))[1]

    def inventory(self, page, path, given):
        """Answers all: some typed with what is found for it, the mailboxes pasted, and the others as their forms send them."""
        page.goto(f"{path}/inventory")
        page.locator("#content .actions a.button").click()
        steps.arrive(page, "/inventory/company")
        for question in TYPED[:3]:
            (_, value), = given[question]["value"].items()
            page.goto(f"{path}/inventory/{question}")
            page.locator("#answer").fill(str(value))
            projects.go_on(page, path)
        rows = given["mailboxes"]["value"]["rows"]
        page.goto(f"{path}/inventory/mailboxes")
        page.locator("#import summary").click()
        table = "\n".join("\t".join(row[column] for column in ("name", "address", "aliases", "gb")) for row in rows)
        page.locator("#paste").fill(f"Name\tE-Mail\tAlias\tGrösse in GB\n{table}")
        self.press(page, "projects.table.take")
        expect(page).to_have_url(re.compile(r"/inventory/mailboxes\?from=\d+$"))
        read = self.raw(page.context, f"{path}/inventory/mailboxes?csv=yes").body().decode("utf-8-sig")
        self.assertEqual([row[1] for row in list(csv.reader(io.StringIO(read)))[1:]], [row["address"] for row in rows])
        filled.fill(self, page, path, {question: one for question, one in given.items() if question not in TYPED})
        page.goto(f"{path}/inventory")
        expect(page.locator("#content progress")).to_have_attribute("value", str(len(given)))

    def query(self, page, question, remark):
        """The consultant goes through the answers and asks about one of them."""
        for mark in page.locator("select[id^=mark-]").all():
            mark.select_option("ok")
        page.locator(f"#mark-{question}").select_option("query")
        page.locator(f"#q-{question} summary").click()
        page.locator(f"#comment-{question}").fill(remark)
        self.press(page, "projects.review.giveBack")
        expect(page.locator(f"#q-{question} .status")).to_have_text(re.compile(wording.text("projects.mark.query")))

    def plans(self, page, path, target, exchanger, domain):
        """Architecture, DNS that changes on the way, tests, and a step of the runbook that is done."""
        page.goto(f"{path}/architecture")
        expect(page.locator("svg.arch")).to_contain_text(target)
        page.goto(f"{path}/dns")
        page.locator("button[value=look]").click()
        row = page.locator("table.records tr", has_text=exchanger).first
        expect(row).not_to_contain_text("richtig")
        self.names.zone[domain] = [one for one in ZONE[domain] if one[0] != "MX"] + self.exchangers(page, path, domain)
        page.locator("button[value=look]").click()
        expect(row).to_contain_text("richtig")
        page.goto(f"{path}/tests")
        self.assertGreater(page.locator("table.cases tbody tr").count(), 10)
        page.goto(f"{path}/runbook")
        page.locator("table.runbook tbody th a").first.click()
        page.locator("#measured").fill("95")
        page.locator("button[value=done]").click()
        expect(page.locator("table.runbook tbody tr").first.locator(".status.good")).to_be_visible()
        expect(page.locator("table.runbook tbody tr").first).to_contain_text("1 h 35 min")

    def exchangers(self, page, path, domain):
        """The MX records of the zone file that the plan gives to whoever looks after the domain."""
        zone = self.raw(page.context, f"{path}/dns?domain={domain}&zone=wanted").text()
        return [("MX", (int(preference), host)) for preference, host in re.findall(r"\bMX\s+(\d+)\s+(\S+?)\.?\n", zone)]

    def archive(self, page, path, contents):
        """Downloads the archive from the page of files; all parts are in it, and what was done on the way."""
        page.goto(f"{path}/files")
        with page.expect_download() as downloading:
            page.locator(f'#content a[href="{path}/archive.zip"]').click()
        archive = zipfile.ZipFile(downloading.value.path())
        self.assertIsNone(archive.testzip())
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist() if name.endswith((".md", ".csv"))}
        for part in PARTS:
            self.assertTrue(texts[f"{part}.md"].strip() and texts[f"{part}.csv"].strip(), part)
        for name, text in contents.items():
            self.assertIn(text, texts[name], name)


if __name__ == "__main__":
    unittest.main()

"""What follows from the answers of a project, as its consultant and its customer see it; with a name server of our own."""

import io
import re
import unittest
import zipfile

import app
import filled
import stage
from peers import NameServer
from playwright.sync_api import expect

ZONE = {
    "muehle-ag.example": [("MX", (1, "mx1.mail.ovh.net")), ("NS", "dns1.ovh.net")],
    "muehle.example": [("MX", (1, "mx1.mail.ovh.net")), ("NS", "dns1.ovh.net")],
    "keller-architektur.example": [
        ("MX", (0, "keller-architektur-example.mail.protection.outlook.com")), ("NS", "ns.hostpoint.ch"),
        ("TXT", "v=spf1 include:spf.protection.outlook.com -all"),
    ],
    "spf.protection.outlook.com": [("TXT", "v=spf1 ip4:192.0.2.0/24 -all")],
    "spf.infomaniak.ch": [("TXT", "v=spf1 ip4:198.51.100.0/24 -all")],
    "autodiscover.keller-architektur.example": [("CNAME", "autodiscover.outlook.com")],
}
DOMAIN = "keller-architektur.example"


class PlansTest(stage.BrowserTest):
    """A consultant with an answered project, on a server that asks our name server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names, cls.slow = NameServer(dict(ZONE)), NameServer(dict(ZONE))
        cls.addClassCleanup(cls.names.close)
        cls.addClassCleanup(cls.slow.close)
        cls.app = app.App("--resolver", cls.names.address, "--compare-resolver", cls.slow.address)
        cls.addClassCleanup(cls.app.close)
        filled.consultant(cls.app, "lea", "Widmer Beratung")

    def open(self, name, **options):
        """A consultant's page, and the path of a project with the answers of an example."""
        page = self.visit("/consultant/login", **options)
        filled.login(page, "lea")
        given = filled.answers(name)
        path = filled.project(page, given["company"]["value"]["text"])
        filled.fill(self, page, path, given)
        return page, path

    def test_two_projects_have_visibly_different_plans(self):
        for name, own, foreign in (
            (filled.SMALL, "kDrive", "OVHcloud"), (filled.LARGE, "OVHcloud Zimbra", "kDrive"),
        ):
            page, path = self.open(name)
            page.goto(f"{path}/architecture")
            expect(page.locator("svg.arch")).to_contain_text(own)
            self.assertNotIn(foreign, page.locator("svg.arch").text_content())
            self.look(page, f"architecture:{name}")
            for part in ("accounts", "tests", "runbook", "messages", "access-list") if name == filled.SMALL else ():
                page.goto(f"{path}/{part}")
                self.look(page, part)
            page.goto(f"{path}/runbook")
            page.locator("table.runbook tbody th a").first.click()
            self.look(page, "step")
            page.goto(f"{path}/tests?case=new")
            page.locator("button[value=save]").click()
            self.look(page, "case:wrong")

    def test_a_consultant_edits_without_a_script_and_nothing_is_lost(self):
        page, path = self.open(filled.LARGE, scripts=False)
        page.goto(f"{path}/architecture")
        page.locator(".notice.bad").first.wait_for()
        page.locator("a[href*='decision=sender-exchange']").first.click()
        page.locator("#aside").fill("Der Hersteller liefert SMTP bis März.")
        page.locator("button[value=save]").click()
        expect(page.locator("main")).to_contain_text("Der Hersteller liefert SMTP bis März.")
        page.goto(f"{path}/tests?case=new")
        page.locator("button[value=save]").click()
        expect(page.locator("[role=alert]")).to_have_count(1)
        for field, text in (("title", "Etiketten <drucken>"), ("steps", "=1+1"), ("expected", "Ein Etikett")):
            page.locator(f"#{field}").fill(text)
        page.locator("button[value=save]").click()
        expect(page.locator("tr", has_text="Etiketten <drucken>")).to_have_count(1)
        page.goto(f"{path}/runbook")
        rows = page.locator("table.runbook").first.locator("tbody th a")
        first, second = rows.nth(0).inner_text(), rows.nth(1).inner_text()
        page.locator("button[name=down]").first.click()
        expect(page.locator("table.runbook").first.locator("tbody th a").nth(0)).to_have_text(second)
        self.assertEqual(page.locator("table.runbook").first.locator("tbody th a").nth(1).inner_text(), first)
        for step in ("rename", "access"):
            page.locator(f"a[href*='step={step}']").first.click()
            page.locator("#measured").fill("95")
            page.locator("button[value=done]").click()
            if step == "rename":
                expect(page.locator("[role=alert]")).to_have_count(1)
                expect(page.locator("#measured")).to_have_value("95")
                page.goto(f"{path}/runbook")
        expect(page.locator("main")).to_contain_text("1 h 35 min")
        cases = self.raw(page.context, f"{path}/tests.csv").text()
        self.assertIn("'=1+1", cases)

    def test_dns_is_read_live_compared_and_asked_for(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/dns")
        page.locator("button[value=look]").click()
        expect(page.locator("main")).to_contain_text("Hostpoint")
        row = page.locator("tr", has_text="mta-gw.infomaniak.ch")
        expect(row).to_contain_text("keller-architektur-example.mail.protection.outlook.com")
        self.look(page, "dns")
        page.locator("[id^=ask-][id$=-name]").first.fill(f"20240112._domainkey.{DOMAIN}")
        page.locator("[id^=ask-][id$=-value]").first.fill("v=DKIM1; k=rsa; p=MIIB")
        page.locator("button[value=tell]").first.click()
        expect(page.locator("main")).to_contain_text("p=MIIB")
        self.names.zone[DOMAIN] = [("MX", (5, "mta-gw.infomaniak.ch")), *ZONE[DOMAIN][1:]]
        self.addCleanup(self.names.zone.update, {DOMAIN: ZONE[DOMAIN]})
        page.locator("button[value=look]").click()
        expect(page.locator("tr", has_text="mta-gw.infomaniak.ch")).to_contain_text("richtig")
        expect(page.locator("tr", has_text="mta-gw.infomaniak.ch")).to_contain_text("Bei 1 von 1 Resolvern noch der alte Wert")
        expect(page.locator("tr", has_text="mta-gw.infomaniak.ch")).to_contain_text(self.slow.address)
        self.look(page, "dns:spread")
        back = self.raw(page.context, f"{path}/dns?domain={DOMAIN}&zone=today").text()
        self.assertIn("mail.protection.outlook.com.", back, "the way back is what was seen first")
        wanted = self.raw(page.context, f"{path}/dns?domain={DOMAIN}&zone=wanted").text()
        self.assertIn("mta-gw.infomaniak.ch.", wanted)

    def test_whoever_keeps_the_zone_checks_it_by_a_link_without_a_script(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/dns")
        page.locator("button[value=link]").click()
        link = page.locator("#check-url").inner_text()
        self.assertIn(link, page.locator("#letter-1").text_content())
        self.look(page, "dns:link")
        agency = self.visit(link, scripts=False, width=390)
        agency.locator("button[value=look]").click()
        expect(agency.locator("main")).to_contain_text("zuletzt abgefragt")
        expect(agency.locator("tr", has_text="mta-gw.infomaniak.ch")).to_contain_text("Dort steht 0 keller")
        expect(agency.locator("#back-1")).to_contain_text("mail.protection.outlook.com.")
        for secret in ("Keller Architektur", path.rpartition("/")[2], "lea", "Widmer"):
            self.assertNotIn(secret, re.sub(r"\s+", " ", agency.locator("main").inner_text()), secret)
        self.look(self.visit(link), "zone-check")
        self.names.zone[DOMAIN] = [("MX", (5, "mta-gw.infomaniak.ch")), *ZONE[DOMAIN][1:]]
        self.addCleanup(self.names.zone.update, {DOMAIN: ZONE[DOMAIN]})
        agency.locator("button[value=look]").click()
        expect(agency.locator("tr", has_text="mta-gw.infomaniak.ch")).to_contain_text("richtig")
        answered = self.raw(agency.context, link.removeprefix(self.app.url))
        self.assertEqual(answered.headers["x-robots-tag"], "noindex, nofollow")
        page.locator("button[value=unlink]").click()
        expect(page.locator("#check-link")).to_contain_text("Der Link ist gesperrt.")
        agency.goto(link)
        expect(agency.locator("h1")).to_have_text("Dieser Link gilt nicht mehr")
        self.assertNotIn("keller", agency.content().lower())
        self.look(self.visit(link), "zone-check-gone")

    def test_an_answer_is_seen_before_it_is_given(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/inventory/outlook")
        page.locator("input[value=must-stay]").check()
        page.locator("button[formaction*=preview]").click()
        self.look(page, "preview")
        expect(page.locator("main")).to_contain_text("kommt dazu")
        page.locator("main form .button").last.click()
        page.goto(f"{path}/architecture")
        expect(page.locator("main")).to_contain_text("Outlook bleibt, ist aber kein Exchange mehr")

    def test_files_are_kept_refused_with_the_limit_and_all_in_the_archive(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/files")
        page.locator("#file").set_input_files({"name": "böse.exe", "mimeType": "text/plain", "buffer": b"MZ"})
        page.locator("main form[enctype] .button").click()
        expect(page.locator("[role=alert]")).to_have_count(1)
        self.look(page, "files:refused")
        page.locator("#file").set_input_files({"name": "Zone Grüsse.txt", "mimeType": "text/plain", "buffer": b"hallo"})
        page.locator("#link").select_option("test/T1")
        page.locator("main form[enctype] .button").click()
        expect(page.locator("table")).to_contain_text("Zone Grüsse.txt")
        page.goto(f"{path}/tests")
        expect(page.locator("#case-t1")).to_contain_text("Zone Grüsse.txt")
        answered = self.raw(page.context, f"{path}/archive.zip")
        archive = zipfile.ZipFile(io.BytesIO(answered.body()))
        self.assertIsNone(archive.testzip())
        names = archive.namelist()
        self.assertEqual(archive.read("Dateien/Zone Grüsse.txt"), b"hallo")
        for part in ("inventory", "architecture", "accounts", "dns", "tests", "runbook", "messages"):
            self.assertIn(f"{part}.md", names)
            self.assertTrue(archive.read(f"{part}.csv").decode("utf-8-sig").strip(), part)
        self.assertIn("Thunderbird", archive.read("architecture.md").decode())

    def test_the_runbook_can_be_worked_by_keyboard(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/runbook")
        button = page.locator("button[name=down]").first
        name = button.get_attribute("aria-label")
        button.focus()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/runbook#step-\w+$"))
        expect(page.locator(f"button[aria-label='{name}']")).to_have_count(1)


if __name__ == "__main__":
    unittest.main()

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
        cls.names = NameServer(dict(ZONE))
        cls.addClassCleanup(cls.names.close)
        cls.app = app.App("--resolver", cls.names.address)
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

    def test_an_answer_is_seen_before_it_is_given(self):
        page, path = self.open(filled.SMALL)
        page.goto(f"{path}/inventory/outlook")
        page.locator("input[value=must-stay]").check()
        page.locator("button[formaction*=preview]").click()
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

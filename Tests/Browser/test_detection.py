"""The source's settings found from its address, the target's filled in by provider; and where the worker goes for them."""

import unittest

import app
import stage
import steps
import wording

from peers import Misbehaviour, NameServer, Page, Website
from playwright.sync_api import expect

FIND = "button[name=action][value=detect]"
FILL = "button[name=action][value=fill]"


class DetectionTest(stage.BrowserTest):
    """A web app of one's own, which asks a name server and a web server of ours only."""

    DOMAIN = "brunner-holz.example"

    def begin(self, records=(), pages=None, *options, networks=("127.0.0.1/32",)):
        """Starts the servers, and an app that may connect to `networks` besides the Internet."""
        domains = [f"{label}{self.DOMAIN}" for label in ("", "autoconfig.", "autodiscover.")]
        zone = {name: [("A", "127.0.0.1")] for name in domains} | dict(records)
        self.names = NameServer(zone)
        self.addCleanup(self.names.close)
        self.site = Website(pages or {}, domains)
        self.addCleanup(self.site.close)
        reached = [option for name in domains for option in ("--connect-to", f"{name}:443:127.0.0.1:{self.site.port}")]
        allowed = [option for network in networks for option in ("--allow-network", network)]
        self.app = app.App("--resolver", self.names.address, *reached, *options, networks=allowed)
        self.addCleanup(self.app.close)

    def find(self, page, address):
        """Types the address and has the settings found."""
        page.goto(steps.SOURCE)
        page.locator("#address").fill(address)
        page.locator(FIND).click()
        steps.arrive(page, steps.SOURCE)

    def configuration(self, host, port):
        """A domain's configuration file."""
        return Page(f"""<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x"><incomingServer type="imap">
            <hostname>{host}</hostname><port>{port}</port><socketType>SSL</socketType><username>%EMAILADDRESS%</username>
            </incomingServer></emailProvider></clientConfig>""")

    def file(self, page):
        """The domain's own place for it."""
        return {f"autoconfig.{self.DOMAIN}/mail/config-v1.1.xml": page}


class PageTests(DetectionTest):
    minutes = 1

    def test_an_address_is_enough_to_get_to_the_target(self):
        port = self.stage.source.ports["imaps"]
        host = "localhost.umzug.test"
        self.begin({host: [("A", "127.0.0.1")]}, self.file(self.configuration(host, port)))
        for scripts in (True, False):
            with self.subTest(scripts=scripts):
                page = self.visit(steps.SOURCE, scripts=scripts)
                self.find(page, self.user)
                expect(page.locator("#found")).to_contain_text(host)
                expect(page.locator("#found")).to_contain_text(wording.text("evidence.autoconfig"))
                for field, value in (("server", host), ("port", str(port)), ("user", self.user)):
                    expect(page.locator(f"#{field}")).to_have_value(value)
                self.look(page, "source") if scripts else None
                page.locator("#password").fill(stage.PASSWORD)
                page.locator(steps.SUBMIT).click()
                steps.arrive(page, steps.TARGET)

    def test_what_the_provider_demands_is_told_beside_its_settings(self):
        self.begin({self.DOMAIN: [("MX", (1, "aspmx.l.google.com"))]})
        page = self.visit(steps.SOURCE)
        self.find(page, f"anna@{self.DOMAIN}")
        expect(page.locator("#server")).to_have_value("imap.gmail.com")
        found = page.locator("#found")
        for text in ("Google (Gmail, Workspace)", "myaccount.google.com/apppasswords", wording.text("evidence.mx")):
            expect(found).to_contain_text(text)
        self.look(page, "source")

    def test_nothing_found_and_no_address_are_said_and_the_form_by_hand_stays(self):
        self.begin({"broken.example": Misbehaviour.SERVFAIL})
        page = self.visit(steps.SOURCE)
        self.find(page, "anna@nosuch.example")
        expect(page.locator("#found")).to_contain_text(wording.text("source.nothingHeading"))
        self.look(page, "source")
        for address, said in (("anna", "source.addressMalformed"), ("", "source.addressMissing"),
                              ("anna@broken.example", "problem.dns-failed.next")):
            page.locator("#address").fill(address)
            page.locator(FIND).click()
            expect(page.get_by_role("alert")).to_contain_text(wording.pattern(said))
            expect(page.locator("#address")).to_have_value(address)
        steps.login(page, self.user, self.stage.source.ports["imaps"])
        steps.arrive(page, steps.TARGET)

    def test_the_target_is_filled_in_by_provider(self):
        self.begin()
        page = self.visit(steps.SOURCE)
        steps.login(page, self.user, self.stage.source.ports["imaps"])
        steps.arrive(page, steps.TARGET)
        page.locator("#provider").select_option("infomaniak")
        page.locator(FILL).click()
        expect(page.locator("#server")).to_have_value("mail.infomaniak.com")
        expect(page.locator("#user")).to_have_value(self.user)
        page.locator("#provider").select_option("ovh_emailpro")
        page.locator(FILL).click()
        expect(page.locator("#server")).to_have_value("")
        self.look(page, "target")
        steps.login(page, self.user, self.stage.target.ports["imaps"])
        steps.arrive(page, steps.OPTIONS)


class WayOutTests(DetectionTest):
    """The worker connects to no address that is not public, whatever a visitor's domain says."""

    minutes = 1

    def inside(self):
        """A server on an inner address that nobody may be led to."""
        inner = Website({"127.0.0.2/secret.xml": self.configuration("evil.brunner-holz.example", 993)}, [], "127.0.0.2")
        self.addCleanup(inner.close)
        return inner

    def test_redirects_to_inner_addresses_are_not_followed(self):
        inner = self.inside()
        places = [f"https://127.0.0.2:{inner.port}/secret.xml", f"https://[::ffff:127.0.0.2]:{inner.port}/secret.xml",
                  f"https://inner.{self.DOMAIN}:{inner.port}/secret.xml", "https://169.254.169.254/latest/meta-data/",
                  "https://10.0.0.1/", "https://[fd00::1]/", "https://2130706434/"]
        for number, target in enumerate(places):
            with self.subTest(target):
                self.begin({f"inner.{self.DOMAIN}": [("A", "127.0.0.2")]},
                           self.file(Page(status=302, fields={"Location": target})))
                page = self.visit(steps.SOURCE, scripts=False)
                self.find(page, f"anna{number}@{self.DOMAIN}")
                expect(page.locator("#found")).to_contain_text(wording.text("source.nothingHeading"))
                self.assertTrue([one for one in self.site.requests if one[2].endswith("config-v1.1.xml")])
        self.assertEqual(inner.connections, 0)

    def test_a_domain_that_resolves_to_an_inner_address_is_not_asked(self):
        inner = self.inside()
        self.begin()
        for name in ("evil.example", "autoconfig.evil.example", "autodiscover.evil.example"):
            self.names.zone[name] = [("A", "127.0.0.2"), ("AAAA", "::ffff:127.0.0.2")]
        page = self.visit(steps.SOURCE, scripts=False)
        self.find(page, "anna@evil.example")
        expect(page.locator("#found")).to_contain_text(wording.text("source.nothingHeading"))
        self.assertEqual(inner.connections, 0)

    def test_a_server_found_at_an_inner_address_is_refused_at_the_login(self):
        self.begin({f"imap.{self.DOMAIN}": [("A", "127.0.0.2")]}, self.file(self.configuration(f"imap.{self.DOMAIN}", 993)))
        page = self.visit(steps.SOURCE, scripts=False)
        self.find(page, f"anna@{self.DOMAIN}")
        expect(page.locator("#server")).to_have_value(f"imap.{self.DOMAIN}")
        page.locator("#password").fill(stage.PASSWORD)
        page.locator(steps.SUBMIT).click()
        expect(page.get_by_role("alert")).to_contain_text(wording.pattern("problem.address-forbidden.what"))


if __name__ == "__main__":
    unittest.main()

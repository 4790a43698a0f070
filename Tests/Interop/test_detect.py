"""`umzug detect` against a name server and a web server that hold real providers' shapes, and broken ones."""

import json
import time
import unittest

from moves import MoveTest
from peers import Misbehaviour, NameServer, Page, Website

OVH = [(1, "mx0.mail.ovh.net"), (5, "mx1.mail.ovh.net"), (50, "mx2.mail.ovh.net")]
WITH_2FA, APP, OAUTH, PRODUCT = "app-password-with-2fa", "app-password", "oauth", "choose-product"

OWN_DOMAINS = [
    ("anna@gmail.com", "google", "imap.gmail.com", [APP, OAUTH]),
    ("anna@ik.me", "infomaniak", "mail.infomaniak.com", ["short-dav-login"]),
    ("anna@hotmail.com", "outlook_com", "outlook.office365.com", [OAUTH]),
    ("anna@firma.onmicrosoft.com", "microsoft365", "outlook.office365.com", [OAUTH]),
    ("anna@gmx.ch", "gmx", "imap.gmx.net", ["enable-imap", WITH_2FA]),
    ("anna@gmx.com", "gmx_com", "imap.gmx.com", ["enable-imap", WITH_2FA]),
    ("anna@bluewin.ch", "bluewin", "imaps.bluewin.ch", []),
    ("anna@yahoo.fr", "yahoo", "imap.mail.yahoo.com", [APP, OAUTH]),
    ("anna@aol.com", "aol", "imap.aol.com", [APP, OAUTH]),
    ("anna@posteo.de", "posteo", "posteo.de", []),
    ("anna@mailbox.org", "mailbox_org", "imap.mailbox.org", [WITH_2FA]),
    ("anna@t-online.de", "telekom", "secureimap.t-online.de", [APP]),
    ("anna@orange.fr", "orange_fr", "imap.orange.fr", []),
    ("anna@sfr.fr", "sfr", "imap.sfr.fr", []),
    ("anna@proton.me", "proton", "127.0.0.1", ["bridge"]),
]
"""Addresses of providers' own domains: nothing is asked for them."""

LOCAL_USERS = [("anna@web.de", "webde"), ("anna@icloud.com", "icloud"), ("anna@free.fr", "free_fr"),
               ("anna@laposte.net", "laposte")]
"""Those whose user name is not the address."""

CUSTOMERS = [
    ("workspace", [(1, "aspmx.l.google.com"), (5, "alt1.aspmx.l.google.com")], {}, "google", "imap.gmail.com", "mx"),
    ("m365", [(0, "m365-example.mail.protection.outlook.com")], {"autodiscover": "autodiscover.outlook.com"},
     "microsoft365", "outlook.office365.com", "mx"),
    ("olc", [(2, "olc-example.olc.protection.outlook.com")], {}, "outlook_com", "outlook.office365.com", "mx"),
    ("infomaniak", [(5, "mta-gw.infomaniak.ch")], {"autoconfig": "infomaniak.com", "autodiscover": "infomaniak.com"},
     "infomaniak", "mail.infomaniak.com", "mx"),
    ("ovh", OVH, {}, "ovh_mxplan", "ssl0.ovh.net", "mx"),
    ("mxplan", OVH, {"_autodiscover._tcp": (0, 0, 443, "mailconfig.ovh.net")}, "ovh_mxplan", "ssl0.ovh.net", "mx"),
    ("emailpro", OVH, {"_autodiscover._tcp": (0, 0, 443, "pro2.mail.ovh.net")}, "ovh_emailpro", "pro2.mail.ovh.net",
     "srv"),
    ("exchange", OVH, {"_autodiscover._tcp": (0, 0, 443, "ex5.mail.ovh.net")}, "ovh_exchange", "ex5.mail.ovh.net", "srv"),
    ("zimbra", OVH, {"_autodiscover._tcp": (0, 0, 443, "zimbra1.mail.ovh.net")}, "ovh_zimbra", "imap.mail.ovh.net", "srv"),
    ("ionos", [(10, "mx00.ionos.de"), (10, "mx01.ionos.de")], {}, "ionos", "imap.ionos.de", "mx"),
    ("oneandone", [(10, "mx00.kundenserver.de")], {}, "ionos", "imap.ionos.de", "mx"),
    ("strato", [(5, "smtpin.rzone.de")], {"autoconfig": "autoconfigure.strato.de"}, "strato", "imap.strato.de", "mx"),
    ("hetzner", [(10, "www123.your-server.de")], {}, "hetzner", "mail.your-server.de", "mx"),
    ("hostpoint", [(10, "mx1.mail.hostpoint.ch"), (10, "mx2.mail.hostpoint.ch")],
     {"autoconfig": "autoconfig.mail.hostpoint.ch"}, "hostpoint", "imap.mail.hostpoint.ch", "mx"),
    ("proton", [(10, "mail.protonmail.ch"), (20, "mailsec.protonmail.ch")], {}, "proton", "127.0.0.1", "mx"),
    ("fastmail", [(10, "in1-smtp.messagingengine.com")], {}, "fastmail", "imap.fastmail.com", "mx"),
    ("icloud", [(10, "mx01.mail.icloud.com"), (10, "mx02.mail.icloud.com")], {}, "icloud", "imap.mail.me.com", "mx"),
    ("yahoo", [(1, "mx-biz.mail.am0.yahoodns.net")], {}, "yahoo", "imap.mail.yahoo.com", "mx"),
    ("mailbox", [(10, "mxext1.mailbox.org")], {}, "mailbox_org", "imap.mailbox.org", "mx"),
    ("posteo", [(10, "mx03.posteo.de")], {}, "posteo", "posteo.de", "mx"),
    ("gandi", [(10, "spool.mail.gandi.net"), (50, "fb.mail.gandi.net")], {}, "gandi", "mail.gandi.net", "mx"),
    ("zoho", [(10, "mx.zoho.eu"), (20, "mx2.zoho.eu")], {}, "zoho_eu", "imap.zoho.eu", "mx"),
]
"""Domains of providers' customers: label, MX, further records, and what is found."""


def zone(domain, mx=(), **records):
    """The records of a domain: MX, and others by their label: SRV as tuples, names as CNAME."""
    entries = {domain: [("MX", pair) for pair in mx] + [("A", "127.0.0.1")]}
    for label, value in records.items():
        entries[f"{label}.{domain}"] = [("SRV", value) if isinstance(value, tuple) else ("CNAME", value)]
    return entries


def autoconfig(domain, host, extra=""):
    """A configuration file in Thunderbird's form."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>{extra}
<clientConfig version="1.1"><emailProvider id="{domain}"><domain>{domain}</domain>
<incomingServer type="imap"><hostname>{host}</hostname><port>993</port><socketType>SSL</socketType>
<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication></incomingServer>
<incomingServer type="pop3"><hostname>{host}</hostname><port>110</port><socketType>plain</socketType>
<username>%EMAILADDRESS%</username></incomingServer>
<outgoingServer type="smtp"><hostname>{host}</hostname><port>587</port><socketType>STARTTLS</socketType>
<username>%EMAILADDRESS%</username></outgoingServer></emailProvider></clientConfig>"""


class DetectTest(MoveTest):
    def looking(self, records, pages=None, *domains):
        """A name server and a web server; `umzug detect` asks only these."""
        self.names = self.own(NameServer(records))
        hosts = [f"{label}{domain}" for domain in domains for label in ("", "autoconfig.", "autodiscover.")]
        for host in hosts:
            self.names.zone.setdefault(host, []).append(("A", "127.0.0.1")) if self.names.zone.get(host) is None else None
        self.site = self.own(Website(pages or {}, hosts))

    def detect(self, address, *arguments, seconds=5.0, **options):
        """One run, which may take no longer than that."""
        began = time.monotonic()
        result = self.program().run("detect", address, "--resolver", self.names.address, "--connect-to",
                                    f":443:127.0.0.1:{self.site.port}", *arguments, **options)
        self.took = time.monotonic() - began
        # The process itself needs its time on a busy machine; the slowest pages here take 8 s.
        self.assertLess(self.took, seconds + 2.9, result)
        return result

    def found(self, address, *arguments, **options):
        """What was found: one event, exit 0."""
        result = self.detect(address, *arguments, **options)
        self.assertEqual((result.status, [event["event"] for event in result.events]), (0, ["detected"]), result)
        self.assertEqual(set(result.last) - {"v", "event", "id", "time"}, {"provider", "services", "needs"})
        for service in result.last["services"]:
            self.assertEqual(set(service), {"kind", "host", "port", "security", "user", "source"})
        return result.last

    def nothing(self, address, *arguments, **options):
        """Nothing was found: exit 1, and that is said."""
        result = self.detect(address, *arguments, **options)
        self.assertEqual((result.status, result.last.get("provider"), result.last.get("services")), (1, None, []), result)
        return result

    def best(self, found, kind="imap"):
        """The best service of a kind."""
        return next(service for service in found["services"] if service["kind"] == kind)


class ProviderTests(DetectTest):
    def test_a_providers_own_domain_is_known_without_a_question(self):
        self.looking({})
        for address, provider, host, needs in OWN_DOMAINS:
            with self.subTest(address):
                found = self.found(address)
                best = self.best(found)
                self.assertEqual((found["provider"], best["host"], best["source"], best["user"], found["needs"]),
                                 (provider, host, "catalogue", address, needs))
        for address, provider in LOCAL_USERS:
            with self.subTest(address):
                found = self.found(address)
                self.assertEqual((found["provider"], self.best(found)["user"]), (provider, "anna"))
        self.assertEqual((self.names.questions, self.site.requests), ([], []))

    def test_the_domains_of_customers_are_recognised_by_their_records(self):
        records = {}
        for label, mx, more, *_ in CUSTOMERS:
            records |= zone(f"{label}.example", mx, **more)
        self.looking(records)
        for label, _, _, provider, host, source in CUSTOMERS:
            with self.subTest(label):
                found = self.found(f"anna@{label}.example")
                best = self.best(found)
                self.assertEqual((found["provider"], best["host"], best["source"], best["port"], best["security"]),
                                 (provider, host, source, 1143 if provider == "proton" else 993,
                                  "starttls" if provider == "proton" else "tls"))
                self.assertEqual(PRODUCT in found["needs"], label == "ovh")

    def test_people_are_told_in_their_language_what_the_provider_demands(self):
        self.looking(zone("firma.example", [(1, "aspmx.l.google.com")]))
        process = self.program().start("detect", "anna@firma.example", "--resolver", self.names.address, "--connect-to",
                                       f":443:127.0.0.1:{self.site.port}", json=False)
        output, _ = process.communicate(timeout=60)
        self.assertIn("Provider: Google (Gmail, Workspace)", output)
        self.assertIn("IMAP: imap.gmail.com, port 993, TLS, user name anna@firma.example", output)
        self.assertIn("App password needed", output)
        self.assertIn("myaccount.google.com/apppasswords", output)
        self.assertNotIn("need.", output)


class DomainTests(DetectTest):
    def test_service_records_are_taken_in_their_order_and_not_offered_is_none(self):
        records = zone("firma.example", [(10, "mx.filter.example")])
        records |= {
            "_imaps._tcp.firma.example": [("SRV", (20, 0, 993, "second.firma.example")),
                                          ("SRV", (10, 5, 1993, "first.firma.example"))],
            "_pop3s._tcp.firma.example": [("SRV", (0, 0, 0, "."))],
            "_submission._tcp.firma.example": [("SRV", (0, 1, 587, "smtp.firma.example"))],
            "_caldavs._tcp.firma.example": [("SRV", (0, 1, 443, "dav.firma.example")), ("TXT", "path=/dav")],
            "_sieve._tcp.firma.example": [("SRV", (0, 1, 4190, "first.firma.example"))],
        }
        self.looking(records)
        found = self.found("anna@firma.example")
        places = [(one["kind"], one["host"], one["port"], one["security"], one["source"]) for one in found["services"]]
        self.assertEqual(places, [
            ("imap", "first.firma.example", 1993, "tls", "srv"), ("imap", "second.firma.example", 993, "tls", "srv"),
            ("smtp", "smtp.firma.example", 587, "starttls", "srv"), ("sieve", "first.firma.example", 4190, "starttls", "srv"),
            ("caldav", "dav.firma.example", 443, "tls", "srv"),
        ])
        self.assertIsNone(found["provider"])

    def test_both_places_of_a_configuration_file_and_a_list_are_looked_at(self):
        for place in ("autoconfig.firma.example/mail/config-v1.1.xml",
                      "firma.example/.well-known/autoconfig/mail/config-v1.1.xml"):
            with self.subTest(place):
                pages = {place: Page(autoconfig("firma.example", "mail.firma.example"))}
                self.looking(zone("firma.example", [(10, "mx.filter.example")]), pages, "firma.example")
                found = self.found("anna@firma.example")
                best = self.best(found)
                self.assertEqual((best["host"], best["user"], best["source"]), ("mail.firma.example", "anna", "autoconfig"))
                self.assertNotIn("pop3", [one["kind"] for one in found["services"]], "in the clear")
        pages = {"lists.firma.example/v1.1/firma.example": Page(autoconfig("x", "imap.firma.example"))}
        self.looking(zone("firma.example", [(10, "mx.filter.example")]) | {"lists.firma.example": [("A", "127.0.0.1")]},
                     pages, "firma.example", "lists.firma.example")
        self.nothing("anna@firma.example")
        found = self.found("anna@firma.example", "--ispdb", "https://lists.firma.example/v1.1")
        self.assertEqual((self.best(found)["source"], self.best(found)["host"]), ("ispdb", "imap.firma.example"))

    def test_the_file_of_whoever_receives_the_mail_is_looked_at(self):
        pages = {"autoconfig.hoster.example/mail/config-v1.1.xml": Page(autoconfig("hoster.example", "mail.hoster.example"))}
        self.looking(zone("firma.example", [(10, "mx1.in.hoster.example")]), pages, "firma.example", "hoster.example")
        self.assertEqual(self.best(self.found("anna@firma.example"))["host"], "mail.hoster.example")
        asked = [query for _, host, _, query, _ in self.site.requests if host == "autoconfig.hoster.example"]
        self.assertEqual(asked, [""], "a stranger is told the address")

    def test_exchange_is_found_by_each_form_of_autodiscover(self):
        answer = """<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
        <Response><Account><AccountType>email</AccountType><Action>settings</Action><Protocol><Type>IMAP</Type>
        <Server>mail.firma.example</Server><Port>993</Port><SSL>on</SSL><LoginName>anna@firma.example</LoginName></Protocol>
        <Protocol><Type>EXPR</Type><EwsUrl>https://mail.firma.example/EWS/Exchange.asmx</EwsUrl></Protocol>
        </Account></Response></Autodiscover>"""
        url = json.dumps({"Protocol": "EWS", "Url": "https://mail.firma.example/EWS/Exchange.asmx"})
        forms = {
            "pox": {"autodiscover.firma.example/autodiscover/autodiscover.xml": Page(answer)},
            "json": {"autodiscover.firma.example/autodiscover/autodiscover.json": Page(url)},
            "login": {"autodiscover.firma.example/autodiscover/autodiscover.xml":
                      Page(status=401, fields={"WWW-Authenticate": "NTLM"})},
        }
        for form, pages in forms.items():
            with self.subTest(form):
                self.looking(zone("firma.example", [(10, "mx.filter.example")]), pages, "firma.example")
                found = self.found("anna@firma.example")
                self.assertEqual((found["provider"], found["needs"]), ("exchange", ["ask-administrator"]))
                host = "autodiscover.firma.example" if form == "login" else "mail.firma.example"
                self.assertEqual((self.best(found, "ews")["host"], self.best(found, "ews")["source"]), (host, "autodiscover"))
                self.assertEqual("imap" in [one["kind"] for one in found["services"]], form == "pox")

    def test_a_domain_of_another_script_is_asked_for_in_its_ascii_form(self):
        self.looking(zone("xn--mller-kva.example", [(5, "mta-gw.infomaniak.ch")]))
        found = self.found("anna@müller.example")
        self.assertEqual((found["provider"], self.best(found)["user"]), ("infomaniak", "anna@müller.example"))


class BrokenTests(DetectTest):
    """Whatever the records and files are: an answer within five seconds, and never a wrong one."""

    minutes = 1
    GOOD = [(1, "aspmx.l.google.com")]

    def test_a_domain_that_does_not_exist(self):
        self.looking({})
        self.nothing("anna@nosuch.example", seconds=3)

    def test_what_is_no_address_is_a_wrong_call(self):
        self.looking({})
        for address in ("anna", "anna@", "@firma.example", "anna@firma", "a b@firma.example", "anna@firma..example"):
            self.assertEqual(self.detect(address).status, 2, address)

    def test_each_misbehaviour_of_one_name_leaves_the_others(self):
        for kind in (Misbehaviour.SILENT, Misbehaviour.SERVFAIL, Misbehaviour.NONSENSE, Misbehaviour.LOOP,
                     Misbehaviour.ENDLESS):
            with self.subTest(kind):
                self.looking(zone("firma.example", self.GOOD) | {
                    f"{label}.firma.example": kind
                    for label in ("_imaps._tcp", "_autodiscover._tcp", "autoconfig", "autodiscover", "_caldavs._tcp")})
                self.assertEqual(self.found("anna@firma.example")["provider"], "google")

    def test_each_misbehaviour_of_the_domain_itself_ends_in_time(self):
        for kind in (Misbehaviour.SILENT, Misbehaviour.SERVFAIL, Misbehaviour.NONSENSE, Misbehaviour.LOOP,
                     Misbehaviour.ENDLESS):
            with self.subTest(kind):
                self.looking({"firma.example": kind})
                self.nothing("anna@firma.example")

    def test_a_resolver_that_is_not_there(self):
        self.looking({})
        self.names.close()
        self.nothing("anna@firma.example")
        self.names.close = lambda: None

    def test_an_answer_too_long_for_a_datagram_is_fetched_whole(self):
        many = [(10, f"mx{number}.some-quite-long-label-of-a-mail-host.example") for number in range(60)]
        self.looking(zone("firma.example", [*many, (1, "aspmx.l.google.com")]))
        self.assertEqual(self.found("anna@firma.example")["provider"], "google")
        self.assertIn(("firma.example", "MX", "tcp"), self.names.questions)

    def test_more_records_than_any_domain_has_are_not_read(self):
        many = [(10, f"mx{number}.hoster.example") for number in range(400)]
        self.looking(zone("firma.example", [*many, (1, "aspmx.l.google.com")]))
        self.nothing("anna@firma.example")

    def test_an_alias_of_the_whole_domain_is_followed(self):
        self.looking({"firma.example": [("CNAME", "zone.hoster.example")]} | zone("zone.hoster.example", self.GOOD))
        self.assertEqual(self.found("anna@firma.example")["provider"], "google")

    def broken_file(self, page):
        """The file that the domain publishes; a second, good one is at the other place."""
        good = Page(autoconfig("firma.example", "good.firma.example"))
        self.looking(zone("firma.example", [(10, "mx.filter.example")]), {
            "autoconfig.firma.example/mail/config-v1.1.xml": page,
            "firma.example/.well-known/autoconfig/mail/config-v1.1.xml": good,
        }, "firma.example")
        found = self.found("anna@firma.example")
        self.assertEqual({one["host"] for one in found["services"]}, {"good.firma.example"})

    def test_files_that_are_bombs_huge_slow_or_no_files_are_left(self):
        entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
        bomb = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]>'
        deep = "<a>" * 100_000 + "</a>" * 100_000
        external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        pages = {
            "bomb": Page(autoconfig("x", "&a11;", bomb)),
            "doctype": Page(autoconfig("x", "evil.firma.example", bomb)),
            "external": Page(autoconfig("x", "&e;.firma.example", external)),
            "deep": Page(deep),
            "huge": Page(octets=200 << 20),
            "long": Page(autoconfig("x", "evil.firma.example") + " " * (300 << 10)),
            "html": Page("<html><body>Not found</body></html>"),
            "binary": Page(bytes(range(256)) * 20),
            "slow": Page(autoconfig("x", "evil.firma.example"), seconds=8),
            "error": Page(autoconfig("x", "evil.firma.example"), status=500),
            "redirects": Page(status=302, fields={
                "Location": "https://autoconfig.firma.example/mail/config-v1.1.xml"}),
            "plain": Page(status=302, fields={"Location": "http://autoconfig.firma.example/mail/config-v1.1.xml"}),
            "other": Page(status=302, fields={"Location": "file:///etc/passwd"}),
        }
        for name, page in pages.items():
            with self.subTest(name):
                self.broken_file(page)
        asked = [path for _, host, path, _, _ in self.site.requests if host == "autoconfig.firma.example"]
        self.assertLess(len(asked), 12)

    def test_a_redirect_is_followed_and_its_host_is_looked_up_by_the_same_resolver(self):
        self.looking(zone("firma.example", [(10, "mx.filter.example")]), {
            "autoconfig.firma.example/mail/config-v1.1.xml":
                Page(status=301, fields={"Location": "https://autoconfig.hoster.example/firma.xml"}),
            "autoconfig.hoster.example/firma.xml": Page(autoconfig("firma.example", "mail.hoster.example")),
        }, "firma.example", "hoster.example")
        result = self.program().run("detect", "anna@firma.example", "--resolver", self.names.address,
                                    "--connect-to", f"autoconfig.firma.example:443:127.0.0.1:{self.site.port}",
                                    "--connect-to", f"autoconfig.hoster.example:443:autoconfig.hoster.example:{self.site.port}")
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.best(result.last)["host"], "mail.hoster.example")
        self.assertIn(("autoconfig.hoster.example", "A", "udp"), self.names.questions)

    def test_a_silent_web_costs_a_second_where_the_records_tell_enough(self):
        slow = Page(seconds=8)
        self.looking(zone("firma.example", self.GOOD), {
            "autoconfig.firma.example/mail/config-v1.1.xml": slow,
            "firma.example/.well-known/autoconfig/mail/config-v1.1.xml": slow,
            "autodiscover.firma.example/autodiscover/autodiscover.xml": slow,
        }, "firma.example")
        self.assertEqual(self.found("anna@firma.example", seconds=1.5)["provider"], "google")

    def test_options_that_are_none(self):
        self.looking({})
        for option in (["--resolver", "name.example"], ["--resolver", "1.2.3.4:x"], ["--ispdb", "ftp://x"]):
            result = self.program().run("detect", "anna@firma.example", *option)
            self.assertEqual(result.status, 2, option)


if __name__ == "__main__":
    unittest.main()

"""`umzug dns` against a name server that holds a customer's zone, changed on the way, and broken ones."""

import time
import unittest

from moves import MoveTest
from peers import Misbehaviour, NameServer

DOMAIN = "firma.example"
KEY = "v=DKIM1; k=rsa; p=" + "A1b2" * 110
NEW = {
    DOMAIN: [("MX", (5, "mta-gw.infomaniak.ch")), ("NS", "dns10.ovh.net"), ("NS", "ns10.ovh.net"),
             ("TXT", "v=spf1 include:spf.infomaniak.ch -all"), ("TXT", "other=text")],
    f"_dmarc.{DOMAIN}": [("TXT", "v=DMARC1; p=none")],
    f"autoconfig.{DOMAIN}": [("CNAME", "infomaniak.com")],
    f"autodiscover.{DOMAIN}": [("CNAME", "infomaniak.com")],
    f"20240112._domainkey.{DOMAIN}": [("TXT", KEY)],
    "spf.infomaniak.ch": [("TXT", "v=spf1 ip4:192.0.2.0/24 -all")],
}
"""What the zone says once everything is done."""

OLD = {
    DOMAIN: [("MX", (0, "firma-example.mail.protection.outlook.com")), ("NS", "ns.hostpoint.ch"), ("NS", "ns2.hostpoint.ch"),
             ("TXT", "v=spf1 include:spf.protection.outlook.com -all")],
    f"autodiscover.{DOMAIN}": [("CNAME", "autodiscover.outlook.com")],
    f"selector1._domainkey.{DOMAIN}": [("CNAME", "selector1-firma._domainkey.x.onmicrosoft.com")],
    "spf.protection.outlook.com": [("TXT", "v=spf1 ip4:198.51.100.0/24 -all")],
    "spf.infomaniak.ch": [("TXT", "v=spf1 ip4:192.0.2.0/24 -all")],
}
"""What it says before."""


class DNSTest(MoveTest):
    def serving(self, zone):
        """A name server with that zone."""
        return self.own(NameServer({name: list(entry) if isinstance(entry, list) else entry for name, entry in zone.items()}))

    def dns(self, server, *arguments, target="infomaniak", domain=DOMAIN, seconds=30.0, **options):
        """One run, which may take no longer than that."""
        began = time.monotonic()
        result = self.program().run("dns", domain, "--target", target, "--resolver", server.address, *arguments, **options)
        self.assertLess(time.monotonic() - began, seconds, result)
        return result

    def text(self, server, *arguments):
        """What one run says to people, in German."""
        process = self.program().start("dns", DOMAIN, "--target", "infomaniak", "--resolver", server.address, *arguments,
                                       "--language", "de", json=False)
        return process.communicate(timeout=300)[0]

    def states(self, result):
        """The state of each record by name and type; several of one type in their order."""
        found = {}
        for record in result.named("record"):
            self.assertEqual(set(record) - {"v", "event", "id", "time"}, {"name", "type", "wanted", "found", "state"})
            name = record["name"].removesuffix(DOMAIN).rstrip(".") or "@"
            found.setdefault(f"{name} {record['type']}", []).append(record["state"])
        return found

    def conflicts(self, result):
        """The codes of what stands in the way."""
        return [conflict["code"] for conflict in result.named("conflict")]


class ZoneTests(DNSTest):
    def test_a_zone_that_says_everything_is_done(self):
        result = self.dns(self.serving(NEW))
        self.assertEqual((result.status, result.last["event"], result.last["ok"]), (0, "totals", 5), result)
        self.assertEqual(set(sum(self.states(result).values(), [])), {"ok"})
        self.assertEqual((result.last["host"], result.last["spfLookups"]), ("ovh", 1))
        self.assertEqual([entry["purpose"] for entry in result.named("open")], ["dkim"])

    def test_a_zone_changed_on_the_way_goes_from_different_to_right(self):
        server = self.serving(OLD)
        before = self.dns(server)
        self.assertEqual(before.status, 1, before)
        self.assertEqual(self.states(before), {
            "@ MX": ["differs"], "@ TXT": ["differs"], "_dmarc TXT": ["missing"], "autoconfig CNAME": ["missing"],
            "autodiscover CNAME": ["differs"], "selector1._domainkey CNAME": ["extra"],
        })
        spf = next(record for record in before.named("record") if record["type"] == "TXT")
        self.assertEqual(spf["wanted"], "v=spf1 include:spf.protection.outlook.com include:spf.infomaniak.ch -all")
        self.assertEqual(spf["found"], ["v=spf1 include:spf.protection.outlook.com -all"])
        for name in OLD:
            server.zone.pop(name)
        server.zone.update(NEW)
        self.assertEqual(self.dns(server).status, 0)

    def test_days_are_told_from_the_chosen_one(self):
        result = self.dns(self.serving(OLD), "--cutover", "2099-03-10")
        days = {step["code"]: step["day"] for step in result.named("step")}
        self.assertEqual((days["prepare"], days["cutover"], days["watch"], days["clean"], days["tighten-dmarc"]),
                         ("2099-03-03", "2099-03-10", "2099-03-12", "2099-03-17", "2099-04-07"))
        self.assertEqual(list(days.values()), sorted(days.values()))

    def test_a_long_text_that_the_manager_told_is_compared_over_tcp(self):
        server = self.serving(NEW | {DOMAIN: NEW[DOMAIN] + [("TXT", "x" * 1500)]})
        result = self.dns(server, "--record", f'20240112._domainkey TXT "{KEY[:200]}" "{KEY[200:]}"')
        self.assertEqual((result.status, result.last["open"], result.last["ok"]), (0, 0, 6), result)
        self.assertIn((DOMAIN, "TXT", "tcp"), server.questions)

    def test_other_senders_are_merged_and_counted(self):
        senders = [f"s{number}.example" for number in range(11)]
        server = self.serving(NEW | {name: [("TXT", "v=spf1 -all")] for name in senders})
        result = self.dns(server, *(word for name in senders[:2] for word in ("--sender", name)))
        spf = next(record for record in result.named("record") if record["type"] == "TXT")
        self.assertEqual((spf["wanted"], result.last["spfLookups"]),
                         ("v=spf1 include:spf.infomaniak.ch include:s0.example include:s1.example -all", 3))
        result = self.dns(server, *(word for name in senders for word in ("--sender", name)))
        self.assertEqual((self.conflicts(result), result.last["spfLookups"]), (["too-many-lookups"], 12))

    def test_several_spf_records_an_alias_and_a_wildcard_are_named(self):
        probe = f"umzug-no-such-name.{DOMAIN}"
        server = self.serving(NEW | {DOMAIN: NEW[DOMAIN] + [("TXT", "v=spf1 mx -all")], probe: [("A", "192.0.2.1")]})
        result = self.dns(server)
        self.assertEqual((sorted(self.conflicts(result)), self.states(result)["@ TXT"]),
                         (["several-spf", "wildcard"], ["differs", "extra"]))
        result = self.dns(self.serving({DOMAIN: [("CNAME", "www.host.example")], "www.host.example": [("A", "192.0.2.1")]}))
        self.assertIn("alias-at-apex", self.conflicts(result))

    def test_zone_files_hold_today_and_tomorrow(self):
        server = self.serving(OLD)
        today = self.dns(server, "--zone-file", "today").last["text"].splitlines()
        self.assertIn(f"{DOMAIN}. 60 IN MX 0 firma-example.mail.protection.outlook.com.", today)
        self.assertIn(f'{DOMAIN}. 60 IN TXT "v=spf1 include:spf.protection.outlook.com -all"', today)
        wanted = self.dns(server, "--zone-file", "wanted")
        self.assertEqual(wanted.status, 0)
        self.assertIn(f"autodiscover.{DOMAIN}. 3600 IN CNAME infomaniak.com.", wanted.last["text"].splitlines())

    def test_the_letter_is_there_in_three_languages(self):
        server = self.serving(OLD)
        for language, greeting in (("de", "Guten Tag"), ("en", "Good day"), ("fr", "Bonjour")):
            letter = self.dns(server, "--letter", "--language", language).last
            self.assertIn(greeting, letter["text"])
            self.assertIn(f"{DOMAIN}. 300 IN MX 5 mta-gw.infomaniak.ch.", letter["text"])
            self.assertNotIn("dns.", letter["text"].replace(DOMAIN, ""))


class TroubleTests(DNSTest):
    def test_a_domain_that_does_not_exist_is_said_as_such(self):
        result = self.dns(self.serving({"other.example": [("A", "192.0.2.1")]}))
        self.assertEqual((result.status, [event["event"] for event in result.events], result.last["code"]),
                         (3, ["error"], "domain-not-found"), result)

    def test_a_server_that_fails_or_is_silent_is_asked_again_and_said_as_such(self):
        for what in (Misbehaviour.SERVFAIL, Misbehaviour.SILENT):
            with self.subTest(what):
                server = self.serving({DOMAIN: what})
                result = self.dns(server)
                self.assertEqual((result.status, result.last["code"]), (3, "dns-failed"), result)
                self.assertGreater(len([one for one in server.questions if one[:2] == (DOMAIN, "SOA")]), 1)

    def test_what_nobody_answers_is_not_called_missing(self):
        result = self.dns(self.serving(NEW | {f"_dmarc.{DOMAIN}": Misbehaviour.SERVFAIL}))
        self.assertEqual((result.status, self.states(result).get("_dmarc TXT")), (1, None), result)
        self.assertIn(("dmarc", "no-answer"), [(entry["purpose"], entry["reason"]) for entry in result.named("open")])

    def test_a_resolver_that_still_has_the_old_answer_is_named(self):
        new, old = self.serving(NEW), self.serving(OLD)
        result = self.dns(new, "--resolver", old.address)
        self.assertEqual((result.status, set(self.conflicts(result))), (0, {"resolver-behind"}), result)
        self.assertEqual(result.named("conflict")[0]["name"], old.address)

    def test_each_record_says_how_many_of_the_compared_resolvers_have_it(self):
        new, behind, done, dead = self.serving(NEW), self.serving(OLD), self.serving(NEW), self.serving({DOMAIN: Misbehaviour.SERVFAIL})
        compared = [word for server in (behind, done, dead) for word in ("--compare-resolver", server.address)]
        result = self.dns(new, *compared, "--language", "de")
        self.assertEqual(result.status, 0, result)
        said = {(record["type"], record["name"]): record["resolvers"] for record in result.named("record")}
        self.assertEqual(said["MX", DOMAIN], {"asked": 2, "others": [
            {"resolver": behind.address, "values": ["0 firma-example.mail.protection.outlook.com"]}]})
        self.assertEqual(said["CNAME", f"autoconfig.{DOMAIN}"], {"asked": 2, "others": [{"resolver": behind.address, "values": []}]})
        text = self.text(new, *compared)
        self.assertIn("Bei 1 von 2 Resolvern noch der alte Wert.", text)
        self.assertIn(f"{behind.address}: 0 firma-example.mail.protection.outlook.com", text)
        behind.zone.update({name: list(entry) for name, entry in NEW.items()})
        result = self.dns(new, *compared)
        self.assertEqual([record["resolvers"]["others"] for record in result.named("record")],
                         [[]] * len(result.named("record")), result)

    def test_names_that_the_manager_completes_stand_between_angles(self):
        server = self.serving(OLD)
        for words in ((), ("--letter",)):
            text = self.text(server, *words)
            self.assertIn("‹selector›._domainkey", text)
            self.assertNotIn("{", text)

    def test_what_is_no_domain_product_or_record_is_refused(self):
        server = self.serving(NEW)
        for options in ({"domain": "firma"}, {"domain": "192.0.2.1"}, {"target": "nobody"}):
            self.assertEqual(self.dns(server, **options).status, 2, options)
        for words in (["--record", "x MX y"], ["--cutover", "soon"], ["--language", "it"], ["--resolver", "name.example"],
                      ["--compare-resolver", "name.example"]):
            self.assertEqual(self.dns(server, *words).status, 2, words)


if __name__ == "__main__":
    unittest.main()

import Catalogue
import MailCore
import Testing

@testable import Planning

@Suite("DNS plans")
struct DNSPlanTests {
    static let domain = "firma.example"
    let catalogue: Catalogue
    let infomaniak: DNSTarget

    init() throws {
        catalogue = try Catalogue(directory: Templates.folder("catalogue"))
        infomaniak = try #require(DNSTarget(.infomaniakKSuite, in: catalogue))
    }

    private func plan(
        _ zone: String,
        for target: DNSTarget? = nil,
        senders: [String] = [],
        given: [DNSRecord] = [],
        cutover: Int64? = nil,
        now: Int64 = 0
    ) throws -> DNSPlan {
        let target = target ?? infomaniak
        var live = ZoneState(domain: DNSPlanTests.domain, zone: DNSPlanTests.domain, nameServers: ["ns1.ovh.net"])
        let records = try ZoneFile.records(zone, origin: DNSPlanTests.domain)
        while case let open = DNSPlan.questions(
            for: DNSPlanTests.domain,
            target: target,
            otherSenders: senders,
            given: given,
            seen: live,
            catalogue: catalogue
        ), !open.isEmpty {
            for question in open {
                let own = records.filter { $0.name == question.name && $0.kind == question.kind }
                live.note(.init(question: question, answer: DNSAnswer(records: own)))
            }
        }
        return DNSPlan.make(
            domain: DNSPlanTests.domain,
            target: target,
            live: live,
            otherSenders: senders,
            given: given,
            cutover: cutover,
            now: now,
            catalogue: catalogue
        )
    }

    private func states(_ plan: DNSPlan, _ purpose: PlannedRecord.Purpose) -> [PlannedRecord.State] {
        plan.records.filter { $0.purpose == purpose }.map(\.state)
    }

    static let done = """
        @ 3600 MX 5 mta-gw.infomaniak.ch.
        @ TXT "v=spf1 include:spf.infomaniak.ch -all"
        _dmarc TXT "v=DMARC1; p=none"
        autoconfig CNAME infomaniak.com.
        autodiscover CNAME infomaniak.com.
        spf.infomaniak.ch. TXT "v=spf1 ip4:192.0.2.0/24 -all"
        """

    @Test("for a zone that says everything are done but for what the manager knows")
    func finished() throws {
        let plan = try plan(DNSPlanTests.done)
        #expect(plan.isDone && plan.conflicts.isEmpty, "\(plan.conflicts)")
        #expect(plan.records(.unknown).map(\.purpose) == [.dkim])
        #expect(plan.records(.unknown)[0].place["de"]?.isEmpty == false)
        #expect(plan.records(.ok).count == 5 && plan.spf.lookups == 1)
        #expect(plan.host == "ovh")
    }

    @Test("for an empty zone miss everything")
    func empty() throws {
        let plan = try plan("")
        #expect(plan.records(.missing).map(\.purpose) == [.spf, .dmarc, .mx, .autoconfig, .autodiscover])
        #expect(plan.wanted.first?.value == .text("v=spf1 include:spf.infomaniak.ch -all"))
    }

    @Test("ask for further mail hosts and keys where some were told, and nothing else twice")
    func further() throws {
        #expect(try plan("", for: .ownServer).further.isEmpty)
        let host = DNSRecord(
            name: DNSPlanTests.domain,
            kind: .mx,
            value: .mail(preference: 10, host: "a.firma.example")
        )
        let key = DNSRecord(name: "s._domainkey.firma.example", kind: .txt, value: .text("v=DKIM1; p=x"))
        let told = try plan("", for: .ownServer, given: [host, key])
        #expect(told.further.map(\.purpose) == [.mx, .dkim] && told.further.allSatisfy(\.isAsked))
        #expect(try plan("", given: [key]).further.map(\.purpose) == [.dkim], "the product's own hosts are known")
    }

    @Test("begin DMARC with reports to the domain's postmaster, and say where a record asks for none")
    func reports() throws {
        let begun = try #require(try plan("").records.first { $0.purpose == .dmarc })
        #expect(begun.wanted == .text("v=DMARC1; p=none; rua=mailto:postmaster@\(DNSPlanTests.domain)"))
        #expect(begun.notes.map(\.key) == ["dns.note.dmarc-reports"])
        let silent = try #require(try plan("_dmarc TXT \"v=DMARC1; p=none\"").records.first { $0.purpose == .dmarc })
        #expect(silent.state == .ok && silent.notes.map(\.key) == ["dns.note.dmarc-silent"])
        let heard = try plan("_dmarc TXT \"v=DMARC1; p=none; rua=mailto:a@b.example\"")
        #expect(heard.records.first { $0.purpose == .dmarc }?.notes == [])
    }

    @Test(
        "take a sender as an address, a network, a mechanism or a domain to include",
        arguments: [
            ("203.0.113.5", "ip4:203.0.113.5"), ("203.0.113.0/24", "ip4:203.0.113.0/24"),
            ("2001:db8::1", "ip6:2001:db8::1"), ("a:mail.shop.example", "a:mail.shop.example"),
            ("spf.shop.example", "include:spf.shop.example"), ("a@shop.example", nil), ("include:a@shop.example", nil),
        ] as [(String, String?)]
    )
    func sender(typed: String, term: String?) throws {
        let plan = try plan("", senders: [typed])
        guard case .text(let text)? = plan.records.first(where: { $0.purpose == .spf })?.wanted else {
            Issue.record("no SPF")
            return
        }
        #expect(text.split(separator: " ").contains { $0 == term ?? "-" } == (term != nil), "\(text)")
        #expect(plan.conflicts.contains { $0.code == .badSender } == (term == nil))
    }

    @Test("leaving Microsoft 365 say of each record what changes, and remove the old keys only afterwards")
    func leaving() throws {
        let plan = try plan(
            """
            @ 86400 MX 0 firma-example.mail.protection.outlook.com.
            @ TXT "v=spf1 include:spf.protection.outlook.com -all"
            @ TXT "MS=ms1"
            autodiscover 3600 CNAME autodiscover.outlook.com.
            selector1._domainkey CNAME selector1-x._domainkey.y.onmicrosoft.com.
            _dmarc TXT "v=DMARC1; p=reject"
            """,
            cutover: 20_000 * 86_400
        )
        #expect(states(plan, .mx) == [.differs] && states(plan, .spf) == [.differs] && states(plan, .dmarc) == [.ok])
        #expect(states(plan, .autodiscover) == [.differs] && states(plan, .autoconfig) == [.missing])
        let spf = try #require(plan.records.first { $0.purpose == .spf })
        #expect(spf.wanted == .text("v=spf1 include:spf.protection.outlook.com include:spf.infomaniak.ch -all"))
        #expect(spf.notes == [Phrase("dns.note.spf-add", ["terms": "include:spf.infomaniak.ch"])])
        let old = try #require(plan.records(.extra).first)
        #expect(old.name == "selector1._domainkey.firma.example" && old.phase == .afterwards)
        // A day and the old lifetime of a day ahead; noon of that day.
        let days = Dictionary(uniqueKeysWithValues: plan.steps.map { ($0.code, $0.day.map { $0 / 86_400 - 20_000 }) })
        #expect(days[.lowerLifetime] == -2 && days[.cutover] == 0 && days[.watch] == 2 && days[.clean] == 7)
        #expect(days[.dmarcInForce] == -1 && days[.tightenDMARC] == nil)
        let clean = plan.steps.first { $0.code == .clean }
        #expect(clean?.phrase.arguments["terms"] == "include:spf.protection.outlook.com")
    }

    @Test("say that it is late where the old lifetime is longer than the time that is left")
    func late() throws {
        let zone = "@ 86400 MX 0 old.example."
        let plan = try plan(zone, cutover: 20_000 * 86_400, now: 19_999 * 86_400)
        let step = try #require(plan.steps.first { $0.code == .lowerLifetime })
        #expect(step.day.map { $0 / 86_400 } == 19_999 && step.phrase.arguments["late"] == "86400")
        #expect(plan.steps.allSatisfy { $0.day ?? 0 >= 19_999 * 86_400 }, "nothing is to be done in the past")
    }

    @Test("pair mail hosts: the preference alone, another host, one too many")
    func mailHosts() throws {
        let preference = try plan("@ MX 10 mta-gw.infomaniak.ch.").records.filter { $0.purpose == .mx }
        #expect(preference.map(\.state) == [.differs])
        #expect(preference[0].notes == [Phrase("dns.note.preference", ["found": "10", "wanted": "5"])])
        #expect(states(try plan("@ MX 5 mta-gw.infomaniak.ch.\n@ MX 10 old.example."), .mx) == [.ok, .extra])
        let ovh = try #require(DNSTarget(.ovhZimbra, in: catalogue))
        #expect(
            states(try plan("@ MX 0 old.example.", for: ovh), .mx) == [
                .differs, .missing, .missing, .missing, .missing,
            ]
        )
    }

    @Test(
        "name what does not go together",
        arguments: [
            ("@ TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 ~all\"", "several-spf", true),
            ("@ TXT \"v=spf1 include -all\"", "malformed-spf", true), ("@ TXT \"v=spf1 +all\"", "open-spf", false),
            ("@ CNAME www.other.example.", "alias-at-apex", true), ("autoconfig A 192.0.2.1", "alias-beside", false),
            ("umzug-no-such-name A 192.0.2.1", "wildcard", false), ("@ MX 0 .", "null-mx", false),
            ("_domainkey NS ns.other.example.", "delegated-keys", true),
            ("_dmarc TXT \"v=DMARC1; p=none\"\n_dmarc TXT \"v=DMARC1; p=reject\"", "several-dmarc", false),
            ("@ MX 1 mx.x.example.\nmx.x.example. CNAME y.example.", "mail-host-is-alias", false),
        ]
    )
    func conflicts(zone: String, code: String, isBlocking: Bool) throws {
        let found = try plan(zone + "\nspf.infomaniak.ch. TXT \"v=spf1 -all\"").conflicts
        #expect(found.map(\.code.rawValue) == [code] && found.map(\.isBlocking) == [isBlocking])
    }

    @Test("several SPF records become one, and the others go")
    func severalSPF() throws {
        let plan = try plan("@ TXT \"v=spf1 a ~all\"\n@ TXT \"v=spf1 mx -all\"")
        #expect(states(plan, .spf) == [.differs, .extra])
        #expect(plan.wanted.first?.value == .text("v=spf1 a mx include:spf.infomaniak.ch -all"))
    }

    @Test("take in other senders, and what the manager told")
    func told() throws {
        let key = DNSRecord(name: "s._domainkey.firma.example", kind: .txt, value: .text("v=DKIM1; p=x"))
        let plan = try plan(
            DNSPlanTests.done,
            senders: ["shop.example", "ip4:192.0.2.9", "not a sender"],
            given: [key]
        )
        #expect(states(plan, .dkim) == [.missing] && states(plan, .spf) == [.differs])
        let text = "v=spf1 include:spf.infomaniak.ch include:shop.example ip4:192.0.2.9 -all"
        #expect(plan.wanted.contains { $0.value == .text(text) })
        #expect(plan.conflicts.map(\.code).contains(.badSender))
        let line = "\ns._domainkey TXT \"v=DKIM1; p=x\""
        #expect(states(try self.plan(DNSPlanTests.done + line, given: [key]), .dkim) == [.ok])
    }

    @Test("take a numbered server of the right form for right, and ask for it otherwise")
    func numbered() throws {
        let pro = try #require(DNSTarget(.ovhEmailPro, in: catalogue))
        let right = try plan("_autodiscover._tcp SRV 0 0 443 pro2.mail.ovh.net.", for: pro)
        #expect(states(right, .autodiscover) == [.ok])
        let wrong = try plan("_autodiscover._tcp SRV 0 0 443 mailconfig.ovh.net.", for: pro)
        #expect(states(wrong, .autodiscover) == [.unknown])
    }

    @Test("remove pointers to another provider that the product does not replace")
    func pointers() throws {
        let zimbra = try #require(DNSTarget(.ovhZimbra, in: catalogue))
        let plan = try plan("autodiscover CNAME autodiscover.outlook.com.\nautoconfig CNAME own.example.", for: zimbra)
        #expect(plan.records(.extra).map(\.name) == ["autodiscover.firma.example"])
    }

    @Test("read MTA-STS and DNSSEC in force as steps")
    func inForce() throws {
        var plan = try plan("_mta-sts TXT \"v=STSv1; id=1\"")
        #expect(plan.steps.contains { $0.code == .mtaSTS && $0.phrase.arguments["hosts"] == "mta-gw.infomaniak.ch" })
        var live = ZoneState(domain: DNSPlanTests.domain, zone: DNSPlanTests.domain)
        let signed = DNSRecord(name: DNSPlanTests.domain, kind: .ds, value: .octets("00"))
        live.note(.init(question: .init(.ds, of: DNSPlanTests.domain), answer: DNSAnswer(records: [signed])))
        plan = DNSPlan.make(domain: DNSPlanTests.domain, target: infomaniak, live: live, catalogue: catalogue)
        #expect(plan.steps.contains { $0.code == .dnssec })
        // Nobody answered the rest: that is said, and nothing is called missing.
        #expect(plan.records.allSatisfy { $0.state == .unknown } && !plan.isDone)
    }

    @Test("for a domain that does not exist, or about which nobody answers, tell the problem")
    func nothing() {
        for (presence, code) in [(ZoneState.Presence.noSuchName, "domain-not-found"), (.unknown, "dns-failed")] {
            let live = ZoneState(domain: DNSPlanTests.domain, presence: presence)
            let plan = DNSPlan.make(domain: DNSPlanTests.domain, target: infomaniak, live: live)
            #expect(plan.problem?.code.rawValue == code && plan.records.isEmpty)
        }
    }

    @Test("own servers are asked for everything, and done with what was told")
    func ownServer() throws {
        #expect(try plan("", for: .ownServer).records(.unknown).map(\.purpose) == [.dkim, .spf, .mx])
        let given = try ZoneFile.records(
            "@ MX 10 mail\n@ TXT \"v=spf1 mx -all\"\ns._domainkey TXT \"v=DKIM1; p=x\"",
            origin: DNSPlanTests.domain
        )
        let told = try plan("", for: .ownServer, given: given)
        #expect(told.records(.unknown).isEmpty && told.target == "mail.firma.example")
    }
}

import Catalogue
import MailCore
import Testing
import Texts

@testable import Planning

@Suite("Texts of DNS plans")
struct DNSTextTests {
    @Test("every code and state has its words in every language", arguments: Language.allCases)
    func words(language: Language) throws {
        let texts = try Texts(directory: Templates.folder("locales"))
        var keys = DNSConflict.Code.allCases.map { "dns.conflict.\($0.rawValue)" }
        keys += DNSStep.Code.allCases.map { "dns.step.\($0.rawValue)" }
        keys += PlannedRecord.State.allCases.map { "dns.state.\($0.rawValue)" }
        keys += PlannedRecord.Phase.allCases.flatMap { ["dns.phase.\($0.rawValue)", "dns.letter.\($0.rawValue)"] }
        keys += PlannedRecord.Purpose.allCases.map { "dns.purpose.\($0.rawValue)" }
        for key in keys { #expect(texts.has(key, in: language), "\(key)") }
    }

    @Test(
        "the letter holds the records, the order and the way back, and nothing untranslated",
        arguments: Language.allCases
    )
    func letter(language: Language) throws {
        let catalogue = try Catalogue(directory: Templates.folder("catalogue"))
        let texts = try Texts(directory: Templates.folder("locales"))
        let target = try #require(DNSTarget(.infomaniakKSuite, in: catalogue))
        var live = ZoneState(domain: "firma.example", zone: "firma.example")
        let old = DNSRecord(
            name: "firma.example",
            kind: .mx,
            value: .mail(preference: 9, host: "o.example"),
            lifetime: 60
        )
        live.note(.init(question: .init(.mx, of: "firma.example"), answer: DNSAnswer(records: [old])))
        let plan = DNSPlan.make(domain: "firma.example", target: target, live: live, cutover: 1, catalogue: catalogue)
        let letter = DNSLetter(plan, link: "https://umzug.example/x")
        var said: [String] = []
        for line in letter.lines {
            switch line {
            case .phrase(let phrase):
                #expect(texts.has(phrase.key, in: language), "\(phrase.key)")
                said.append(texts.render(phrase, in: Formats(language, zone: .fixed(seconds: 0))))
            case .verbatim(let text): said.append(text)
            case .blank: break
            }
        }
        let text = said.joined(separator: "\n")
        #expect(text.contains("firma.example. 300 IN MX 5 mta-gw.infomaniak.ch."))
        #expect(text.components("firma.example. 60 IN MX 9 o.example.") == 2, "removed, and the way back")
        #expect(text.contains("https://umzug.example/x") && !text.contains("dns."))
    }

    @Test("who keeps zones: three languages where a path is known, and known by their servers")
    func hosts() throws {
        let catalogue = try Catalogue(directory: Templates.folder("catalogue"))
        #expect(Set(catalogue.dnsHosts.map(\.id)).count == catalogue.dnsHosts.count)
        for host in catalogue.dnsHosts {
            #expect(host.path.isEmpty || Set(host.path.keys) == Set(Language.allCases.map(\.rawValue)), "\(host.id)")
            #expect(!host.facts.isEmpty && !host.nameServers.isEmpty, "\(host.id)")
            #expect((host.providers ?? []).allSatisfy { catalogue[$0] != nil }, "\(host.id)")
        }
        #expect(catalogue.dnsHost(nameServers: ["dns10.ovh.net", "ns10.ovh.net"])?.id == "ovh")
        #expect(catalogue.dnsHost(nameServers: ["ns1045.ui-dns.biz", "ns1045.ui-dns.org"])?.id == "ionos")
        #expect(catalogue.dnsHost(nameServers: ["ns-cloud-a1.googledomains.com"])?.id == "google_cloud")
        #expect(catalogue.dnsHost(nameServers: ["dns10.ovh.net", "ns.hostpoint.ch"]) == nil)
        #expect(catalogue.dnsHost(nameServers: ["evilovh.net"]) == nil)
    }
}

extension String {
    /// How often a text is in it.
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}

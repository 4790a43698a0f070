import FoundationEssentials
import MailCore
import Testing

@testable import Catalogue

@Suite("Catalogue")
struct CatalogueTests {
    static let folder: String = {
        var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
        parts.removeLast(3)
        return parts.joined(separator: "/").replacing("//", with: "/") + "/Templates/catalogue"
    }()

    let catalogue: Catalogue

    init() throws { catalogue = try Catalogue(directory: CatalogueTests.folder) }

    @Test("every provider has a name of its own, what it is recognised by, servers, and where the facts come from")
    func complete() {
        #expect(Set(catalogue.providers.map(\.id)).count == catalogue.providers.count)
        for provider in catalogue.providers {
            #expect(!provider.name.isEmpty && !provider.facts.isEmpty && !provider.roles.isEmpty, "\(provider.id)")
            #expect(provider.candidates.allSatisfy { catalogue[$0] != nil }, "\(provider.id)")
            guard !["exchange", "zimbra"].contains(provider.id) else { continue }
            #expect(provider.services.contains { $0.kind == .imap }, "\(provider.id)")
            let detect = provider.detect
            #expect(!(detect.domains + detect.mx + detect.autodiscover).isEmpty, "\(provider.id)")
        }
    }

    @Test("webmail is named only where the facts are sure, and over TLS")
    func webmail() {
        let named = catalogue.providers.filter { $0.webmail != nil }
        #expect(named.contains { $0.id == "infomaniak" })
        for provider in named {
            #expect(provider.confidence == .high && provider.webmail?.hasPrefix("https://") == true, "\(provider.id)")
        }
    }

    @Test("no domain and no mail host belongs to two providers, and all are written as they are compared")
    func distinct() {
        let domains = catalogue.providers.flatMap(\.detect.domains)
        let hosts = catalogue.providers.flatMap(\.detect.mx)
        #expect(Set(domains).count == domains.count && Set(hosts).count == hosts.count)
        #expect((domains + hosts).allSatisfy { $0 == $0.lowercased() && !$0.hasSuffix(".") })
    }

    @Test(
        "a domain is known by itself, never by a part of its name",
        arguments: [
            ("gmail.com", "google"), ("gmx.ch", "gmx"), ("web.de", "webde"), ("hotmail.fr", "outlook_com"),
            ("firma.onmicrosoft.com", "microsoft365"), ("notgmail.com", nil), ("gmail.com.evil.example", nil),
            ("onmicrosoft.com", nil), ("ik.me", "infomaniak"),
        ] as [(String, String?)]
    )
    func domains(domain: String, expected: String?) {
        #expect(catalogue.provider(domain: domain)?.id == expected)
    }

    @Test(
        "the longest claim on a mail host wins, at whole labels only",
        arguments: [
            ("firma-ch.mail.protection.outlook.com", "microsoft365"), ("a.olc.protection.outlook.com", "outlook_com"),
            ("aspmx.l.google.com", "google"), ("alt1.aspmx.l.google.com", "google"),
            ("mta-gw.infomaniak.ch", "infomaniak"),
            ("mx1.mail.ovh.net", "ovh_mxplan"), ("mx-aol.mail.gm0.yahoodns.net", "aol"),
            ("mx-eu.mail.am0.yahoodns.net", "yahoo"), ("notinfomaniak.ch", nil), ("mail.firma.example", nil),
        ] as [(String, String?)]
    )
    func mailHosts(host: String, expected: String?) {
        #expect(catalogue.provider(mailHost: host)?.id == expected)
    }

    @Test(
        "OVHcloud's products are told apart by where autodiscover leads",
        arguments: [
            ("mailconfig.ovh.net", "ovh_mxplan", "ssl0.ovh.net"),
            ("pro1.mail.ovh.net", "ovh_emailpro", "pro1.mail.ovh.net"),
            ("ex5.mail.ovh.net", "ovh_exchange", "ex5.mail.ovh.net"),
            ("zimbra1.mail.ovh.net", "ovh_zimbra", "imap.mail.ovh.net"),
        ]
    )
    func products(target: String, id: String, server: String) throws {
        let match = try #require(catalogue.provider(autodiscover: [target]))
        let address = try #require(MailAddress("anna@firma.example"))
        #expect(match.provider.id == id)
        #expect(match.services(for: address, from: .srv).first { $0.kind == .imap }?.host == server)
    }

    @Test("user names and paths are made of the address as the provider wants them")
    func users() throws {
        let address = try #require(MailAddress("anna.muster@web.de"))
        let provider = try #require(catalogue.provider(domain: "web.de"))
        let services = Catalogue.Match(provider: provider).services(for: address, from: .catalogue)
        #expect(services.first { $0.kind == .imap }?.user == "anna.muster")
        #expect(services.first { $0.kind == .caldav }?.path == "/begenda/dav/anna.muster@web.de/calendar/")
        let infomaniak = try #require(catalogue["infomaniak"])
        let own = Catalogue.Match(provider: infomaniak).services(for: address, from: .mx)
        #expect(own.first { $0.kind == .caldav }?.user == "")
    }

    @Test("a limit of connections is found by the server's name")
    func limits() {
        #expect(catalogue.connectionLimit(server: "IMAP.gmail.com") == 10)
        #expect(catalogue.connectionLimit(server: "mail.example") == nil)
    }

    @Test("a numbered name takes digits only")
    func numbered() {
        let form = NumberedName("pro{n}.mail.ovh.net")
        #expect(form.number(in: "pro12.mail.ovh.net") == "12")
        #expect(form.number(in: "pro.mail.ovh.net") == "")
        #expect(form.number(in: "pro1.evil.mail.ovh.net") == nil)
        #expect(form.number(in: "prox.mail.ovh.net") == nil)
    }

    @Test("a file of another version or form is refused", arguments: ["schema: 2\nproviders: []", "providers: 3", "-"])
    func refused(yaml: String) {
        #expect(throws: (any Error).self) { try Catalogue(yaml: yaml) }
    }
}

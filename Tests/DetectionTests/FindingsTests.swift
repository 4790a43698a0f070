import Catalogue
import FoundationEssentials
import MailCore
import Testing

@testable import Detection

private let folder: String = {
    var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
    parts.removeLast(3)
    return parts.joined(separator: "/").replacing("//", with: "/") + "/Templates/catalogue"
}()

@Suite("What the findings come to")
struct FindingsTests {
    let catalogue: Catalogue
    let address: MailAddress

    init() throws {
        catalogue = try Catalogue(directory: folder)
        address = try #require(MailAddress("anna@firma.example"))
    }

    private func service(_ host: String, _ source: DetectedService.Evidence) -> DetectedService {
        DetectedService(kind: .imap, host: host, port: 993, security: .tls, user: "anna", source: source)
    }

    private func pointer(_ host: String) throws -> Findings.Pointer {
        let match = try #require(catalogue.provider(autodiscover: [host]))
        return Findings.Pointer(match: match, evidence: .srv)
    }

    @Test("nothing found is nothing")
    func nothing() {
        #expect(Findings().account(for: address, in: catalogue).isEmpty)
    }

    @Test("whoever receives the mail comes first, whatever old records say")
    func receiverFirst() throws {
        var findings = Findings(mailHosts: ["aspmx.l.google.com"], services: [service("mail.oldhost.example", .srv)])
        findings.pointers = [try pointer("autodiscover.outlook.com")]
        let account = findings.account(for: address, in: catalogue)
        #expect(account.provider == "google" && account.needs == [.appPassword, .oauth])
        #expect(account.best(.imap)?.host == "imap.gmail.com" && account.best(.imap)?.source == .mx)
        #expect(account.services.contains { $0.host == "mail.oldhost.example" && $0.source == .srv })
    }

    @Test("where the mail goes to a filter, the domain's own records decide, SRV before files before lists")
    func filtered() throws {
        let hosts: [(String, DetectedService.Evidence)] = [
            ("d.example.org", .autodiscover), ("c.example.org", .ispdb), ("b.example.org", .autoconfig),
            ("a.example.org", .srv),
        ]
        let findings = Findings(mailHosts: ["mx.filter.example"], services: hosts.map { service($0.0, $0.1) })
        let account = findings.account(for: address, in: catalogue)
        #expect(account.provider == nil)
        #expect(account.services.map(\.host) == ["a.example.org", "b.example.org", "c.example.org", "d.example.org"])
    }

    @Test("a server of a provider that we know tells the provider")
    func byServer() {
        let findings = Findings(mailHosts: ["mx.filter.example"], services: [service("imap.strato.de", .autoconfig)])
        let account = findings.account(for: address, in: catalogue)
        #expect(account.provider == "strato")
        #expect(account.services.count { $0.host == "imap.strato.de" && $0.kind == .imap } == 1)
    }

    @Test("OVHcloud's mail hosts alone leave the product open; a record closes it")
    func products() throws {
        var findings = Findings(mailHosts: ["mx1.mail.ovh.net"])
        let open = findings.account(for: address, in: catalogue)
        #expect(open.provider == "ovh_mxplan" && open.needs == [.chooseProduct])
        #expect(open.candidates == ["ovh_zimbra", "ovh_emailpro", "ovh_exchange"])
        findings.pointers = [try pointer("pro2.mail.ovh.net")]
        let pro = findings.account(for: address, in: catalogue)
        #expect(pro.provider == "ovh_emailpro" && pro.candidates.isEmpty && pro.needs.isEmpty)
        #expect(pro.best(.imap)?.host == "pro2.mail.ovh.net")
        findings.pointers = [try pointer("mailconfig.ovh.net")]
        #expect(findings.account(for: address, in: catalogue).candidates.isEmpty)
    }

    @Test("an Exchange server of nobody that we know is Exchange, with its web service")
    func exchange() throws {
        let place = try #require(HTTPSPlace("https://mail.firma.example/EWS/Exchange.asmx"))
        let findings = Findings(services: [.ews(place, address)], hasExchange: true)
        let account = findings.account(for: address, in: catalogue)
        #expect(account.provider == "exchange" && account.needs == [.askAdministrator])
        #expect(account.best(.ews)?.path == "/EWS/Exchange.asmx")
    }

    @Test("a service named by a record takes the user name of the provider whose server it is")
    func userName() throws {
        let webde = try #require(MailAddress("anna@firma.example"))
        let findings = Findings(services: [service("imap.web.de", .srv)])
        #expect(findings.account(for: webde, in: catalogue).best(.imap)?.user == "anna")
    }
}

@Suite("Service records")
struct ServiceRecordTests {
    private func answer(_ places: [DNSRecord.ServiceLocation]) -> DNSAnswer {
        DNSAnswer(records: places.map { DNSRecord(name: "x", kind: .srv, value: .service($0)) })
    }

    @Test("lowest priority, then highest weight; a service that is not offered is none")
    func order() throws {
        let address = try #require(MailAddress("anna@firma.example"))
        let places = answer([
            .init(priority: 20, weight: 0, port: 993, host: "c.example.org"),
            .init(priority: 10, weight: 1, port: 993, host: "b.example.org"),
            .init(priority: 10, weight: 9, port: 993, host: "a.example.org"),
            .init(priority: 0, weight: 0, port: 0, host: ""),
            .init(priority: 0, weight: 0, port: 993, host: "bad\\010host.org"),
        ])
        let services = ServiceRecord.imaps.services(places, texts: nil, for: address)
        #expect(services.map(\.host) == ["a.example.org", "b.example.org", "c.example.org"])
        #expect(services.allSatisfy { $0.user == "anna@firma.example" && $0.security == .tls })
    }

    @Test(
        "the encryption follows the record's name, and the port where that cannot be",
        arguments: [
            (ServiceRecord.imap, 143, Endpoint.Security.startTLS), (.imap, 993, .tls), (.submission, 465, .tls),
            (.submission, 587, .startTLS), (.pop3s, 995, .tls), (.sieve, 4190, .startTLS),
        ]
    )
    func security(record: ServiceRecord, port: Int, expected: Endpoint.Security) throws {
        let address = try #require(MailAddress("anna@firma.example"))
        let services = record.services(answer([.init(port: port, host: "m.example.org")]), texts: nil, for: address)
        #expect(services.first?.security == expected)
    }

    @Test("a path beside the record of a DAV service is taken where it is one")
    func path() throws {
        let address = try #require(MailAddress("anna@firma.example"))
        let places = answer([.init(port: 443, host: "dav.example.org")])
        func path(_ text: String) -> String? {
            let texts = DNSAnswer(records: [DNSRecord(name: "x", kind: .txt, value: .text(text))])
            return ServiceRecord.caldavs.services(places, texts: texts, for: address).first?.path
        }
        #expect(path("path=/dav/home") == "/dav/home")
        #expect(path("path=https://evil.example/") == "")
        #expect(path("path=/a\r\nb") == "")
    }
}

@Suite("What is remembered of a detection")
struct DetectionMemoryTests {
    @Test("the oldest make room, and troubles are forgotten soon")
    func bounded() throws {
        let memory = DetectionMemory(limit: 2)
        let addresses = try ["a@x.example", "b@x.example", "c@x.example"].map { try #require(MailAddress($0)) }
        for address in addresses { memory.keep(.init(account: DetectedAccount(provider: "google")), for: address) }
        #expect(memory[addresses[0]] == nil && memory[addresses[1]] != nil && memory[addresses[2]] != nil)
    }
}

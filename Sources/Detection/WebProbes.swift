import Catalogue
import MailCore
import Transport

/// The looks at what a domain publishes on the web; no password is sent anywhere.
struct WebProbes: Sendable {
    /// A redirect leads to the provider's host, seldom one more.
    static let redirects = 4

    let address: MailAddress
    let catalogue: Catalogue
    let client: HTTPClient
    let ispdb: String?
    let seconds: Double
    let board: Board

    /// Looks everywhere at once.
    func run(mailHosts: Task<Result<[String], Problem>, Never>) async {
        let domain = address.domain
        await withTaskGroup(of: Void.self) { group in
            // Only the domain's own server is told the address: some need it for the user name.
            let query = "?emailaddress=\(WebProbes.encoded(address.description))"
            for url in [
                "https://autoconfig.\(domain)/mail/config-v1.1.xml\(query)",
                "https://\(domain)/.well-known/autoconfig/mail/config-v1.1.xml\(query)",
            ] {
                group.addTask { _ = await file(url, .autoconfig) }
            }
            if let url = list(domain) { group.addTask { _ = await file(url, .ispdb) } }
            for host in [domain, "autodiscover.\(domain)"] {
                group.addTask { await discover(host) }
                group.addTask { await discoverJSON(host) }
            }
            group.addTask { await mailHostFiles(await mailHosts.value) }
        }
    }

    /// A configuration file of whoever receives the domain's mail, where it is nobody that we know.
    private func mailHostFiles(_ hosts: Result<[String], Problem>) async {
        guard case .success(let hosts) = hosts, let best = hosts.first,
            !hosts.contains(where: { catalogue.provider(mailHost: $0) != nil })
        else { return }
        for domain in WebProbes.domains(ofMailHost: best, of: address.domain) {
            if await file("https://autoconfig.\(domain)/mail/config-v1.1.xml", .autoconfig) { return }
            if let url = list(domain), await file(url, .ispdb) { return }
        }
    }

    /// The domains that a mail host may belong to: without its first label, then its last two.
    static func domains(ofMailHost host: String, of own: String) -> [String] {
        let labels = host.split(separator: ".")
        let candidates = [labels.dropFirst().joined(separator: "."), labels.suffix(2).joined(separator: ".")]
        var result: [String] = []
        for domain in candidates where domain.contains(".") && domain != own && !result.contains(domain) {
            result.append(domain)
        }
        return result
    }

    private func list(_ domain: String) -> String? {
        guard let ispdb else { return nil }
        let name = WebProbes.encoded(domain)
        if ispdb.contains("{domain}") { return ispdb.replacing("{domain}", with: name) }
        return ispdb.hasSuffix("/") ? ispdb + name : "\(ispdb)/\(name)"
    }

    private func file(_ url: String, _ evidence: DetectedService.Evidence) async -> Bool {
        guard let answer = await send(HTTPRequest("GET", url)), answer.status == 200,
            let file = AutoconfigFile(answer.body, for: address, from: evidence), !file.services.isEmpty
        else { return false }
        board.add(file.services, needs: file.needs)
        return true
    }

    private func discover(_ host: String) async {
        let type = HTTPField("Content-Type", "text/xml; charset=utf-8")
        let url = "https://\(host)/autodiscover/autodiscover.xml"
        let question = AutodiscoverFile.question(address)
        guard let answer = await send(HTTPRequest("POST", url, fields: [type], body: question)) else { return }
        if answer.status == 200, let file = AutodiscoverFile(answer.body, for: address) {
            board.note { findings in
                findings.services += file.services
                findings.hasExchange = findings.hasExchange || file.isExchange
            }
        } else if answer.status == 401, WebProbes.isExchange(answer), let place = HTTPSPlace(answer.url) {
            // It asks for a login as only Exchange does; its web service is on the same host.
            let service = HTTPSPlace("https://\(place.host):\(place.port)/EWS/Exchange.asmx")
            board.note { findings in
                findings.hasExchange = true
                if let service { findings.services.append(.ews(service, address)) }
            }
        }
    }

    private func discoverJSON(_ host: String) async {
        let query = "Email=\(WebProbes.encoded(address.description))&Protocol=EWS&RedirectCount=1"
        let url = "https://\(host)/autodiscover/autodiscover.json?\(query)"
        guard let answer = await send(HTTPRequest("GET", url)), answer.status == 200,
            let place = AutodiscoverJSON.place(answer.body)
        else { return }
        board.note { findings in
            findings.hasExchange = true
            findings.services.append(.ews(place, address))
        }
    }

    private static func isExchange(_ answer: HTTPResponse) -> Bool {
        answer.fields.contains { field in
            let scheme = field.value.lowercased()
            return field.name.lowercased() == "www-authenticate"
                && (scheme.hasPrefix("ntlm") || scheme.hasPrefix("negotiate"))
        }
    }

    private func send(_ request: HTTPRequest) async -> HTTPResponse? {
        let limits = HTTPClient.Limits(
            bodyBytes: XMLDocument.Limits.octets,
            redirects: WebProbes.redirects,
            seconds: seconds
        )
        return try? await client.send(request, limits: limits)
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { octet -> String in
            switch octet {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                return String(Unicode.Scalar(octet))
            default:
                return "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

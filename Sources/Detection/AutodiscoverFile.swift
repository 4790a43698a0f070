import FoundationEssentials
import MailCore

/// An answer of Exchange autodiscover, in its old form ("POX", [MS-OXDSCLI]).
struct AutodiscoverFile: Hashable, Sendable {
    /// The servers named in it.
    private(set) var services: [DetectedService] = []
    /// Whether it names an Exchange server.
    private(set) var isExchange = false

    /// The question, which asks for no password and sends none.
    static func question(_ address: MailAddress) -> [UInt8] {
        let escaped = address.description.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        let schema = "http://schemas.microsoft.com/exchange/autodiscover/outlook"
        return Array(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <Autodiscover xmlns="\(schema)/requestschema/2006"><Request><EMailAddress>\(escaped)</EMailAddress>\
            <AcceptableResponseSchema>\(schema)/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>
            """.utf8
        )
    }

    /// Reads an answer; nil for what is none.
    init?(_ octets: [UInt8], for address: MailAddress) {
        guard let root = XMLDocument.root(of: octets), root.name == "Autodiscover",
            let account = root.descendant("Account")
        else { return nil }
        for element in account.all("Protocol") {
            switch element.first("Type")?.uppercased() {
            case "EXCH", "EXPR", "EXHTTP":
                isExchange = true
                if let url = element.first("EwsUrl"), let place = HTTPSPlace(url) {
                    services.append(.ews(place, address))
                }
            case let type?:
                if let service = AutodiscoverFile.server(type, element, address) { services.append(service) }
            case nil: break
            }
        }
        guard isExchange || !services.isEmpty else { return nil }
    }

    private static func server(_ type: String, _ element: XMLNode, _ address: MailAddress) -> DetectedService? {
        let kinds: [String: DetectedService.Kind] = ["IMAP": .imap, "POP3": .pop3, "SMTP": .smtp]
        guard let kind = kinds[type], let host = element.first("Server")?.lowercased(), HostName.isValid(host) else {
            return nil
        }
        let port = element.first("Port").flatMap { Int($0) }
        guard let security = security(kind, port, element) else { return nil }
        let user = element.first("LoginName") ?? address.description
        guard AutoconfigFile.isUserName(user), (1...65_535).contains(port ?? 1) else { return nil }
        return DetectedService(
            kind: kind,
            host: host,
            port: port ?? kind.defaultPort(security),
            security: security,
            user: user,
            source: .autodiscover
        )
    }

    /// How it is encrypted, nil for not at all; `Encryption` beats `SSL`, and a port of STARTTLS beats both.
    private static func security(
        _ kind: DetectedService.Kind,
        _ port: Int?,
        _ element: XMLNode
    ) -> Endpoint.Security? {
        let isUpgraded = port == kind.defaultPort(.startTLS) || port == 25
        switch element.first("Encryption")?.uppercased() {
        case "NONE": return nil
        case "TLS": return port == kind.defaultPort(.tls) ? .tls : .startTLS
        case "SSL", "AUTO": return isUpgraded ? .startTLS : .tls
        default: break
        }
        if element.first("SSL")?.lowercased() == "off" { return isUpgraded ? .startTLS : nil }
        return isUpgraded ? .startTLS : .tls
    }
}

/// An answer of autodiscover in its new form: JSON that needs no login.
struct AutodiscoverJSON: Decodable {
    private enum CodingKeys: String, CodingKey { case url = "Url" }

    private var url: String

    /// The Exchange server's web service.
    static func place(_ octets: [UInt8]) -> HTTPSPlace? {
        guard octets.count <= XMLDocument.Limits.octets else { return nil }
        let answer = try? JSONDecoder().decode(AutodiscoverJSON.self, from: Data(octets))
        return answer.flatMap { HTTPSPlace($0.url) }
    }
}

extension DetectedService {
    /// Exchange's web service at that place.
    static func ews(_ place: HTTPSPlace, _ address: MailAddress) -> DetectedService {
        DetectedService(
            kind: .ews,
            host: place.host,
            port: place.port,
            security: .tls,
            user: address.description,
            source: .autodiscover,
            path: place.path
        )
    }
}

import MailCore

/// A configuration file as Thunderbird reads it (`config-v1.1.xml`), of a domain's own or of a list.
struct AutoconfigFile: Hashable, Sendable {
    /// The servers named in it, in its order.
    private(set) var services: [DetectedService] = []
    /// What it says of how to log in.
    private(set) var needs: Set<ProviderNeed> = []

    /// Reads a file; nil for what is none.
    init?(_ octets: [UInt8], for address: MailAddress, from evidence: DetectedService.Evidence) {
        guard let root = XMLDocument.root(of: octets), root.name == "clientConfig" else { return nil }
        let provider = root.all("emailProvider").first ?? root
        let incoming = provider.all("incomingServer")
        let mail = (incoming + provider.all("outgoingServer")).compactMap {
            AutoconfigFile.mailServer($0, address, evidence)
        }
        let others = (root.all("calendar") + root.all("addressBook") + provider.all("calendar"))
            .compactMap { AutoconfigFile.davServer($0, address, evidence) }
        services = mail + others
        let methods = incoming.filter { $0.attributes["type"] == "imap" }
            .flatMap { $0.all("authentication") }.map { $0.text.trimmingBlanks.lowercased() }
        if !methods.isEmpty, methods.allSatisfy({ $0 == "oauth2" }) { needs = [.oauth] }
    }

    private static func mailServer(
        _ element: XMLNode,
        _ address: MailAddress,
        _ evidence: DetectedService.Evidence
    ) -> DetectedService? {
        let kinds: [String: DetectedService.Kind] = ["imap": .imap, "pop3": .pop3, "smtp": .smtp]
        let securities: [String: Endpoint.Security] = ["SSL": .tls, "STARTTLS": .startTLS]
        guard let kind = element.attributes["type"].flatMap({ kinds[$0.lowercased()] }),
            // What is sent in the clear is not offered.
            let security = element.first("socketType").flatMap({ securities[$0.uppercased()] }),
            let host = element.first("hostname").map({ fill($0, address).lowercased() }), HostName.isValid(host),
            let port = element.first("port").map({ Int($0) }) ?? kind.defaultPort(security),
            (1...65_535).contains(port)
        else { return nil }
        let user = element.first("username").map { fill($0, address) } ?? address.description
        guard isUserName(user) else { return nil }
        return DetectedService(
            kind: kind,
            host: host,
            port: port,
            security: security,
            user: user,
            source: evidence
        )
    }

    private static func davServer(
        _ element: XMLNode,
        _ address: MailAddress,
        _ evidence: DetectedService.Evidence
    ) -> DetectedService? {
        let kinds: [String: DetectedService.Kind] = ["caldav": .caldav, "carddav": .carddav]
        guard let kind = element.attributes["type"].flatMap({ kinds[$0.lowercased()] }),
            let url = (element.first("serverURL") ?? element.first("serverUrl")).map({ fill($0, address) }),
            let place = HTTPSPlace(url)
        else { return nil }
        let user = element.first("username").map { fill($0, address) } ?? address.description
        guard isUserName(user) else { return nil }
        return DetectedService(
            kind: kind,
            host: place.host,
            port: place.port,
            security: .tls,
            user: user,
            source: evidence,
            path: place.path
        )
    }

    /// Fills the places of the address in.
    private static func fill(_ text: String, _ address: MailAddress) -> String {
        text.replacing("%EMAILADDRESS%", with: address.description)
            .replacing("%EMAILLOCALPART%", with: address.local)
            .replacing("%EMAILDOMAIN%", with: address.domain)
    }

    static func isUserName(_ text: String) -> Bool {
        text.utf8.count <= 255 && text.unicodeScalars.allSatisfy { $0.value >= 32 && !(127..<160).contains($0.value) }
    }
}

/// Host, port and path of an `https` URL that somebody else wrote.
struct HTTPSPlace: Hashable, Sendable {
    var host: String
    var port: Int
    var path: String

    init?(_ url: String) {
        let scheme = "https://"
        guard url.lowercased().hasPrefix(scheme), url.utf8.count <= 1024,
            url.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        let rest = url.dropFirst(scheme.count)
        let slash = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<slash].lowercased().split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(authority.count), HostName.isValid(String(authority[0])),
            let port = authority.count == 2 ? Int(authority[1]) : 443, (1...65_535).contains(port)
        else { return nil }
        host = String(authority[0])
        self.port = port
        path = String(rest[slash...].prefix { $0 != "?" && $0 != "#" })
    }
}

extension String {
    /// Without blanks and line ends around it.
    var trimmingBlanks: String {
        let begin = drop { $0.isWhitespace }
        return String(String(begin.reversed().drop { $0.isWhitespace }).reversed())
    }
}

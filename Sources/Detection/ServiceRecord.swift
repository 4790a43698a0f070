import MailCore

/// The SRV records that a domain may have for mail, calendars and contacts (RFC 6186, 8314, 6764, 5804).
///
/// Those of unencrypted DAV are not asked for: nothing would be sent there.
enum ServiceRecord: String, CaseIterable, Sendable {
    case imaps = "_imaps._tcp"
    case imap = "_imap._tcp"
    case pop3s = "_pop3s._tcp"
    case pop3 = "_pop3._tcp"
    case submissions = "_submissions._tcp"
    case submission = "_submission._tcp"
    case sieve = "_sieve._tcp"
    case caldavs = "_caldavs._tcp"
    case carddavs = "_carddavs._tcp"

    /// The record that leads to an Exchange server, or to a provider.
    static let autodiscover = "_autodiscover._tcp"

    /// The record's name in a domain.
    func name(in domain: String) -> String { "\(rawValue).\(domain)" }

    /// Whether a TXT record beside it tells the path (RFC 6764 §4).
    var hasPath: Bool { self == .caldavs || self == .carddavs }

    /// Where the service is, best first; nothing where it is said not to be offered.
    func services(_ places: DNSAnswer, texts: DNSAnswer?, for address: MailAddress) -> [DetectedService] {
        let path = hasPath ? ServiceRecord.path(in: texts?.texts ?? []) : ""
        return places.services.filter { (1...65_535).contains($0.port) && HostName.isValid($0.host) }.map { place in
            DetectedService(
                kind: kind,
                host: place.host,
                port: place.port,
                security: security(place.port),
                user: address.description,
                source: .srv,
                path: path
            )
        }
    }

    private var kind: DetectedService.Kind {
        switch self {
        case .imaps, .imap: .imap
        case .pop3s, .pop3: .pop3
        case .submissions, .submission: .smtp
        case .sieve: .sieve
        case .caldavs: .caldav
        case .carddavs: .carddav
        }
    }

    /// Many a domain publishes the port of implicit TLS under the name of the other.
    private func security(_ port: Int) -> Endpoint.Security {
        switch self {
        case .imaps, .pop3s, .submissions, .caldavs, .carddavs: .tls
        case .imap: port == 993 ? .tls : .startTLS
        case .pop3: port == 995 ? .tls : .startTLS
        case .submission: port == 465 ? .tls : .startTLS
        case .sieve: .startTLS
        }
    }

    private static func path(in texts: [String]) -> String {
        let key = "path="
        let path = texts.first { $0.lowercased().hasPrefix(key) }?.dropFirst(key.count) ?? ""
        let isPath = path.hasPrefix("/") && path.utf8.count <= 512 && path.utf8.allSatisfy { (33...126).contains($0) }
        return isPath ? String(path) : ""
    }
}

/// What may be connected to: names from files and records are somebody else's text.
enum HostName {
    static func isValid(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-"
                    && label.utf8.allSatisfy { octet in
                        switch octet {
                        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
                        default: false
                        }
                    }
            }
    }
}

/// One record of the domain name system (RFC 1035): a name, and what is said about it.
public struct DNSRecord: Hashable, Codable, Sendable {
    /// The types of records that we ask for.
    public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
        case a = "A"
        case aaaa = "AAAA"
        case cname = "CNAME"
        case mx = "MX"
        case ns = "NS"
        case srv = "SRV"
        case txt = "TXT"
        case soa = "SOA"
        case ds = "DS"
        case dnskey = "DNSKEY"
    }

    /// What a record says; host names are lower case and without the final dot, the root is empty.
    public enum Value: Hashable, Codable, Sendable {
        /// A numeric address of IPv4 or IPv6.
        case address(String)
        /// Another name, of CNAME or NS.
        case name(String)
        /// A host that takes mail; the lowest preference is tried first.
        case mail(preference: Int, host: String)
        /// A host that offers a service (RFC 2782).
        case service(ServiceLocation)
        /// Text, its parts joined; octets that are no UTF-8 are replaced.
        case text(String)
        /// The start of a zone: its first name server and its version (RFC 1035 §3.3.13).
        case start(host: String, serial: Int)
        /// The octets of a record that is only looked for, in hexadecimal digits.
        case octets(String)
    }

    /// Where a service is offered (RFC 2782); an empty host means: nowhere.
    public struct ServiceLocation: Hashable, Codable, Sendable {
        /// The lowest is tried first.
        public var priority: Int
        /// The share among equal priorities.
        public var weight: Int
        /// The port.
        public var port: Int
        /// The host.
        public var host: String

        /// A place.
        public init(priority: Int = 0, weight: Int = 0, port: Int, host: String) {
            self.priority = priority
            self.weight = weight
            self.port = port
            self.host = host
        }
    }

    /// The name that the record is about, after aliases.
    public var name: String
    /// Its type.
    public var kind: Kind
    /// What it says.
    public var value: Value
    /// For how many seconds it may be kept.
    public var lifetime: Int

    /// A record.
    public init(name: String, kind: Kind, value: Value, lifetime: Int = 0) {
        self.name = name
        self.kind = kind
        self.value = value
        self.lifetime = lifetime
    }
}

/// What the domain name system says to one question.
public struct DNSAnswer: Hashable, Codable, Sendable {
    /// The records asked for, in the order of the answer; empty where there are none.
    public var records: [DNSRecord]
    /// The aliases that led there, each name once, in order: the targets of CNAME records.
    public var aliases: [String]
    /// Whether the name exists; it may exist without a record of the type asked for.
    public var nameExists: Bool
    /// Whether the server answered for a zone of its own (AA, RFC 1035 §4.1.1); false too where there is no record.
    public var isAuthoritative: Bool

    /// An answer.
    public init(
        records: [DNSRecord] = [],
        aliases: [String] = [],
        nameExists: Bool = true,
        isAuthoritative: Bool = false
    ) {
        self.records = records
        self.aliases = aliases
        self.nameExists = nameExists
        self.isAuthoritative = isAuthoritative
    }

    /// No such name.
    public static let noSuchName = DNSAnswer(nameExists: false)
}

extension DNSAnswer {
    /// The mail hosts, best first; empty too where the domain says that it takes no mail (RFC 7505).
    public var mailHosts: [String] {
        let hosts: [(preference: Int, host: String)] = records.compactMap { record in
            guard case .mail(let preference, let host) = record.value, !host.isEmpty else { return nil }
            return (preference, host)
        }
        return hosts.sorted { ($0.preference, $0.host) < ($1.preference, $1.host) }.map(\.host)
    }

    /// The numeric addresses.
    public var addresses: [String] {
        records.compactMap { record in
            guard case .address(let text) = record.value else { return nil }
            return text
        }
    }

    /// The texts.
    public var texts: [String] {
        records.compactMap { record in
            guard case .text(let text) = record.value else { return nil }
            return text
        }
    }

    /// Where a service is offered, lowest priority and highest weight first; "not offered" is left out.
    public var services: [DNSRecord.ServiceLocation] {
        let places = records.compactMap { record -> DNSRecord.ServiceLocation? in
            guard case .service(let place) = record.value, !place.host.isEmpty else { return nil }
            return place
        }
        return places.sorted { ($0.priority, -$0.weight, $0.host) < ($1.priority, -$1.weight, $1.host) }
    }
}

import MailCore

/// The answers in a message of the domain name system (RFC 1035 §4); a pure function of the octets, bounded.
struct DNSMessage: Hashable, Sendable {
    /// One entry of the answer section of a type that we know.
    struct Entry: Hashable, Sendable {
        var name: String
        var kind: DNSRecord.Kind
        var value: DNSRecord.Value
        var lifetime: Int
    }

    /// Why octets are no message.
    enum Malformed: Error { case cutShort, badName, tooManyRecords }

    /// More answers than any sensible name has: the rest of such a message is not worth reading.
    static let recordLimit = 256

    /// The entries in their order; other classes and types are left out.
    var entries: [Entry] = []
    /// Whether the server answers for a zone of its own (AA).
    var isAuthoritative = false

    /// Reads a message.
    init(_ octets: [UInt8]) throws(Malformed) {
        var reader = DNSReader(octets)
        try reader.skip(2)  // ID
        isAuthoritative = try reader.number() & 0x0400 != 0
        let questions = try reader.number()
        let answers = try reader.number()
        try reader.skip(4)  // counts of the other sections
        guard questions <= 1, answers <= DNSMessage.recordLimit else { throw .tooManyRecords }
        for _ in 0..<questions {
            _ = try reader.name()
            try reader.skip(4)
        }
        for _ in 0..<answers {
            if let entry = try DNSMessage.entry(&reader) { entries.append(entry) }
        }
    }

    private static func entry(_ reader: inout DNSReader) throws(Malformed) -> Entry? {
        let name = try reader.name()
        let type = try reader.number()
        let isInternet = try reader.number() == 1
        let lifetime = try reader.number() << 16 | reader.number()
        let length = try reader.number()
        let end = reader.position + length
        guard end <= reader.octets.count else { throw .cutShort }
        defer { reader.position = end }
        guard isInternet, let kind = kinds[type] else { return nil }
        let value = try value(kind, &reader, end)
        guard reader.position <= end else { throw .cutShort }
        return Entry(name: name, kind: kind, value: value, lifetime: lifetime)
    }

    private static func value(
        _ kind: DNSRecord.Kind,
        _ reader: inout DNSReader,
        _ end: Int
    ) throws(Malformed) -> DNSRecord.Value {
        switch kind {
        case .a, .aaaa:
            let octets = Array(reader.octets[reader.position..<end])
            guard octets.count == (kind == .a ? 4 : 16), let address = IPAddress(octets: octets) else {
                throw .cutShort
            }
            return .address(address.description)
        case .cname, .ns:
            return .name(try reader.name())
        case .mx:
            return .mail(preference: try reader.number(), host: try reader.name())
        case .srv:
            let (priority, weight, port) = (try reader.number(), try reader.number(), try reader.number())
            let host = try reader.name()
            return .service(.init(priority: priority, weight: weight, port: port, host: host))
        case .txt:
            var text: [UInt8] = []
            while reader.position < end { text += try reader.string(upTo: end) }
            return .text(String(decoding: text, as: UTF8.self))
        case .soa:
            let host = try reader.name()
            _ = try reader.name()
            return .start(host: host, serial: try reader.number() << 16 | reader.number())
        case .ds, .dnskey:
            return .octets(hexadecimal(reader.octets[reader.position..<end]))
        }
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    private static let kinds: [Int: DNSRecord.Kind] = Dictionary(
        uniqueKeysWithValues: DNSRecord.Kind.allCases.map { (Int($0.number), $0) }
    )
}

extension DNSRecord.Kind {
    /// The type's number (IANA).
    var number: Int32 {
        switch self {
        case .a: 1
        case .ns: 2
        case .cname: 5
        case .mx: 15
        case .txt: 16
        case .aaaa: 28
        case .srv: 33
        case .soa: 6
        case .ds: 43
        case .dnskey: 48
        }
    }
}

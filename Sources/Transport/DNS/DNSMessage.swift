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

    /// Reads a message.
    init(_ octets: [UInt8]) throws(Malformed) {
        var reader = DNSReader(octets)
        try reader.skip(4)  // ID, flags
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
        }
    }

    private static let kinds: [Int: DNSRecord.Kind] = [
        1: .a, 2: .ns, 5: .cname, 15: .mx, 16: .txt, 28: .aaaa, 33: .srv,
    ]
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
        }
    }
}

/// A mailbox's name exactly as it goes over the wire (RFC 9051 §5.1), so that even an invalid one can be sent back.
public struct MailboxName: Hashable, Sendable {
    /// The octets.
    public let wire: [UInt8]

    /// A name as it was read.
    public init(wire: [UInt8]) { self.wire = wire }

    /// The name of a path: every level in modified UTF-7, joined by the separator.
    ///
    /// Without a separator (a flat server) only a path of one level has a name. A separator inside a level is escaped
    /// (`&AC8-`), which servers may refuse; the caller replaces what ``levels(separator:)`` would not give back.
    public init(levels: [String], separator: Character?) {
        let encoded = levels.map(ModifiedUTF7.encode)
        wire = Array(encoded.joined(separator: separator.map(String.init) ?? "/").utf8)
    }

    /// INBOX, in whatever case the server writes it.
    public static let inbox = MailboxName(wire: Array("INBOX".utf8))

    /// Whether this is INBOX.
    public var isInbox: Bool { String(decoding: wire, as: UTF8.self).uppercased() == "INBOX" }

    /// The levels' names in Unicode; what is no valid modified UTF-7 stays as it is written.
    public func levels(separator: Character?) -> [String] {
        guard let separator = separator?.asciiValue else { return [ModifiedUTF7.decode(wire)] }
        return wire.split(separator: separator, omittingEmptySubsequences: false).map { ModifiedUTF7.decode(Array($0)) }
    }

    /// The name as text that gives the same octets back (``init(text:)``): UTF-8, or, where it is none, every octet from 128 on as
    /// U+F700 plus its value.
    public var text: String {
        if let valid = String(validating: wire, as: UTF8.self) { return valid }
        return wire.reduce(into: "") { text, octet in
            text.unicodeScalars.append(octet < 128 ? Unicode.Scalar(octet) : MailboxName.escape(octet))
        }
    }

    /// The name of a text that ``text`` gave.
    public init(text: String) {
        wire = text.unicodeScalars.reduce(into: []) { octets, scalar in
            if (0xF780...0xF7FF).contains(scalar.value) {
                octets.append(UInt8(scalar.value - 0xF700))
            } else {
                octets.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    private static func escape(_ octet: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(0xF700 + UInt32(octet)) ?? "\u{FFFD}"
    }
}

extension MailboxName: CustomStringConvertible {
    /// The text form.
    public var description: String { text }
}

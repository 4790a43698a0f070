/// A server's one-line answer: `+OK` or `-ERR`, response codes, text.
public struct Reply: Hashable, Sendable {
    /// A response code (RFC 2449 §8), such as `SYS/TEMP`; in capitals.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The code without brackets, in capitals.
        public let rawValue: String
        /// Takes a code.
        public init(rawValue: String) { self.rawValue = rawValue.uppercased() }

        /// The mailbox is in use by another session (RFC 2449 §8.1.2).
        public static let inUse = Code(rawValue: "IN-USE")
        /// The last login was too short a time ago (RFC 2449 §8.1.1).
        public static let loginDelay = Code(rawValue: "LOGIN-DELAY")
        /// A fault of the server that will pass (RFC 3206).
        public static let temporary = Code(rawValue: "SYS/TEMP")
        /// A fault of the server that somebody has to mend (RFC 3206).
        public static let permanent = Code(rawValue: "SYS/PERM")
        /// User name or password are wrong (RFC 3206).
        public static let authentication = Code(rawValue: "AUTH")
    }

    /// Whether it is `+OK`.
    public var isOK: Bool
    /// The response code in front of the text.
    public var code: Code?
    /// The text behind it, as the server wrote it.
    public var text: String

    /// An answer.
    public init(isOK: Bool, code: Code? = nil, text: String = "") {
        self.isOK = isOK
        self.code = code
        self.text = text
    }

    /// Reads a line without its end; nil where it is no answer.
    init?(line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        let status = text.prefix { $0 != " " }.uppercased()
        guard status == "+OK" || status == "-ERR" else { return nil }
        isOK = status == "+OK"
        var rest = text.dropFirst(status.count).drop { $0 == " " }
        if rest.first == "[", let close = rest.firstIndex(of: "]") {
            code = Code(rawValue: String(rest[rest.index(after: rest.startIndex)..<close]))
            rest = rest[rest.index(after: close)...].drop { $0 == " " }
        }
        self.text = String(rest)
    }
}

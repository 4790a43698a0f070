/// What RFC 9110 says about single octets.
enum ASCII {
    static func lowercased(_ byte: UInt8) -> UInt8 {
        (65...90).contains(byte) ? byte + 32 : byte
    }

    /// Whether the octet may stand in a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: tokenMarks.contains(byte)
        }
    }

    private static let tokenMarks = Set("!#$%&'*+-.^_`|~".utf8)
}

extension StringProtocol {
    /// The text without spaces and tabs at both ends.
    var trimmed: String {
        var bytes = Substring(self).utf8[...]
        while let first = bytes.first, first == 32 || first == 9 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes = bytes.dropLast() }
        return String(Substring(bytes))
    }
}

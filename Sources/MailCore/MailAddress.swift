/// A mail address, taken apart (RFC 5321 §4.1.2, without quoted local parts).
public struct MailAddress: Hashable, Codable, Sendable, CustomStringConvertible {
    /// What is before the at sign, as typed.
    public let local: String
    /// The domain, lower case, without the final dot; may hold characters beyond ASCII.
    public let domain: String

    /// Reads an address; nil for what is none.
    public init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let (local, rest) = (String(text[..<at]), text[text.index(after: at)...])
        var domain = rest.lowercased()
        if domain.hasSuffix(".") { domain.removeLast() }
        guard (1...64).contains(local.utf8.count), local.unicodeScalars.allSatisfy(MailAddress.isLocal),
            MailAddress.isDomain(domain)
        else { return nil }
        self.local = local
        self.domain = domain
    }

    /// The address as one text.
    public var description: String { "\(local)@\(domain)" }

    private static func isLocal(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 32 && !(127..<160).contains(scalar.value) && !"\"(),:;<>@[\\]".unicodeScalars.contains(scalar)
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.unicodeScalars.allSatisfy { scalar in
                        switch scalar {
                        case "a"..."z", "0"..."9", "-", "_": true
                        default: scalar.value >= 160 && !scalar.properties.isWhitespace
                        }
                    }
            }
    }
}

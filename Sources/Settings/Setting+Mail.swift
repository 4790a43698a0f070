internal import MailCore

extension Setting {
    /// A mail server's settings, as its URL tells them.
    public struct MailServer: Hashable, Sendable {
        /// The host; an IPv6 address without its brackets.
        public var host: String
        /// The port.
        public var port: Int
        /// TLS from the first octet on, instead of STARTTLS.
        public var isImplicitTLS: Bool
        /// The login's name.
        public var user: String?
    }

    /// How a mail server is written, for messages.
    public static let mailServerForm = "smtps://[USER@]HOST[:PORT] or smtp://[USER@]HOST[:PORT], without a password"

    /// Takes `smtps://[user@]host[:465]` or `smtp://[user@]host[:587]` apart; a password in it is refused.
    ///
    /// The name of a login is often an address: the last `@` parts it from the host. Octets may be percent-encoded.
    public static func mailServer(_ text: String) -> MailServer? {
        guard let scheme = ["smtps://", "smtp://"].first(where: text.lowercased().hasPrefix) else { return nil }
        var rest = text.dropFirst(scheme.count)
        if rest.hasSuffix("/") { rest.removeLast() }
        guard rest.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
        var user: String?
        if let at = rest.lastIndex(of: "@") {
            guard !rest[..<at].contains(":"), let decoded = decoded(rest[..<at]) else { return nil }
            user = decoded
            rest = rest[rest.index(after: at)...]
        }
        let isTLS = scheme == "smtps://"
        guard let (host, port) = hostAndPort(rest, usual: isTLS ? 465 : 587) else { return nil }
        return MailServer(host: host, port: port, isImplicitTLS: isTLS, user: user)
    }

    /// Takes `address` or `Name <address>` apart.
    public static func sender(_ text: String) -> (name: String, address: String)? {
        let text = text.trimmed(" ")
        guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else { return nil }
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            return address(of: text).map { ("", $0) }
        }
        guard let address = address(of: text[text.index(after: open)...].dropLast()) else { return nil }
        return (String(text[..<open].trimmed("\" ")), address)
    }

    /// An address that every server takes: ASCII alone.
    private static func address(of text: Substring) -> String? {
        guard text.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        return MailAddress(String(text))?.description
    }

    private static func hostAndPort(_ text: Substring, usual: Int) -> (String, Int)? {
        var (host, port) = (text, usual)
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else { return nil }
            (host, port) = (text[..<colon], Int(number))
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        let isHost = host.utf8.allSatisfy { octet in
            octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-") || octet == UInt8(ascii: ":") && isBracketed
                || octet == UInt8(ascii: "_") || (48...57).contains(octet) || (97...122).contains(octet | 32)
        }
        return host.isEmpty || !isHost ? nil : (String(host), port)
    }

    private static func decoded(_ text: Substring) -> String? {
        var (octets, rest) = ([UInt8](), text.utf8)
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else { octets.append(octet); continue }
            guard let value = UInt8(String(rest.prefix(2)) ?? "", radix: 16), rest.count >= 2, value >= 32 else {
                return nil
            }
            rest = rest.dropFirst(2)
            octets.append(value)
        }
        let text = String(validating: octets, as: UTF8.self) ?? ""
        return text.isEmpty ? nil : text
    }
}

extension StringProtocol {
    fileprivate func trimmed(_ characters: String) -> SubSequence {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return rest
    }
}

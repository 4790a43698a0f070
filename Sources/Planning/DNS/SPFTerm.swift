import MailCore

extension SPFRecord {
    /// One mechanism or modifier (RFC 7208 §4.6.1).
    public struct Term: Hashable, Codable, Sendable, CustomStringConvertible {
        /// What a match means; `+` for modifiers, where it says nothing.
        public var qualifier: Qualifier
        /// The name in lower case, such as `include`, `a`, `ip4` or `redirect`.
        public var name: String
        /// The domain or network, without its sign; empty where there is none.
        public var value: String
        /// The prefix lengths of `a` and `mx`, with their slashes.
        public var prefix: String
        /// Whether it is a modifier (`name=value`).
        public var isModifier: Bool

        /// Lets the senders of another domain's record send.
        public static func include(_ domain: String) -> Term {
            Term(qualifier: .pass, name: "include", value: domain, prefix: "", isModifier: false)
        }

        /// Everybody else.
        public static func all(_ qualifier: Qualifier) -> Term {
            Term(qualifier: qualifier, name: "all", value: "", prefix: "", isModifier: false)
        }

        /// Whether it is `all`.
        public var isAll: Bool { !isModifier && name == "all" }

        /// Whether receivers look something up for it (RFC 7208 §4.6.4).
        public var costsLookup: Bool {
            isModifier ? name == "redirect" : ["include", "a", "mx", "ptr", "exists"].contains(name)
        }

        /// The text; `+`, which goes without saying, is left out.
        public var description: String {
            if isModifier { return "\(name)=\(value)" }
            let sign = qualifier == .pass ? "" : qualifier.rawValue
            return sign + name + (value.isEmpty ? "" : ":\(value)") + prefix
        }

        /// Whether both let the same senders send; names are compared in any case.
        func isSame(as other: Term) -> Bool {
            qualifier == other.qualifier && name == other.name && prefix == other.prefix
                && isModifier == other.isModifier && value.lowercased() == other.value.lowercased()
        }
    }
}

extension SPFRecord.Term {
    /// Reads a term; nil where the grammar does not allow it (RFC 7208 §12).
    public init?(_ word: String) {
        if let place = SPFRecord.Term.modifierSign(word) {
            let name = word[..<place].lowercased()
            let value = String(word[word.index(after: place)...])
            guard name != "redirect" || SPFRecord.Term.isDomain(value) else { return nil }
            self.init(qualifier: .pass, name: name, value: value, prefix: "", isModifier: true)
            return
        }
        let sign = word.first.flatMap { SPFRecord.Qualifier(rawValue: String($0)) }
        let rest = sign == nil ? Substring(word) : word.dropFirst()
        let name = rest.prefix { $0 != ":" && $0 != "/" }.lowercased()
        var tail = rest.dropFirst(name.count)
        var value = ""
        if tail.first == ":" {
            tail = tail.dropFirst()
            value = String(["ip4", "ip6"].contains(name) ? tail : tail.prefix { $0 != "/" })
            guard !value.isEmpty else { return nil }
            tail = tail.dropFirst(value.count)
        }
        guard SPFRecord.Term.isAllowed(name, value, String(tail)) else { return nil }
        self.init(qualifier: sign ?? .pass, name: name, value: value, prefix: String(tail), isModifier: false)
    }

    /// The `=` of a modifier: one that comes after a name alone.
    private static func modifierSign(_ word: String) -> String.Index? {
        guard let place = word.firstIndex(of: "="), word.first?.isASCII == true, word.first?.isLetter == true else {
            return nil
        }
        let isName = word[..<place].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        return isName ? place : nil
    }

    private static func isAllowed(_ name: String, _ value: String, _ prefix: String) -> Bool {
        switch name {
        case "all": value.isEmpty && prefix.isEmpty
        case "include", "exists": isDomain(value) && prefix.isEmpty
        case "a", "mx": (value.isEmpty || isDomain(value)) && isPrefix(prefix)
        case "ptr": (value.isEmpty || isDomain(value)) && prefix.isEmpty
        case "ip4": isNetwork(value, octets: 4) && prefix.isEmpty
        case "ip6": isNetwork(value, octets: 16) && prefix.isEmpty
        default: false
        }
    }

    /// A domain, with macros where it has some (RFC 7208 §7.1); a name of one label can be none.
    private static func isDomain(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        let isPrintable = text.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "@") }
        return isPrintable && (text.contains("%{") || text.dropFirst().dropLast().contains("."))
    }

    /// `/24`, `//64` or `/24//64` (RFC 7208 §5.6).
    private static func isPrefix(_ text: String) -> Bool {
        guard !text.isEmpty else { return true }
        let six = text.firstRange(of: "//")
        let four = six.map { text[..<$0.lowerBound] } ?? Substring(text)
        let isFour = four.isEmpty || (four.first == "/" && isLength(four.dropFirst(), atMost: 32))
        return isFour && (six.map { isLength(text[$0.upperBound...], atMost: 128) } ?? true)
    }

    private static func isLength(_ text: Substring, atMost most: Int) -> Bool {
        text.utf8.allSatisfy { (48...57).contains($0) } && Int(text).map { $0 <= most } ?? false
    }

    private static func isNetwork(_ text: String, octets: Int) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return false }
        return address.octets.count == octets && (parts.count == 1 || isLength(parts[1], atMost: octets * 8))
    }
}

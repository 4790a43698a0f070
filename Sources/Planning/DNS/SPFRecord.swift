/// Who may send for a domain (RFC 7208), as the terms of its record.
public struct SPFRecord: Hashable, Codable, Sendable, CustomStringConvertible {
    /// What a match of a mechanism means (RFC 7208 §4.6.2).
    public enum Qualifier: String, Hashable, Codable, Sendable {
        case pass = "+"
        case fail = "-"
        case softFail = "~"
        case neutral = "?"
    }

    /// Why a text is no record that receivers can use (`permerror`, RFC 7208 §4.6).
    public enum Flaw: Error, Hashable, Codable, Sendable {
        /// It does not begin with `v=spf1` (§4.5).
        case noVersion
        /// A term that the grammar does not allow (§12).
        case badTerm(String)
        /// `redirect` or `exp` more than once (§6).
        case repeated(String)
    }

    /// The terms in their order.
    public var terms: [Term]

    /// A record of these terms.
    public init(terms: [Term]) { self.terms = terms }

    /// Reads a record's text.
    public init(_ text: String) throws(Flaw) {
        guard SPFRecord.isSPF(text) else { throw .noVersion }
        var terms: [Term] = []
        for word in text.split(separator: " ").dropFirst() {
            guard let term = Term(String(word)) else { throw .badTerm(String(word)) }
            if term.isModifier, ["redirect", "exp"].contains(term.name), terms.contains(where: { $0.name == term.name })
            {
                throw .repeated(term.name)
            }
            terms.append(term)
        }
        self.terms = terms
    }

    /// Whether a TXT record is one of SPF: its version is the whole first word (RFC 7208 §4.5).
    public static func isSPF(_ text: String) -> Bool {
        let first = text.prefix { $0 != " " }
        return first.lowercased() == "v=spf1"
    }

    /// The terms of a text that cannot be read as a whole, those that are wrong left out.
    static func salvage(_ text: String) -> SPFRecord {
        var terms: [Term] = []
        for term in text.split(separator: " ").dropFirst().compactMap({ Term(String($0)) })
        where !term.isModifier || !terms.contains(where: { $0.name == term.name }) {
            terms.append(term)
        }
        return SPFRecord(terms: terms)
    }

    /// The text to publish.
    public var description: String { (["v=spf1"] + terms.map(\.description)).joined(separator: " ") }

    /// The terms that receivers look at: what follows `all` is never reached (RFC 7208 §5.1), and neither is `redirect`
    /// beside it (§6.1).
    public var effectiveTerms: [Term] {
        guard let end = terms.firstIndex(where: \.isAll) else {
            return terms.filter { !$0.isModifier || $0.name == "redirect" }
        }
        return terms[...end].filter { !$0.isModifier }
    }

    /// What is said of everybody else; nil where nothing is.
    public var policy: Qualifier? { terms.first(where: \.isAll)?.qualifier }
}

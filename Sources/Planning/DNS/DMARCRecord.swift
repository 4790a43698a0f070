/// What receivers are to do with mail that fails SPF and DKIM (RFC 7489 §6.3).
public struct DMARCRecord: Hashable, Codable, Sendable {
    /// What is asked for.
    public enum Policy: String, Hashable, Codable, Sendable { case none, quarantine, reject }

    /// The policy for the domain.
    public var policy: Policy
    /// The share of mail that it is asked for.
    public var percent: Int
    /// Where reports go.
    public var reports: String?

    /// To begin with: nothing but looking, with reports of who sends in the domain's name.
    ///
    /// They go to the address that every domain has (RFC 2142 §4): at another domain it would first have to agree
    /// (RFC 7489 §7.1).
    public static func start(_ domain: String) -> String { "v=DMARC1; p=none; rua=mailto:\(postmaster(domain))" }

    /// Where a domain's reports go to begin with.
    public static func postmaster(_ domain: String) -> String { "postmaster@\(domain)" }

    /// Whether mail is held back or refused because of it.
    public var isInForce: Bool { policy != .none && percent > 0 }

    /// Reads a record's text; nil where it is none that receivers heed.
    public init?(_ text: String) {
        let pairs = text.split(separator: ";").map { part in
            part.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
        }
        guard DMARCRecord.isDMARC(text) else { return nil }
        var tags: [String: String] = [:]
        for pair in pairs where pair.count == 2 { tags[pair[0].lowercased()] = pair[1] }
        // §6.6.3: without a valid policy but with reports it counts as none.
        guard let policy = tags["p"].flatMap({ Policy(rawValue: $0.lowercased()) }) ?? (tags["rua"].map { _ in .none })
        else { return nil }
        self.policy = policy
        percent = tags["pct"].flatMap { Int($0) }.map { min(max($0, 0), 100) } ?? 100
        reports = tags["rua"]
    }

    /// Whether a TXT record is one of DMARC: the version comes first.
    public static func isDMARC(_ text: String) -> Bool {
        let first = text.prefix { $0 != ";" }.filter { !$0.isWhitespace }
        return first == "v=DMARC1"
    }
}

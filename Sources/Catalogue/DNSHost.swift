/// Somebody who keeps zones, and the way to the editor of one in his web pages.
public struct DNSHost: Hashable, Codable, Sendable, Identifiable {
    /// The stable name.
    public var id: String
    /// The name that customers know.
    public var name: String
    /// What the names of its name servers end with; `*` stands for any run of characters inside.
    public var nameServers: [String]
    /// The clicks to the zone's editor by language (`de`, `en`, `fr`).
    public var path: [String: [String]]
    /// Where the clicks begin.
    public var address: String?
    /// Its own mail product, by the catalogue's ID, where it is one of those.
    public var providers: [String]?
    /// How sure the facts are.
    public var confidence: Provider.Confidence
    /// Where they come from.
    public var facts: [String]
}

extension DNSHost {
    /// Whether a name server is one of this host's.
    func owns(_ server: String) -> Bool { nameServers.contains { DNSHost.matches(server, $0) } }

    /// Whole labels only where the form has no star.
    private static func matches(_ server: String, _ form: String) -> Bool {
        guard let star = form.firstIndex(of: "*") else { return server == form || server.hasSuffix(".\(form)") }
        let (before, after) = (form[..<star], form[form.index(after: star)...])
        return server.count >= before.count + after.count && server.hasPrefix(before) && server.hasSuffix(after)
    }
}

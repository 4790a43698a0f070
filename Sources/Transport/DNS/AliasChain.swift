import MailCore

/// Follows CNAME records from the name that was asked for to the records at its end, within one message.
struct AliasChain {
    /// More aliases than that in a row are taken for a circle.
    static let limit = 8

    /// Why a chain has no end.
    enum Endless: Error { case circle, tooLong }

    /// The name to ask for next.
    private(set) var name: String
    /// The names that aliases led to.
    private(set) var aliases: [String] = []

    init(_ name: String) { self.name = name.lowercased() }

    /// Takes a message; the records of that kind, or nil where an alias led to a name that it says nothing about.
    mutating func follow(_ message: DNSMessage, _ kind: DNSRecord.Kind) throws(Endless) -> [DNSRecord]? {
        let before = name
        while true {
            let own = message.entries.filter { $0.name == name }
            let records = own.filter { $0.kind == kind }
            if !records.isEmpty {
                return records.map { DNSRecord(name: name, kind: kind, value: $0.value, lifetime: $0.lifetime) }
            }
            guard case .name(let next)? = own.first(where: { $0.kind == .cname })?.value else {
                return name == before ? [] : nil
            }
            guard next != name, !aliases.contains(next) else { throw .circle }
            guard aliases.count < AliasChain.limit else { throw .tooLong }
            aliases.append(next)
            name = next
        }
    }
}

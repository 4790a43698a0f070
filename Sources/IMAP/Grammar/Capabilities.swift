/// What a server says it can do (RFC 9051 §7.2.2); names compare without regard to case.
public struct Capabilities: Hashable, Sendable {
    /// The names as the server spells them, in its order.
    public let names: [String]
    private let folded: Set<String>

    /// Capabilities of the given names.
    public init(_ names: [String] = []) {
        self.names = names
        folded = Set(names.map { $0.uppercased() })
    }

    /// Whether one is announced.
    public func contains(_ name: String) -> Bool { folded.contains(name.uppercased()) }

    /// The SASL mechanisms (`AUTH=…`), upper case, in the server's order.
    public var mechanisms: [String] { values("AUTH=") }

    /// How literals may be sent.
    public var literals: LiteralMode {
        contains("LITERAL+")
            ? .nonSynchronizing
            : contains("LITERAL-") || contains("IMAP4REV2") ? .nonSynchronizingSmall : .synchronizing
    }

    /// The largest message that APPEND takes, where it is announced here (RFC 7889 §2).
    public var appendLimit: Int? { values("APPENDLIMIT=").first.flatMap { Int($0) } }

    private func values(_ prefix: String) -> [String] {
        names.compactMap { name in
            let upper = name.uppercased()
            return upper.hasPrefix(prefix) ? String(upper.dropFirst(prefix.count)) : nil
        }
    }
}

public import MailCore

/// The proxies whose word about the client counts.
public struct Proxies: Sendable, Hashable {
    /// The header fields in which they give it.
    ///
    /// Only one family is read: a proxy replaces or extends the one that it knows and hands on the other as the client sent it.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        /// `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`.
        case xForwarded = "x-forwarded"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// Where they are.
    public var networks: [IPNetwork]
    /// What they write.
    public var field: Field

    /// Proxies in those networks; none by default.
    public init(_ networks: [IPNetwork] = [], field: Field = .xForwarded) {
        self.networks = networks
        self.field = field
    }

    /// Whether the address is one of theirs.
    public func contain(_ address: String) -> Bool {
        guard !networks.isEmpty, let address = IPAddress(address) else { return false }
        return networks.contains { $0.contains(address) }
    }
}

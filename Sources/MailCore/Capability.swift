/// What is built: the kinds that are read and stored over a protocol.
///
/// `table` is the one place that says so: connectors, forms, pages and the FAQ follow it.
public struct Capability: Hashable, Sendable {
    /// The protocol.
    public var service: Endpoint.Service
    /// What a source gives out over it.
    public var reads: Set<Kind>
    /// What a target takes over it.
    public var stores: Set<Kind>

    /// Everything that is built.
    public static let table = [
        Capability(service: .imap, reads: [.mail], stores: [.mail]),
        Capability(service: .pop3, reads: [.mail], stores: []),
    ]

    /// What is built of a protocol.
    public static func of(_ service: Endpoint.Service) -> Capability {
        table.first { $0.service == service } ?? Capability(service: service, reads: [], stores: [])
    }

    /// The protocols of sources.
    public static var sources: [Endpoint.Service] { table.filter { !$0.reads.isEmpty }.map(\.service) }

    /// The protocols of targets.
    public static var targets: [Endpoint.Service] { table.filter { !$0.stores.isEmpty }.map(\.service) }

    /// The kinds that can be moved: something reads them and something stores them.
    public static var kinds: [Kind] {
        Kind.allCases.filter { kind in
            table.contains { $0.reads.contains(kind) } && table.contains { $0.stores.contains(kind) }
        }
    }
}

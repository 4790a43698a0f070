import ArgumentParser
import Detection
import MailCore
import Transport

/// Who is asked where hosts are, and what is known of domains.
struct LookupOptions: ParsableArguments {
    @Option(
        help: .init(
            "Ask this server for every name (default: the system's resolver).",
            valueName: "host:port"
        )
    )
    var resolver: String?

    @Option(
        help: .init(
            "Also look at this list of configurations, in the form of Thunderbird's (default: none is asked).",
            valueName: "url"
        )
    )
    var ispdb: String?

    func validate() throws {
        _ = try server
        if let ispdb, !ispdb.hasPrefix("https://"), !ispdb.hasPrefix("http://") {
            throw ValidationError("--ispdb is a URL that begins with https:// or http://")
        }
    }

    /// Asks the given server; nil where the system's resolver serves.
    var ownResolver: DNSResolver? {
        get throws { try server.map { DNSResolver(DNSResolver.Settings(server: $0)) } }
    }

    /// Finds settings out, over connections made like that.
    func detector(_ transport: TransportSettings) throws -> Detector {
        var transport = transport
        transport.resolver = try ownResolver
        let settings = Detector.Settings(
            transport: transport,
            resolver: try ownResolver ?? DNSResolver(),
            ispdb: ispdb
        )
        return Detector(try Resources.catalogue(), settings)
    }

    /// The same options as arguments, for the worker.
    var arguments: [String] {
        (resolver.map { ["--resolver", $0] } ?? []) + (ispdb.map { ["--ispdb", $0] } ?? [])
    }

    private var server: String? {
        get throws { try resolver.map { try LookupOptions.address($0) } }
    }

    /// `ADDRESS:PORT` of each resolver whose answers are compared.
    static func compared(_ resolvers: [String]) throws -> [String] {
        try resolvers.map { try address($0, of: "--compare-resolver") }
    }

    /// `ADDRESS:PORT` of a resolver, which itself cannot be looked up.
    static func address(_ resolver: String, of option: String = "--resolver") throws -> String {
        let bare = IPAddress(resolver) != nil
        let parts =
            bare ? nil : resolver.lastIndex(of: ":").map { ($0, UInt16(resolver[resolver.index(after: $0)...])) }
        let port = parts?.1 ?? 53
        var host = parts.map { String(resolver[..<$0.0]) } ?? resolver
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        guard let address = IPAddress(host), port > 0, parts == nil || parts?.1 != nil else {
            throw ValidationError("\(option) is an address and a port, as in 192.0.2.1:53")
        }
        return address.isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

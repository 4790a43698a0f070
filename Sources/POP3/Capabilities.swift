/// What a server can do, as CAPA lists it (RFC 2449 §5).
public struct Capabilities: Hashable, Sendable {
    /// The arguments of each capability, by its name in capitals.
    public var arguments: [String: [String]]

    /// Capabilities by name.
    public init(_ arguments: [String: [String]] = [:]) { self.arguments = arguments }

    init(lines: [[UInt8]]) {
        arguments = [:]
        for line in lines {
            let words = String(decoding: line, as: UTF8.self).split { $0 == " " || $0 == "\t" }.map(String.init)
            guard let name = words.first else { continue }
            arguments[name.uppercased(), default: []] += words.dropFirst()
        }
    }

    /// The names, sorted.
    public var names: [String] { arguments.keys.sorted() }

    /// Whether a capability is listed.
    public func contains(_ name: String) -> Bool { arguments[name.uppercased()] != nil }

    /// The SASL mechanisms, in capitals.
    public var mechanisms: [String] { (arguments["SASL"] ?? []).map { $0.uppercased() } }

    /// Whether several commands may be sent ahead.
    public var pipelines: Bool { contains("PIPELINING") }

    /// Whether the connection can be encrypted by STLS.
    public var startsTLS: Bool { contains("STLS") }

    /// Whether USER and PASS are taken.
    public var takesUser: Bool { contains("USER") }

    /// Seconds to wait between two logins, where the server says so.
    public var loginDelay: Int? { arguments["LOGIN-DELAY"]?.first.flatMap { Int($0) } }

    /// The server's name for itself; empty where it does not say.
    public var implementation: String { (arguments["IMPLEMENTATION"] ?? []).joined(separator: " ") }
}

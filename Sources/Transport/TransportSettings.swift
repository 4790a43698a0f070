/// How connections are made: what DESIGN §4 has as `--ca-file`, `--proxy`, `--connect-to`, and where they may go (§6).
public struct TransportSettings: Sendable {
    /// A PEM file of authorities that are trusted besides the system's.
    public var caFile: String?
    /// The proxy's URL (`http`, `socks4`, `socks4a`, `socks5`, `socks5h`); nil for none, whatever the environment says.
    public var proxy: String?
    /// libcurl's `HOST:PORT:ADDR:PORT`: connect there instead; certificates are still checked for HOST.
    public var connectTo: [String]
    /// Who is asked for the addresses of hosts; nil for the system's resolver.
    public var resolver: DNSResolver?
    /// Name, connection and TLS together may take that many seconds.
    public var connectTimeout: Double
    /// A connection on which for that many seconds no octet moved either way, while somebody waits, is given up.
    public var idleTimeout: Double
    /// Where connections may go.
    public var egress: EgressPolicy
    /// Where the system keeps its authorities.
    var authorities: Authorities = .system

    /// Settings.
    public init(
        caFile: String? = nil,
        proxy: String? = nil,
        connectTo: [String] = [],
        resolver: DNSResolver? = nil,
        connectTimeout: Double = 15,
        idleTimeout: Double = 60,
        egress: EgressPolicy = .unrestricted
    ) {
        self.caFile = caFile
        self.proxy = proxy
        self.connectTo = connectTo
        self.resolver = resolver
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.egress = egress
    }
}

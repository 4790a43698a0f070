public import MailCore

/// Where connections may go (DESIGN §6); judged on the address that results, each time a socket is opened.
public struct EgressPolicy: Hashable, Sendable {
    /// The ports of mail, submission, filter and DAV services.
    public static let servicePorts: Set<Int> = [80, 110, 143, 443, 465, 587, 993, 995, 4190, 8443]

    /// Whether only public addresses and listed ports are allowed.
    public let isRestricted: Bool
    /// Networks that are open on every port.
    public let networks: [IPNetwork]
    /// The ports that are open on public addresses.
    public let ports: Set<Int>
    /// Whether a proxy may be used, which resolves names by itself: it must then guard the way out.
    public let trustsProxy: Bool

    /// Everywhere: for an operator who acts for himself.
    public static let unrestricted = EgressPolicy(isRestricted: false, networks: [], ports: [], trustsProxy: true)

    /// Public addresses only, on the ports given, and `networks` on all ports.
    ///
    /// Behind a proxy the resolved address is not seen here, so a proxy is refused unless `trustingProxy`.
    public static func publicOnly(
        allowing networks: [IPNetwork] = [],
        ports: Set<Int> = servicePorts,
        trustingProxy: Bool = false
    ) -> EgressPolicy {
        EgressPolicy(isRestricted: true, networks: networks, ports: ports, trustsProxy: trustingProxy)
    }

    /// Whether a connection to that address and port may be opened.
    public func allows(_ address: IPAddress, port: Int) -> Bool {
        guard isRestricted else { return true }
        if networks.contains(where: { $0.contains(address) }) { return true }
        return ports.contains(port) && address.isPublic
    }

    private init(isRestricted: Bool, networks: [IPNetwork], ports: Set<Int>, trustsProxy: Bool) {
        self.isRestricted = isRestricted
        self.networks = networks
        self.ports = ports
        self.trustsProxy = trustsProxy
    }
}

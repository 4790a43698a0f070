import MailCore

extension TransportSettings {
    /// Refuses proxies that would lead round the egress policy or cannot carry STARTTLS.
    ///
    /// A proxy resolves names by itself, so the address that results is not seen here. One that is spoken to over TLS
    /// leaves no socket that could be encrypted a second time.
    func checkProxy(for origin: Origin) throws(Problem) {
        guard let proxy, !proxy.isEmpty else { return }
        let failure = Failure(host: origin.host, port: origin.port)
        guard !egress.isRestricted || egress.trustsProxy else {
            throw failure.make(.addressForbidden, .stop, .operator, "the egress policy cannot be kept through a proxy")
        }
        let schemes = ["http", "socks4", "socks4a", "socks5", "socks5h"]
        let scheme = proxy.firstRange(of: "://").map { proxy[..<$0.lowerBound].lowercased() } ?? "http"
        guard schemes.contains(scheme) else {
            throw failure.make(.usage, .stop, .operator, "a proxy is one of \(schemes.joined(separator: ", "))")
        }
    }
}

extension Server {
    /// How a server is set up.
    public struct Configuration: Sendable {
        /// A certificate chain and its key, as PEM text.
        public struct TLS: Sendable {
            /// The chain, the server's own certificate first.
            public var certificate: String
            /// The private key.
            public var key: String

            /// A chain and its key.
            public init(certificate: String, key: String) {
                self.certificate = certificate
                self.key = key
            }
        }

        /// The address to listen at, IPv4 or IPv6.
        public var address: String
        /// The port; 0 takes a free one.
        public var port: UInt16
        /// Encrypts when given.
        public var tls: TLS?
        /// The proxies whose word about the client, and whose `X-Request-ID`, is believed.
        public var trustedProxies: Proxies
        /// Threads that do the network's work; handlers run elsewhere.
        public var threads: Int
        /// What a client may ask of us.
        public var limits: Limits

        /// A set-up; loopback and plain by default.
        public init(
            address: String = "127.0.0.1",
            port: UInt16 = 0,
            tls: TLS? = nil,
            trustedProxies: Proxies = Proxies(),
            threads: Int = 2,
            limits: Limits = Limits()
        ) {
            self.address = address
            self.port = port
            self.tls = tls
            self.trustedProxies = trustedProxies
            self.threads = threads
            self.limits = limits
        }
    }
}

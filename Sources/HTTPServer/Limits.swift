extension Server {
    /// What a client may ask of the server.
    public struct Limits: Sendable, Hashable {
        /// Octets of request line and header section; more is answered 431.
        public var headerBytes = 24 * 1024
        /// Octets of any body; more is answered 413 (forms: ``Request/form(limit:)``).
        public var bodyBytes = 64 * 1024 * 1024 * 1024
        /// Connections at a time; further ones wait to be accepted.
        public var connections = 4_000
        /// Connections at a time of one address; further ones are closed, those of trusted proxies not.
        public var connectionsPerClient = 64
        /// Seconds without an octet in either direction before the connection is closed.
        public var idleSeconds = 30
        /// Seconds from connecting, or from the last answer's end, to the end of the header section; on top of ``idleSeconds``
        /// for a connection kept alive.
        public var headerSeconds = 20
        /// Octets a second that a body has to bring on average after ``bodyGraceSeconds``.
        public var bodyRate = 512
        /// Seconds before ``bodyRate`` counts.
        public var bodyGraceSeconds = 30
        /// Octets a second of an answer that a client has to take on average after ``answerGraceSeconds``; time in which nothing
        /// was there to be taken does not count, and event streams have their own lifetime.
        public var answerRate = 512
        /// Seconds before ``answerRate`` counts.
        public var answerGraceSeconds = 30
        /// Seconds that a handler may take from the body's end to its answer; then 503 is answered.
        public var handlerSeconds = 60
        /// Seconds that an exchange may take in all; event streams have their own lifetime.
        public var totalSeconds = 6 * 3600

        /// The defaults.
        public init() {}
    }
}

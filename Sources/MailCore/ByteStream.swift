/// A connection as a codec's client sees it: octets in order, both ways, encrypted or not.
///
/// One reader and one writer may run at the same time.
public protocol ByteStream: Sendable {
    /// The next octets; empty at the end of the stream.
    ///
    /// - Throws: `no-answer` after the idle time-out, `connection-lost`.
    func read() async throws(Problem) -> [UInt8]

    /// Sends all of the octets.
    ///
    /// - Throws: `no-answer`, `connection-lost`.
    func write(_ bytes: [UInt8]) async throws(Problem)

    /// Encrypts the connection from here on, verified for the host that was connected to (STARTTLS, STLS).
    ///
    /// The caller has read the server's go-ahead and has made sure that no octet is left in its buffer (response injection).
    func startTLS() async throws(Problem)

    /// Closes the connection; a read or write under way ends with `connection-lost`.
    func close() async
}

/// Opens byte streams; what `Transport` gives to connectors, and what tests script.
public struct Dialer: Sendable {
    /// A connection that was opened.
    public struct Connection: Sendable {
        /// The octets.
        public var stream: any ByteStream
        /// The peer's address, without port; empty behind a proxy.
        public var peer: String

        /// A connection.
        public init(stream: any ByteStream, peer: String) {
            self.stream = stream
            self.peer = peer
        }
    }

    /// Connects to the endpoint's host and port; TLS at once where its security is `tls`.
    public var dial: @Sendable (Endpoint) async throws -> Connection

    /// A dialer; `dial` throws only `Problem`.
    public init(dial: @escaping @Sendable (Endpoint) async throws -> Connection) {
        self.dial = dial
    }
}

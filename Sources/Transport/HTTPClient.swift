public import MailCore

/// Exchanges HTTP messages over libcurl; connections are kept for the next request.
public struct HTTPClient: Sendable {
    /// What an exchange may cost.
    public struct Limits: Sendable {
        /// The most octets that an answer's body may have, decoded.
        public var bodyBytes: Int
        /// The most redirects to follow; 0 hands the redirect itself over.
        public var redirects: Int
        /// The most seconds that an exchange may take from begin to end.
        public var seconds: Double

        /// Limits.
        public init(bodyBytes: Int = 16 << 20, redirects: Int = 5, seconds: Double = 300) {
            self.bodyBytes = bodyBytes
            self.redirects = redirects
            self.seconds = seconds
        }
    }

    /// A client with these settings.
    public init(_ settings: TransportSettings = TransportSettings()) {}

    /// Sends a request and reads the answer, whatever its status.
    public func send(_ request: HTTPRequest, limits: Limits = Limits()) async throws(Problem) -> HTTPResponse {
        throw Problem(.noAnswer, reaction: .stop, fixer: .operator)
    }
}

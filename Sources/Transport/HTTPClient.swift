import CCurl
public import MailCore
import Synchronization

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

    private static let threads = BlockingThreads(limit: 32)

    private let settings: TransportSettings
    private let kept = KeptHandles()

    /// A client with these settings.
    public init(_ settings: TransportSettings = TransportSettings()) { self.settings = settings }

    /// Sends a request and reads the answer, whatever its status.
    ///
    /// A redirect from `https` to `http` is refused with `tls-required`; an `Authorization` field goes to the first host
    /// only. Cancelling the task ends the exchange.
    ///
    /// - Throws: As a dialer, and `protocol-violation` for an answer that exceeds the limits.
    public func send(_ request: HTTPRequest, limits: Limits = Limits()) async throws(Problem) -> HTTPResponse {
        let origin = try Origin(url: request.url)
        try settings.checkProxy(for: origin)
        let attempt = Attempt(egress: settings.egress)
        let exchange = HTTPExchange(request: request, origin: origin, limits: limits, settings: settings)
        try exchange.check()
        let promise = Promise<Result<HTTPResponse, Problem>>()
        let kept = kept
        HTTPClient.threads.submit {
            promise.settle(exchange.perform(attempt, kept))
        }
        let result = await withTaskCancellationHandler {
            await promise.value()
        } onCancel: {
            attempt.abort()
            promise.settle(.failure(Failure(host: origin.host, port: origin.port).lost("called off")))
        }
        return try result.get()
    }
}

/// Handles at rest, each with its connections.
final class KeptHandles: Sendable {
    private let handles = Mutex<[EasyHandle]>([])

    func take() throws(Problem) -> EasyHandle {
        if let handle = handles.withLock({ $0.popLast() }) { return handle }
        return try EasyHandle()
    }

    func keep(_ handle: EasyHandle) {
        handles.withLock { if $0.count < 4 { $0.append(handle) } }
    }
}

internal import CMicrohttpd
internal import Logging
import Synchronization

/// What the library's callbacks and the handlers' tasks share.
final class Core: Sendable {
    let configuration: Server.Configuration
    let logger: Logger
    let registry = Registry()
    private let handler: Handler

    init(_ configuration: Server.Configuration, logger: Logger, handler: @escaping Handler) {
        self.configuration = configuration
        self.logger = logger
        self.handler = handler
    }

    /// The core behind a callback's context.
    static func from(_ context: UnsafeMutableRawPointer?) -> Core? {
        context.map { Unmanaged<Core>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Whether the peer may open one more connection.
    func accepts(_ peer: String) -> Bool {
        configuration.trustedProxies.contain(peer)
            || registry.count(of: peer) < configuration.limits.connectionsPerClient
    }

    /// The header section is there: starts the handler, or settles the answer without it; false once the server stopped.
    func begin(_ exchange: Exchange, on handle: OpaquePointer, method: String) -> Bool {
        guard registry.enter() else { return false }
        let headers = Headers(of: handle)
        let length = headers["Content-Length"].flatMap { Int($0) }
        let isChunked = headers["Transfer-Encoding"] != nil
        exchange.connection.begin(exchange)
        exchange.open(
            Handle(handle),
            method: method,
            bodyLength: isChunked ? nil : length,
            hasBody: isChunked || (length ?? 0) > 0,
            bodyLimit: configuration.limits.bodyBytes
        )
        let request = request(of: exchange, method: method, headers: headers, bodyLength: isChunked ? nil : length ?? 0)
        if let refusal = refusal(of: request, target: exchange.target, headers: headers, bodyLength: length ?? 0) {
            exchange.finish(refusal)
        } else if let request {
            exchange.run(Task { await self.serve(request, exchange) })
        }
        return true
    }

    /// Hands an exchange's answer to the library; where it cannot be made (a file that is gone), 500 takes its place.
    func queue(_ answer: Answer, of exchange: Exchange, on handle: OpaquePointer) -> MHD_Result {
        var answer = answer
        if registry.isStopping { answer.fields.append(Headers.Field(name: "Connection", value: "close")) }
        if answer.queue(on: handle) == .YES { return .YES }
        let id = exchange.state.withLock(\.requestID)
        logger.error("an answer could not be sent", metadata: ["request": "\(id)"])
        let substitute = Answer.plain(.internalError, "Internal Server Error")
        exchange.replace(answer, by: substitute)
        return substitute.queue(on: handle)
    }

    /// The library is done with a request.
    func end(_ exchange: Exchange, isComplete: Bool) {
        let wasStarted = exchange.isStarted
        exchange.complete()
        exchange.connection.end()
        guard wasStarted else { return }
        AccessLog.write(exchange, isComplete: isComplete, to: logger)
        registry.leave()
    }

    /// Runs the handler, and its stream behind it.
    private func serve(_ request: Request, _ exchange: Exchange) async {
        let response = await handler(request)
        let prepared = Preparation(response, for: request, logger: logger)
        guard exchange.finish(prepared.answer) else { return }
        if let feed = prepared.answer.feed {
            feed.start()
            if registry.isStopping { feed.finish() }
        }
        guard let produce = prepared.produce, let queue = prepared.answer.queue else { return }
        do {
            try await produce()
            queue.finish()
        } catch {
            queue.finish(broken: true)
            if !(error is CancellationError) {
                logger.error("a streamed answer broke: \(error)", metadata: ["request": "\(request.id)"])
            }
        }
    }
}

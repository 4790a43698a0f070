import HTTPServer
import Logging
import Synchronization

/// A server on a free loopback port for the time of one test.
func withServer(
    _ limits: Server.Limits = .patient,
    tls: Server.Configuration.TLS? = nil,
    trustedProxies: Proxies = Proxies(),
    log: LogBook? = nil,
    handler: @escaping Handler,
    _ body: (UInt16, Server) async throws -> Void
) async throws {
    var logger = Logger(label: "test") { _ in log ?? LogBook() }
    logger.logLevel = log == nil ? .critical : .debug
    let configuration = Server.Configuration(tls: tls, trustedProxies: trustedProxies, limits: limits)
    let server = Server(configuration, logger: logger, handler: handler)
    let port = try server.start()
    do {
        try await body(port, server)
    } catch {
        await server.stop(within: .milliseconds(100))
        throw error
    }
    await server.stop(within: .seconds(5))
}

extension Server.Limits {
    /// Limits that no test runs into because the machine is busy; each test sets the one that it is about.
    static let patient: Server.Limits = {
        var limits = Server.Limits()
        limits.idleSeconds = 300
        limits.headerSeconds = 300
        limits.bodyGraceSeconds = 300
        limits.handlerSeconds = 300
        return limits
    }()
}

/// Keeps what is logged.
final class LogBook: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])
    private let level = Mutex(Logger.Level.debug)

    /// The lines, with metadata behind them.
    var lines: [String] { kept.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { level.withLock { $0 } }
        set { level.withLock { $0 = newValue } }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
        kept.withLock { $0.append("\(event.level) \(event.message) \(details)") }
    }
}

/// Something that a test waits for.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func raise() {
        let waiting = state.withLock { state in
            state.isRaised = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLock { state in
                if !state.isRaised { state.waiting.append(continuation) }
                return state.isRaised
            }
            if isRaised { continuation.resume() }
        }
    }
}

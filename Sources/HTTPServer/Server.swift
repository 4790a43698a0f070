internal import CMicrohttpd
internal import Dispatch
internal import Glibc
public import Logging
import Synchronization

/// An HTTP/1.1 server whose handlers are asynchronous.
///
/// A few threads of libmicrohttpd do the network's work; handlers run as tasks and never on those threads.
public final class Server: Sendable {
    /// A daemon that runs, and what has to live as long as it does.
    private struct Running: @unchecked Sendable {
        let daemon: OpaquePointer
        let core: Unmanaged<Core>
        let texts: [UnsafeMutablePointer<CChar>]
        let ticker: Task<Void, Never>
    }

    private let core: Core
    private let running = Mutex<Running?>(nil)

    /// A server that does not listen yet.
    public init(_ configuration: Configuration, logger: Logger, handler: @escaping Handler) {
        core = Core(configuration, logger: logger, handler: handler)
    }

    /// Begins to listen, and gives the port; a server is started once.
    ///
    /// - Throws: `StartError`, where the address cannot be used or the certificate cannot be read.
    @discardableResult
    public func start() throws -> UInt16 {
        signal(SIGPIPE, SIG_IGN)
        let listener = try Listener(address: core.configuration.address, port: core.configuration.port)
        let context = Unmanaged.passRetained(core)
        var options = DaemonOptions(core.configuration, context: context.toOpaque(), listener: listener)
        guard let daemon = options.start() else {
            // The library has closed the socket; by now the number may be another one's.
            options.free()
            context.release()
            throw StartError.daemon
        }
        let ticker = Task { [core] in await core.watchClock() }
        running.withLock {
            $0 = Running(daemon: daemon, core: context, texts: options.texts, ticker: ticker)
        }
        return listener.port
    }

    /// Stops listening, ends event streams, lets requests in hand finish until the deadline, then cuts them off.
    public func stop(within deadline: Duration = .seconds(10)) async {
        let taken = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let taken else { return }
        let socket = MHD_quiesce_daemon(taken.daemon)
        if socket >= 0 { close(socket) }
        await core.drain(until: .now + deadline)
        taken.ticker.cancel()
        await withCheckedContinuation { continuation in
            // Joins the library's threads. A serial queue has a thread of its own; the global ones share theirs with
            // Swift's cooperative pool.
            DispatchQueue(label: "http-stop").async {
                MHD_stop_daemon(taken.daemon)
                for text in taken.texts { free(text) }
                taken.core.release()
                continuation.resume()
            }
        }
    }
}

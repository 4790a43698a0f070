internal import CMicrohttpd
internal import Glibc
import Synchronization

/// One client's TCP connection, which carries one exchange after the other.
final class Connection: Sendable {
    /// What the connection is busy with.
    private struct State {
        /// When it was opened, or its last exchange ended.
        var since = ContinuousClock.now
        var isReused = false
        var exchange: Exchange?
    }

    /// A number of its own.
    let id: Int
    /// The peer's address.
    let peer: String
    private let descriptor: Int32
    private let state = Mutex(State())

    init(id: Int, peer: String, descriptor: Int32) {
        self.id = id
        self.peer = peer
        self.descriptor = descriptor
    }

    /// The exchange whose header section has arrived.
    var exchange: Exchange? { state.withLock(\.exchange) }

    func begin(_ exchange: Exchange) {
        state.withLock { $0.exchange = exchange }
    }

    func end() {
        state.withLock { state in
            state.exchange = nil
            state.since = .now
            state.isReused = true
        }
    }

    /// Whether the next header section is overdue.
    func isOverdue(at now: ContinuousClock.Instant, limits: Server.Limits) -> Bool {
        state.withLock { state in
            guard state.exchange == nil else { return false }
            let seconds = limits.headerSeconds + (state.isReused ? limits.idleSeconds : 0)
            return now - state.since > .seconds(seconds)
        }
    }

    /// Ends the connection from outside; the library closes it once it notices.
    ///
    /// Only to be called while the connection is registered: later the descriptor may be somebody else's.
    func cut() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

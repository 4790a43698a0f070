import Synchronization

/// The connections that are open and how many exchanges are under way.
final class Registry: Sendable {
    fileprivate struct State {
        var connections: [Int: Connection] = [:]
        var perPeer: [String: Int] = [:]
        var nextID = 0
        var active = 0
        var cutAt: ContinuousClock.Instant?
        var isClosed = false
        var whenIdle: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Whether the server is about to stop, so that answers ask to close the connection.
    var isStopping: Bool { state.withLock { $0.cutAt != nil } }

    /// How many connections the peer has.
    func count(of peer: String) -> Int { state.withLock { $0.perPeer[peer] ?? 0 } }

    func open(peer: String, descriptor: Int32) -> Connection {
        state.withLock { state in
            state.nextID += 1
            state.perPeer[peer, default: 0] += 1
            let connection = Connection(id: state.nextID, peer: peer, descriptor: descriptor)
            state.connections[connection.id] = connection
            return connection
        }
    }

    func close(_ connection: Connection) {
        state.withLock { state in
            state.connections[connection.id] = nil
            let left = (state.perPeer[connection.peer] ?? 1) - 1
            state.perPeer[connection.peer] = left > 0 ? left : nil
        }
    }

    /// Counts an exchange in; false once the server has stopped.
    func enter() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.active += 1
            return true
        }
    }

    /// Counts an exchange out.
    func leave() {
        let waiting = state.withLock { state in
            state.active -= 1
            return state.takeWaiterIfIdle()
        }
        waiting?.resume()
    }

    /// Calls for every open connection, none of which can be closed meanwhile.
    func forEach(_ body: (Connection) -> Void) {
        state.withLock { state in
            for connection in state.connections.values { body(connection) }
        }
    }

    /// Says that the server is about to stop; exchanges that last until the deadline are to be cut off.
    func beginStop(cutAt deadline: ContinuousClock.Instant) {
        state.withLock { $0.cutAt = deadline }
    }

    /// Waits until no exchange is under way; from then on none can begin.
    func waitUntilIdle() async {
        await withCheckedContinuation { continuation in
            let waiting = state.withLock { state in
                state.whenIdle = continuation
                return state.takeWaiterIfIdle()
            }
            waiting?.resume()
        }
    }

    /// Whether exchanges that are still under way are to be cut off.
    func isPastDeadline(at now: ContinuousClock.Instant) -> Bool {
        state.withLock { state in state.cutAt.map { now >= $0 } ?? false }
    }
}

extension Registry.State {
    /// Whoever waits for the last exchange, once it has ended; closes the door behind it.
    fileprivate mutating func takeWaiterIfIdle() -> CheckedContinuation<Void, Never>? {
        guard active == 0, let waiting = whenIdle else { return nil }
        isClosed = true
        whenIdle = nil
        return waiting
    }
}

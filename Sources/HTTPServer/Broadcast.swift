import Synchronization

/// One producer's events to any number of clients; the encoded octets are shared by all of them.
///
/// A client that reads too slowly loses the oldest events that wait for it: send states, not differences.
public final class Broadcast: Sendable {
    private struct State {
        var latest: ServerEvent?
        var isFinished = false
        var listeners: [Int: EventQueue] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// A broadcast without listeners.
    public init() {}

    /// How many clients listen.
    public var audience: Int { state.withLock { $0.listeners.count } }

    /// The latest event, which a new client gets at once.
    public var latest: ServerEvent? { state.withLock { $0.latest } }

    /// Sends an event to everybody who listens, and to those who join before the next one.
    public func send(_ event: ServerEvent) {
        let listeners = state.withLock { state in
            state.latest = event
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.push(event) }
    }

    /// Ends every client's stream after what waits for it; those who join later get the latest event and the end.
    public func finish() {
        let listeners = state.withLock { state in
            state.isFinished = true
            defer { state.listeners = [:] }
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.finish() }
    }

    func join(_ queue: EventQueue) -> Int {
        state.withLock { state in
            if let latest = state.latest { queue.push(latest) }
            state.nextID += 1
            if state.isFinished {
                queue.finish()
            } else {
                state.listeners[state.nextID] = queue
            }
            return state.nextID
        }
    }

    func leave(_ id: Int) {
        state.withLock { _ = $0.listeners.removeValue(forKey: id) }
    }
}

import Synchronization

/// What waits for one client of a broadcast.
final class EventQueue: Sendable {
    private struct State {
        var events: [ServerEvent] = []
        var isFinished = false
        var wake: (@Sendable () -> Void)?
    }

    private let backlog: Int
    private let state = Mutex(State())

    init(backlog: Int) { self.backlog = max(1, backlog) }

    func push(_ event: ServerEvent) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            guard !state.isFinished else { return nil }
            if state.events.count >= backlog { state.events.removeFirst() }
            state.events.append(event)
            defer { state.wake = nil }
            return state.wake
        }
        wake?()
    }

    func finish() {
        let wake = state.withLock { state in
            state.isFinished = true
            defer { state.wake = nil }
            return state.wake
        }
        wake?()
    }
}

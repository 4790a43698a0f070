import Synchronization

/// One client's share of a broadcast: the events on their way to it, its heartbeats, and its end.
final class EventFeed: Sendable {
    private struct State {
        var lastSent = ContinuousClock.now
        var membership: Int?
    }

    private let stream: EventStream
    private let queue: OutputQueue
    private let began = ContinuousClock.now
    private let state = Mutex(State())

    init(_ stream: EventStream, to queue: OutputQueue) {
        self.stream = stream
        self.queue = queue
    }

    /// Sends what this client gets first, and joins the broadcast.
    func start() {
        for event in stream.first { offer(event) }
        let membership = stream.source.join(self)
        let isLate = state.withLock { state in
            state.membership = membership
            return queue.isGone
        }
        if isLate { leave() }
    }

    func offer(_ event: ServerEvent) {
        state.withLock { $0.lastSent = .now }
        queue.offer(event.bytes, backlog: stream.backlog)
    }

    func finish() { queue.finish() }

    /// Leaves the broadcast, as the client has gone.
    func leave() {
        let membership = state.withLock { state in
            defer { state.membership = nil }
            return state.membership
        }
        if let membership { stream.source.leave(membership) }
    }

    /// Sends a heartbeat when one is due, and ends the stream when its time is over.
    func tick(at now: ContinuousClock.Instant) {
        if now - began >= stream.lifetime {
            finish()
        } else if now - state.withLock(\.lastSent) >= stream.heartbeat {
            state.withLock { $0.lastSent = now }
            queue.nudge(ServerEvent.heartbeat.bytes)
        }
    }
}

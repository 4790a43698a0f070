import Synchronization

/// One producer's events to any number of clients; the encoded octets are shared by all of them.
///
/// A client that reads too slowly loses the oldest events that wait for it: send states, not differences.
public final class Broadcast: Sendable {
    private struct State {
        var latest: ServerEvent?
        var isFinished = false
        var feeds: [Int: EventFeed] = [:]
        var nextID = 0
    }

    private let state = Mutex(State())

    /// A broadcast that nobody listens to yet.
    public init() {}

    /// How many clients listen.
    public var audience: Int { state.withLock { $0.feeds.count } }

    /// The latest event, which a new client gets at once.
    public var latest: ServerEvent? { state.withLock { $0.latest } }

    /// Sends an event to everybody who listens, and to those who join before the next one.
    public func send(_ event: ServerEvent) {
        let feeds = state.withLock { state in
            state.latest = event
            return Array(state.feeds.values)
        }
        for feed in feeds { feed.offer(event) }
    }

    /// Ends every client's stream after what waits for it; those who join later get the latest event and the end.
    public func finish() {
        let feeds = state.withLock { state in
            state.isFinished = true
            return Array(state.feeds.values)
        }
        for feed in feeds { feed.finish() }
    }

    /// Adds a client, which gets the latest event at once; the number is for ``leave(_:)``.
    func join(_ feed: EventFeed) -> Int {
        let (id, latest, isFinished) = state.withLock { state in
            state.nextID += 1
            if !state.isFinished { state.feeds[state.nextID] = feed }
            return (state.nextID, state.latest, state.isFinished)
        }
        if let latest { feed.offer(latest) }
        if isFinished { feed.finish() }
        return id
    }

    func leave(_ id: Int) {
        state.withLock { _ = $0.feeds.removeValue(forKey: id) }
    }
}

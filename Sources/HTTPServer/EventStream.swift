/// The events that one client gets: some of its own first, then those of a broadcast.
public struct EventStream: Sendable {
    /// Sent to this client at once.
    public var first: [ServerEvent]
    /// Whose events follow.
    public var source: Broadcast
    /// How often a comment is sent that shows whether the client is still there.
    public var heartbeat: Duration
    /// When the stream ends and the browser connects again.
    public var lifetime: Duration
    /// Events that may wait for a slow client before the oldest is dropped.
    public var backlog: Int

    /// A stream of a broadcast's events.
    public init(
        _ source: Broadcast,
        first: [ServerEvent] = [],
        heartbeat: Duration = .seconds(15),
        lifetime: Duration = .seconds(600),
        backlog: Int = 16
    ) {
        self.first = first
        self.source = source
        self.heartbeat = heartbeat
        self.lifetime = lifetime
        self.backlog = backlog
    }
}

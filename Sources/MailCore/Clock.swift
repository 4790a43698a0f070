/// The time, given from outside so that tests and simulations own it.
public struct WallClock: Sendable {
    /// Seconds since 1 January 1970, 00:00 UTC.
    public var now: @Sendable () -> Double
    /// Waits; returns early when the task is cancelled.
    public var sleep: @Sendable (Double) async -> Void

    /// A clock.
    public init(now: @escaping @Sendable () -> Double, sleep: @escaping @Sendable (Double) async -> Void) {
        self.now = now
        self.sleep = sleep
    }
}

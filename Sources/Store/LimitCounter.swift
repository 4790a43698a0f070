/// A sliding window of attempts, from two fixed ones: the present, and the last by the share that still counts.
struct LimitCounter: Hashable, Sendable {
    /// The number of the present window.
    var window: Int64
    /// Attempts in it.
    var current = 0
    /// Attempts in the one before.
    var previous = 0
    /// Attempts since the last success.
    var streak = 0
    /// When the last attempt was.
    var last: Int64 = 0

    /// The longest delay that a streak of failures leads to, in seconds.
    private static let longestDelay: Int64 = 900

    /// Moves on to the present window.
    mutating func advance(to now: Int64, _ rule: LimitTable.Rule) {
        let present = now / rule.seconds
        if present == window + 1 {
            (previous, current) = (current, 0)
        } else if present != window {
            (previous, current) = (0, 0)
        }
        window = present
        // A day without an attempt forgives.
        if now - last > 86_400 { streak = 0 }
    }

    /// How many seconds are left until the next attempt is allowed; 0 is now.
    func wait(at now: Int64, _ rule: LimitTable.Rule) -> Int64 {
        max(delayLeft(at: now, rule), windowLeft(at: now, rule))
    }

    mutating func count(at now: Int64) {
        current += 1
        streak += 1
        last = now
    }

    /// 2, 4, 8… seconds after each failure beyond the rule's patience.
    private func delayLeft(at now: Int64, _ rule: LimitTable.Rule) -> Int64 {
        guard let patience = rule.patience, streak >= patience else { return 0 }
        let delay = min(LimitCounter.longestDelay, 2 << min(20, Int64(streak - patience)))
        return max(0, last + delay - now)
    }

    /// The first second at which the weighted sum leaves room for one more.
    private func windowLeft(at now: Int64, _ rule: LimitTable.Rule) -> Int64 {
        let start = window * rule.seconds
        if weighted(previous, at: now - start, rule) + current < rule.count { return 0 }
        if current < rule.count {
            return start + firstFit(previous, room: rule.count - current, rule) - now
        }
        return start + rule.seconds + firstFit(current, room: rule.count, rule) - now
    }

    private func weighted(_ count: Int, at elapsed: Int64, _ rule: LimitTable.Rule) -> Int {
        Int(Int64(count) * (rule.seconds - elapsed) / rule.seconds)
    }

    /// The first second of a window at which the one before weighs less than `room`.
    private func firstFit(_ count: Int, room: Int, _ rule: LimitTable.Rule) -> Int64 {
        (0...rule.seconds).first { weighted(count, at: $0, rule) < room } ?? rule.seconds
    }
}

/// Seconds on a clock that never jumps, from an arbitrary beginning.
enum Monotonic {
    private static let beginning = ContinuousClock.now

    static var now: Double { (ContinuousClock.now - beginning) / .seconds(1) }
}

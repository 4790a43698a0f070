import MailCore
import Store

/// How fast it goes, and what follows from it.
struct Pace {
    /// The span between two samples.
    struct Span {
        var start: Int64
        var end: Int64
        var items: Int
        var perMinute: Double { end > start ? Double(items) * 60 / Double(end - start) : 0 }
    }

    let spans: [Span]
    let left: Int
    /// Where nothing arrived for a while: the provider asked for a pause, or the run stood still.
    let pauses: [ClosedRange<Int64>]

    /// Seconds without an item that count as a pause.
    private static let stillness: Int64 = 5
    /// Seconds that have to be known before an estimate is given.
    private static let patience: Int64 = 20

    init(_ projection: Projection, now: Int64) {
        let samples = Pace.points(projection)
        spans = zip(samples, samples.dropFirst()).compactMap { earlier, later in
            guard later.time > earlier.time else { return nil }
            return Span(start: earlier.time, end: later.time, items: max(later.items - earlier.items, 0))
        }
        left = max(projection.totals.found - projection.totals.done, 0)
        pauses = Pace.pauses(spans, isPaused: projection.state.isPaused, now: now)
    }

    /// The samples of this pass, and how it stands now: the engine takes one only every few seconds.
    private static func points(_ projection: Projection) -> [RateSample] {
        let begun = projection.begun ?? .min
        let samples = projection.samples.filter { $0.time >= begun }
        guard projection.state.isCopying, let last = samples.last, let now = projection.lastSignOfLife,
            now >= last.time + 2, projection.totals.done >= last.items
        else { return samples }
        let totals = projection.totals
        return samples + [RateSample(time: now, items: totals.done, bytes: totals.bytes)]
    }

    /// The rate of late; nil where too little is known.
    var recent: Double? {
        guard let end = spans.last?.end else { return nil }
        let late = spans.filter { end - $0.start <= 600 && !isPause($0) }
        let seconds = late.reduce(0) { $0 + $1.end - $1.start }
        guard seconds > 0 else { return nil }
        return Double(late.reduce(0) { $0 + $1.items }) * 60 / Double(seconds)
    }

    /// How long it still takes, in words; nil before it can be known.
    func remaining(_ voice: Voice) -> String? {
        guard let first = spans.first, let last = spans.last, last.end - first.start >= Pace.patience,
            let recent, recent > 0, left > 0
        else { return nil }
        let minutes = Int((Double(left) / recent).rounded(.up))
        if minutes <= 1 { return voice.say("live.remainingSoon") }
        if minutes < 90 { return voice.count("live.remaining", ["minutes": minutes < 10 ? minutes : minutes / 5 * 5]) }
        return voice.count("live.remainingHours", ["hours": (minutes + 30) / 60])
    }

    private func isPause(_ span: Span) -> Bool { pauses.contains { $0.contains(span.start) && $0.contains(span.end) } }

    private static func pauses(_ spans: [Span], isPaused: Bool, now: Int64) -> [ClosedRange<Int64>] {
        var pauses: [ClosedRange<Int64>] = []
        for span in spans where span.items == 0 {
            if let last = pauses.last, last.upperBound == span.start {
                pauses[pauses.count - 1] = last.lowerBound...span.end
            } else {
                pauses.append(span.start...span.end)
            }
        }
        if isPaused, let end = spans.last?.end, now > end {
            if let last = pauses.last, last.upperBound == end {
                pauses[pauses.count - 1] = last.lowerBound...now
            } else {
                pauses.append(end...now)
            }
        }
        return pauses.filter { $0.upperBound - $0.lowerBound >= stillness }
    }
}

extension State {
    var isPaused: Bool { if case .paused = self { true } else { false } }
}

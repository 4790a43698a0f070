import MailCore
import Synchronization

/// What was found lately: few enough to fit, and forgotten soon.
final class DetectionMemory: Sendable {
    private struct Entry {
        var outcome: Detector.Outcome
        var until: ContinuousClock.Instant
        var number: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var next = 0
    }

    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    init(limit: Int = 500, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
        self.limit = limit
        self.now = now
    }

    subscript(address: MailAddress) -> Detector.Outcome? {
        let now = now()
        return state.withLock { state in
            guard let entry = state.entries[address.description], entry.until > now else { return nil }
            return entry.outcome
        }
    }

    /// Trouble passes sooner than settings change.
    func keep(_ outcome: Detector.Outcome, for address: MailAddress) {
        let isGood = outcome.trouble == nil && !outcome.account.isEmpty
        let until = now() + (isGood ? .seconds(600) : .seconds(20))
        state.withLock { state in
            state.entries[address.description] = Entry(outcome: outcome, until: until, number: state.next)
            state.next += 1
            guard state.entries.count > limit, let oldest = state.entries.min(by: { $0.value.number < $1.value.number })
            else { return }
            state.entries[oldest.key] = nil
        }
    }
}

import Journal
import MailCore
import Synchronization

/// What the parts of one run tell each other while it runs.
final class Signals: Sendable {
    private struct Values {
        var wantsStop = false
        var wantsCancel = false
        var wasWoken = false
        var looks = 0
        var interruption: Problem?
        var settled = 0
        var differences = 0
        var progress: [Kind: Progress] = [:]
        var told = -Double.infinity
        var sampled = -Double.infinity
        var sampleInterval = 5.0
    }

    private let values = Mutex(Values())

    /// Whether to stop between messages.
    var wantsStop: Bool { values.withLock { $0.wantsStop } }
    /// Whether to begin no other kind.
    var wantsCancel: Bool { values.withLock { $0.wantsCancel } }
    /// Items whose fate became known during this run.
    var settled: Int { values.withLock { $0.settled } }
    /// Whether no new batch is to begin.
    var holdsBack: Bool { values.withLock { $0.wantsStop || $0.interruption != nil } }

    /// Whether the target is being looked at: nothing is lost when its connections end.
    var isLooking: Bool { values.withLock { $0.looks > 0 } }

    /// A look at the target, for as long as somebody keeps it.
    final class Look: Sendable {
        private let signals: Signals

        init(_ signals: Signals) {
            self.signals = signals
            signals.values.withLock { $0.looks += 1 }
        }

        deinit { signals.values.withLock { $0.looks -= 1 } }
    }

    /// Differences that verification found.
    var differences: Int { values.withLock { $0.differences } }

    func differ(_ count: Int) { values.withLock { $0.differences += count } }

    func ask(stop: Bool, cancel: Bool, wake: Bool) {
        values.withLock {
            $0.wantsStop = $0.wantsStop || stop
            $0.wantsCancel = $0.wantsCancel || cancel
            $0.wasWoken = $0.wasWoken || wake
        }
    }

    /// Whether somebody acted since this was asked last.
    func takeWake() -> Bool {
        values.withLock { values in
            defer { values.wasWoken = false }
            return values.wasWoken
        }
    }

    /// Notes why the round in hand has to end; the first reason that cannot be waited out is the one that is told.
    func interrupt(_ problem: Problem) {
        values.withLock { values in
            guard let first = values.interruption else { return values.interruption = problem }
            if first.isTransient, !problem.isTransient { values.interruption = problem }
        }
    }

    /// Why the round ended, if it had to.
    func takeInterruption() -> Problem? {
        values.withLock { values in
            defer { values.interruption = nil }
            return values.interruption
        }
    }

    /// Takes the sums from the journal.
    func begin(_ progress: [Progress]) {
        values.withLock { values in
            for part in progress { values.progress[part.kind] = part }
        }
    }

    /// Adds to the sums; what is to be told of it now, at most four times a second.
    func advance(_ kind: Kind, _ container: FolderPath?, _ advance: Advance, now: Double) -> Progress? {
        values.withLock { values in
            values.settled += max(0, advance.done)
            var part =
                values.progress[kind]
                ?? Progress(kind: kind, container: nil, done: 0, total: 0, bytes: 0, totalBytes: 0)
            part.done += advance.done
            part.total += advance.found
            part.bytes += advance.bytes
            part.totalBytes += advance.foundBytes
            part.container = container ?? part.container
            values.progress[kind] = part
            guard now - values.told >= 0.25 || now < values.told else { return nil }
            values.told = now
            return part
        }
    }

    /// How far a kind is.
    func progress(_ kind: Kind) -> Progress? { values.withLock { $0.progress[kind] } }

    /// Whether a point of the throughput chart is due; they come the rarer the longer the run lasts.
    func isSampleDue(_ now: Double) -> Bool {
        values.withLock { values in
            guard now - values.sampled >= values.sampleInterval || now < values.sampled else { return false }
            values.sampled = now
            values.sampleInterval = min(600, values.sampleInterval * 1.01)
            return true
        }
    }
}

import Journal
import MailCore
import Store

extension Projection {
    /// What a journal says now.
    static func read(_ reader: JournalReader) async throws(Problem) -> Projection {
        let record = try await reader.record()
        let attempts = try await reader.attempts().filter { $0.pass == record.pass }
        let progress = try await reader.progress()
        let kind = record.state.kindInHand
        let counts = try await reader.counts()
        let hasFailures = counts.values.contains { $0.failed > 0 }
        return Projection(
            state: record.state,
            pass: record.pass,
            counts: counts,
            failures: hasFailures ? try await reader.failures() : nil,
            progress: progress.first { $0.kind == kind } ?? progress.last,
            folders: try await reader.containers().map(Folder.init),
            samples: thinned(try await reader.samples()),
            begun: attempts.map(\.begun).min().map { Int64($0) },
            changed: Int64(record.changed),
            ended: record.passEnded.map { Int64($0) },
            undoUntil: record.undoUntil.map { Int64($0) },
            undoWasExtended: record.isUndoExtended,
            refusal: record.state.isHalted ? record.halted : nil
        )
    }

    /// At most 120 points, evenly chosen, the last one among them.
    static func thinned(_ samples: [ProgressSample]) -> [RateSample] {
        let count = samples.count
        let indices = count <= 120 ? Array(samples.indices) : (0..<120).map { $0 * (count - 1) / 119 }
        return indices.map { index in
            RateSample(time: Int64(samples[index].time), items: samples[index].items, bytes: samples[index].bytes)
        }
    }

    /// The same where nobody is at work: what is unfinished stands still until somebody goes on.
    var atRest: Projection {
        var copy = self
        copy.state = state.atRest
        return copy
    }
}

extension Projection.Folder {
    fileprivate init(_ container: ContainerRecord) {
        self.init(
            kind: container.kind,
            path: container.source,
            target: container.target == container.source ? nil : container.target,
            done: container.counts.done,
            total: container.counts.found,
            failed: container.counts.failed,
            bytes: container.foundBytes
        )
    }
}

extension State {
    /// The kind being copied, also in a pause of it.
    var kindInHand: Kind? {
        switch self {
        case .copying(let kind): kind
        case .paused(_, _, let from), .stopped(let from): from.kindInHand
        case .queued, .discovering, .verifying, .finished, .finishedWithFailures, .cancelled, .failed, .closed,
            .undoing, .undone:
            nil
        }
    }

    /// Whether nobody is at work on it, and it can be gone on with.
    fileprivate var isHalted: Bool {
        if case .stopped = self { true } else { false }
    }

    /// This state where no process is at work.
    var atRest: State {
        switch self {
        case .queued, .discovering, .copying, .verifying, .undoing: .stopped(from: self)
        case .paused(_, _, let from): .stopped(from: from)
        case .stopped, .finished, .finishedWithFailures, .cancelled, .failed, .closed, .undone: self
        }
    }

    /// The state that a halt of ours interrupted.
    var goingOn: State {
        if case .stopped(let from) = self { from } else { self }
    }
}

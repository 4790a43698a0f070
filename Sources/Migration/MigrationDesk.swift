public import Journal
public import MailCore

/// What can be done to a migration that nobody is at work on, without any server: its journal is open under its lease.
public enum MigrationDesk {
    /// Ends an unfinished pass on the spot; what was in flight is reconciled by whatever comes next.
    ///
    /// - Throws: `wrong-state`, `closed`.
    public static func cancel(_ journal: Journal, at now: Double) async throws(Problem) {
        switch try await verdict(journal, .cancel) {
        case .cancelNow: try await journal.end(.cancelled, endsPass: true, at: now)
        case .nothing: return
        default: throw .refused(.wrongState, try await journal.reader.record().state)
        }
    }

    /// Ends all passes: undo stays possible, the source's credential is no longer needed.
    ///
    /// - Throws: `wrong-state`.
    public static func close(_ journal: Journal, at now: Double) async throws(Problem) {
        switch try await verdict(journal, .close) {
        case .close:
            let state = try await journal.reader.record().state
            try await journal.set(.closed(from: state), at: now)
            try await journal.note("closed", at: now)
        case .nothing: return
        default: throw .refused(.wrongState, try await journal.reader.record().state)
        }
    }

    /// Makes the time for undoing 14 days, once, as long as it has not run out.
    ///
    /// - Throws: `wrong-state`, `undo-expired`.
    public static func extend(_ journal: Journal, at now: Double) async throws(Problem) {
        guard try await verdict(journal, .extend) == .extend else {
            throw .refused(.wrongState, try await journal.reader.record().state)
        }
        let record = try await journal.reader.record()
        if let until = record.undoUntil, now > until { throw .refused(.undoExpired, record.state) }
        guard !record.isUndoExtended else { throw .refused(.wrongState, record.state) }
        try await journal.extendUndo(at: now)
    }

    private static func verdict(_ journal: Journal, _ request: LifecycleRequest) async throws(Problem) -> Verdict {
        let state = try await journal.reader.record().state
        let verdict = Lifecycle.verdict(state, request, isRunning: false)
        if case .refuse(let code) = verdict { throw .refused(code, state) }
        return verdict
    }
}

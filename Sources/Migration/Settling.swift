public import Journal
public import MailCore

/// What is done with a migration without any server: cancelling one that nobody is at work on, closing, extending, deleting.
public enum Settling {
    /// Carries the request out under the migration's lease.
    ///
    /// - Throws: `unknown-id`, `busy`, and what the state does not allow (`wrong-state`, `closed`, `undo-expired`).
    public static func settle(
        _ request: LifecycleRequest,
        _ id: MigrationID,
        in folder: DataFolder,
        at now: Double
    ) async throws(Problem) {
        let journal = try await Aside.run { () throws(Problem) in try folder.open(id) }
        let record = try await journal.reader.record()
        switch Lifecycle.verdict(record.state, request, isRunning: false) {
        case .cancelNow:
            try await journal.end(.cancelled, endsPass: true, at: now)
        case .close:
            try await journal.set(.closed(from: record.state), at: now)
            try await journal.note("closed", at: now)
        case .extend:
            try await extend(journal, record, at: now)
        case .delete:
            try journal.close()
            return try folder.delete(id)
        case .nothing, .tellAgain:
            break
        case .refuse(let code):
            throw .refused(code, record.state)
        case .goOn, .nextPass, .retryPass, .askToCancel, .undo, .goOnUndoing, .verify:
            throw .refused(.wrongState, record.state)
        }
        try journal.close()
    }

    /// Cancels what its own process has not begun to work on, where the state allows it.
    public static func cancel(_ journal: Journal, at now: Double) async throws(Problem) {
        let state = try await journal.reader.record().state
        guard Lifecycle.verdict(state, .cancel, isRunning: false) == .cancelNow else { return }
        try await journal.end(.cancelled, endsPass: true, at: now)
    }

    /// Goes once; asking again changes nothing.
    private static func extend(_ journal: Journal, _ record: MigrationRecord, at now: Double) async throws(Problem) {
        if let until = record.undoUntil, now > until { throw .refused(.undoExpired, record.state) }
        guard !record.isUndoExtended else { return }
        try await journal.extendUndo(at: now)
    }
}

import Journal
public import MailCore

extension MigrationRunner {
    /// Looks what an undo would do; changes nothing anywhere, in the journal neither.
    ///
    /// Without a source the last pass's listing decides what has disappeared there.
    ///
    /// - Throws: What refuses undo in the migration's state, or prevents the target from being read.
    public func previewUndo() async throws(Problem) -> UndoPreview {
        let record = try await journal.reader.record()
        switch Lifecycle.verdict(record.state, .undo, isRunning: false) {
        case .undo, .goOnUndoing: break
        case .refuse(let code): throw .refused(code, record.state)
        case .goOn, .nextPass, .retryPass, .tellAgain, .askToCancel, .cancelNow, .verify, .close, .extend, .delete,
            .nothing:
            throw .refused(.wrongState, record.state)
        }
        if !record.state.isUndoing, let until = record.undoUntil, environment.clock.now() > until {
            throw .refused(.undoExpired, record.state)
        }
        var run = run(record, max(1, record.pass), record.passKind)
        if await run.closedSource() != nil { run.source = nil }
        return try await run.previewUndo()
    }
}

extension Run {
    /// Sorts the copies as undo would, with a look at the target in place of the removal.
    func previewUndo() async throws(Problem) -> UndoPreview {
        var preview = UndoPreview(removed: 0, sourceWasCompared: source != nil)
        let rows = try await journal.targetRows()
        let targets = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        let present = try await presentCopies()
        for row in try await journal.containerRows() {
            var last: Int64 = 0
            while true {
                let items = try await journal.undoable(container: row.id, after: last, limit: 500)
                guard let end = items.last else { break }
                last = end.id
                preview.add(items.filter { present[$0.id] == nil }.map { $0.whyMissing ?? .movedOrDeleted })
                let there = items.filter { present[$0.id] != nil }
                let (removable, kept) = try await sort(there, row, includeGone: false, targets)
                preview.add(kept.compactMap { $0.1?.code })
                for item in removable { preview.add(item, now: present[item.id] ?? Flags()) }
            }
        }
        preview.containers = rows.filter { $0.creation == .ours }.count
        return preview
    }
}

extension UndoPreview {
    fileprivate mutating func add(_ codes: [Problem.Code]) {
        for code in codes {
            if code == .goneAtSource { goneAtSource += 1 } else { kept[code.rawValue, default: 0] += 1 }
        }
    }

    fileprivate mutating func add(_ item: ItemRow, now: Flags) {
        if now.isUntouched(since: item.expected(now)) { removed += 1 } else { add([.used]) }
    }
}

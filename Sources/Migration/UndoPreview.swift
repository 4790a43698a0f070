import Journal
public import MailCore

/// What an undo would do, by a look at both sides; changes nothing anywhere.
public struct UndoPreview: Hashable, Codable, Sendable {
    /// Copies that would be removed.
    public var remove: Int
    /// Copies that would be kept, by reason.
    public var keep: [String: Int]
    /// Copies whose items are no more at the source: kept, unless asked to include them.
    public var gone: Int
    /// Whether the source was asked; else the last pass's listing decided what is gone.
    public var askedSource: Bool
    /// Until when undo is possible, in seconds since 1970; nil as long as no pass has ended.
    public var until: Double?

    /// Copies that would be kept.
    public var kept: Int { keep.values.reduce(0, +) }
}

extension MigrationRunner {
    /// What `undo` would do now.
    ///
    /// - Throws: what would refuse the command, or whatever prevents looking.
    public func previewUndo(includeGone: Bool) async throws(Problem) -> UndoPreview {
        let record = try await journal.reader.record()
        if case .refuse(let code) = Lifecycle.verdict(record.state, .undo, isRunning: false) {
            throw .refused(code, record.state)
        }
        let run = Run(
            journal: journal,
            source: source,
            target: target,
            environment: environment,
            record: record,
            pass: record.pass,
            passKind: record.passKind
        )
        var preview = try await run.previewUndo(includeGone: includeGone)
        preview.until = record.undoUntil
        return preview
    }
}

extension Run {
    /// Compares every copy as undo would, without removing any.
    func previewUndo(includeGone: Bool) async throws(Problem) -> UndoPreview {
        let present = try await presentCopies()
        var preview = UndoPreview(remove: 0, keep: [:], gone: 0, askedSource: source != nil)
        func keep(_ code: Problem.Code, _ count: Int) {
            if count > 0 { preview.keep[code.rawValue, default: 0] += count }
        }
        for row in try await journal.containerRows() {
            var last: Int64 = 0
            while true {
                let items = try await journal.undoable(container: row.id, after: last, limit: 500)
                guard let end = items.last else { break }
                last = end.id
                let there = items.filter { present[$0.id] != nil }
                keep(.movedOrDeleted, items.count - there.count)
                let unused = there.filter { item in present[item.id].map { item.isUnused($0) } ?? false }
                keep(.used, there.count - unused.count)
                let gone = try await goneItems(unused, row)
                preview.gone += gone.count
                if !includeGone { keep(.goneAtSource, gone.count) }
                preview.remove += includeGone ? unused.count : unused.count - gone.count
            }
        }
        return preview
    }
}

extension ItemRow {
    /// Whether its copy has the flags that we set last, `\Seen` aside.
    func isUnused(_ present: Flags) -> Bool {
        var (old, new) = (lastFlags ?? flags, present)
        old.system.remove(.seen)
        new.system.remove(.seen)
        return old.matches(new)
    }
}

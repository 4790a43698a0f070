import GRDB
package import MailCore

/// Undo, written down as it goes (rule 6).
extension Journal {
    /// How far undo is with an item.
    package enum UndoStep: Int, Sendable {
        case none, intended, removed, kept
    }

    /// Copies of a container that undo has not dealt with, a window at a time.
    package func undoable(container: Int64, after last: Int64, limit: Int) async throws(Problem) -> [ItemRow] {
        try await access.read { db in
            try db.items(
                "WHERE +container = ? AND state = 2 AND undo < 2 AND id > ? ORDER BY id LIMIT ?",
                [container, last, limit]
            )
        }
    }

    /// Commits the intent to remove copies.
    package func intendRemoval(_ items: [Int64]) async throws(Problem) {
        try await access.write { db in
            for id in items { try db.run(sql: "UPDATE item SET undo = 1 WHERE id = ?", arguments: [id]) }
        }
    }

    /// Commits what undo did: removed where the problem is nil, kept for that reason elsewhere.
    package func settleUndo(_ items: [(ItemRow, Problem?)]) async throws(Problem) -> [ReceiptItem] {
        try await access.write { db in
            var tally = Tally()
            var told: [ReceiptItem] = []
            let statement = try db.cachedStatement(
                sql: "UPDATE item SET undo = ?, undoProblem = ?, marks = marks | ? WHERE id = ? AND undo < 2"
            )
            for (item, problem) in items {
                let step = problem == nil ? UndoStep.removed : .kept
                let mark = problem == nil ? 0 : Exceptional.kept.rawValue
                try statement.execute(arguments: [step.rawValue, try problem.map { try JSON.text($0) }, mark, item.id])
                guard db.changesCount > 0 else { continue }
                if problem == nil {
                    tally[item.container].removed += 1
                } else {
                    tally[item.container].kept += 1
                    told += try Records.told(item.id, .kept, db)
                }
            }
            try tally.apply(db)
            return told
        }
    }
}

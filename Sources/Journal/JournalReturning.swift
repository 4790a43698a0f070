import GRDB
package import MailCore

/// Copies of mail that was gone from the source and came back, or was moved there.
extension Journal {
    /// What is noted of a copy until somebody has looked whether it is still there, and stays where it is not.
    static var cameBack: Problem { Problem(.cameBackDeleted, reaction: .skip, fixer: .you, side: .target) }

    /// Copies that are still to be looked for, by their targets.
    package func returnedCopies() async throws(Problem) -> [Int64: [ItemRow]] {
        try await access.read { db in
            let items = try db.items(
                "WHERE note = ? AND marks & ? = 0 AND state = 2 AND targetReference IS NOT NULL AND undo < 2",
                [try JSON.text(Journal.cameBack), Exceptional.differs.rawValue]
            )
            return Dictionary(grouping: items, by: \.target)
        }
    }

    /// Writes down which of them the target's owner has deleted.
    package func settleReturned(_ items: [ItemRow], deleted: [ItemRow]) async throws(Problem) -> [ReceiptItem] {
        try await access.write { db in
            let gone = Set(deleted.map(\.id))
            for item in items where !gone.contains(item.id) {
                try db.run(sql: "UPDATE item SET note = NULL WHERE id = ?", arguments: [item.id])
            }
            var told: [ReceiptItem] = []
            for item in deleted {
                try db.run(
                    sql: "UPDATE item SET marks = marks | ? WHERE id = ?",
                    arguments: [Exceptional.differs.rawValue, item.id]
                )
                told += try Records.told(item.id, .differs, db)
            }
            return told
        }
    }
}

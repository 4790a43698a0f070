import FoundationEssentials
import GRDB
import MailCore

/// A batch's outcomes on their way into the journal.
struct Settling {
    let db: Database
    let pass: Int
    private var tally = Tally()
    private var told: [ReceiptItem] = []

    init(db: Database, pass: Int) {
        self.db = db
        self.pass = pass
    }

    func finish() throws -> Advance {
        try tally.apply(db)
        var advance = tally.sum
        advance.exceptions = told
        return advance
    }

    mutating func take(_ settlement: Settlement) throws {
        let item = settlement.item
        switch settlement.fate {
        case .stored(let stored):
            if let reference = stored.reference, try isKnown(reference, item) {
                try settle(item, .alreadyThere, reference: reference)
            } else {
                try store(item, stored)
            }
        case .alreadyThere(let reference): try settle(item, .alreadyThere, reference: reference)
        case .failed(let problem): try except(item, .failed, .failed, problem)
        case .skipped(let problem): try except(item, .skipped, .skipped, problem)
        case .gone:
            try Journal.gone(item.id, item.container, .found, pass, &tally, db)
            told += try Records.told(item.id, .skipped, db)
        case .open:
            try db.cachedStatement(sql: "UPDATE item SET state = 0 WHERE id = ? AND state = 1").execute(arguments: [
                item.id
            ])
        }
    }

    /// The server keeps one copy of equal items and named that of another one (rule 2).
    private func isKnown(_ reference: Reference, _ item: ItemRow) throws -> Bool {
        let statement = try db.cachedStatement(
            sql:
                "SELECT 1 FROM item WHERE target = (SELECT target FROM item WHERE id = ?) AND targetReference = ? AND id <> ?"
        )
        return try Int.fetchOne(statement, arguments: [item.id, reference.text, item.id]) != nil
    }

    private mutating func store(_ item: ItemRow, _ stored: Stored) throws {
        try db.cachedStatement(
            sql: """
                UPDATE item SET state = 2, targetReference = ?, storedSize = ?, lastFlags = ?, lastKeywords = ?, losses = ?,
                    digest = coalesce(?, digest), marks = marks | ?, pending = pending | ?, touched = ?, cap = NULL
                WHERE id = ?
                """
        ).execute(arguments: [
            stored.reference?.text, stored.size, Int(stored.flags.system.rawValue), Columns.keywords(stored.flags),
            Columns.losses(stored.losses), Columns.bytes(stored.digest),
            stored.losses.isEmpty ? 0 : Exceptional.altered.rawValue, stored.reference == nil ? 2 : 0, pass, item.id,
        ])
        tally.move(item.container, from: .found, to: .copied)
        tally[item.container].bytes += stored.size
        guard !stored.losses.isEmpty else { return }
        tally[item.container].altered += 1
        told += try Records.told(item.id, .altered, db)
    }

    private mutating func settle(_ item: ItemRow, _ state: ItemRow.State, reference: Reference) throws {
        try db.cachedStatement(sql: "UPDATE item SET state = ?, targetReference = ?, touched = ? WHERE id = ?")
            .execute(arguments: [state.rawValue, reference.text, pass, item.id])
        tally.move(item.container, from: .found, to: state)
    }

    private mutating func except(
        _ item: ItemRow,
        _ state: ItemRow.State,
        _ mark: Exceptional,
        _ problem: Problem
    ) throws {
        try db.cachedStatement(
            sql: "UPDATE item SET state = ?, problem = ?, marks = marks | ?, touched = ? WHERE id = ?"
        )
        .execute(arguments: [state.rawValue, try JSON.text(problem), mark.rawValue, pass, item.id])
        tally.move(item.container, from: .found, to: state)
        told += try Records.told(item.id, mark, db)
    }
}

import GRDB
import MailCore

extension Records {
    /// Exceptions after the one with that number, in the journal's order.
    ///
    /// An exception's number is its item's times eight, plus the place of the reason, so that the page after it begins right.
    static func exceptions(
        after last: Int64,
        limit: Int,
        outcome: ReceiptItem.Result?,
        _ db: Database
    ) throws -> [ExceptionRecord] {
        let wanted = outcome.map { word in Exceptional.results.filter { $0.1 == word }.map(\.0) }
        let mask = wanted.map { $0.reduce(0) { $0 | $1.rawValue } } ?? 127
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT item.*, container.kind AS kind, container.path AS path
                FROM item JOIN container ON container.id = item.container
                WHERE item.marks > 0 AND item.marks & ? > 0 AND item.id >= ? ORDER BY item.id
                """,
            arguments: [mask, last / 8]
        )
        var records: [ExceptionRecord] = []
        while records.count < limit, let row = try cursor.next() {
            records += try exceptions(row, mask: mask).filter { $0.id > last }
        }
        if wanted?.contains(.altered) ?? true {
            records += try renamedFolders(after: last, limit: limit - records.count, db)
        }
        return Array(records.prefix(limit))
    }

    /// The last exceptions before the one with that number, in the journal's order.
    static func exceptions(before first: Int64, limit: Int, _ db: Database) throws -> [ExceptionRecord] {
        let cursor = try Row.fetchCursor(
            db,
            sql: """
                SELECT item.*, container.kind AS kind, container.path AS path
                FROM item JOIN container ON container.id = item.container
                WHERE item.marks > 0 AND item.id <= ? ORDER BY item.id DESC
                """,
            arguments: [first / 8]
        )
        var records: [ExceptionRecord] = try renamedFolders(after: 0, limit: .max, db).filter { $0.id < first }
            .reversed()
        while records.count < limit, let row = try cursor.next() {
            records += try exceptions(row, mask: 127).filter { $0.id < first }.reversed()
        }
        return records.prefix(limit).reversed()
    }

    /// All exceptions of one item.
    static func exceptions(_ row: Row, mask: Int) throws -> [ExceptionRecord] {
        guard let kind = Kind(rawValue: row["kind"]), let container = FolderPath(text: row["path"]) else { return [] }
        let marks: Int = row["marks"]
        let id: Int64 = row["id"]
        return try Exceptional.results.enumerated().compactMap { place, reason in
            guard marks & mask & reason.0.rawValue > 0 else { return nil }
            let item = ReceiptItem(
                kind: kind,
                container: container,
                reference: Reference(row["reference"]),
                subject: row["subject"] ?? "",
                date: Columns.date(row["date"], row["zone"]),
                size: row["size"],
                outcome: reason.1,
                problem: try problem(reason.0, row)
            )
            return ExceptionRecord(id: id * 8 + Int64(place), item: item)
        }
    }

    private static func problem(_ reason: Exceptional, _ row: Row) throws -> Problem {
        let column: String
        switch reason {
        case .altered:
            return Problem(.altered, ["losses": row["losses"] ?? ""], reaction: .skip, fixer: .provider, side: .target)
        case .gone: return Problem(.gone, reaction: .skip, fixer: .you, side: .source)
        case .kept: column = "undoProblem"
        case .skipped, .failed: column = "problem"
        default: column = "note"
        }
        if let text = row[column] as String? { return try JSON.value(Problem.self, text) }
        let code: Problem.Code = reason == .targetWon ? .targetWon : .differs
        return Problem(code, reaction: .skip, fixer: .you, side: .target)
    }
}

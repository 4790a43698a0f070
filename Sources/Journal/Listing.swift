import FoundationEssentials
import GRDB
import MailCore

/// One piece of a listing on its way into the journal.
struct Listing {
    let db: Database
    let container: ContainerRow
    let pass: Int
    let skip: @Sendable (SourceItem) -> Problem?
    private var tally = Tally()
    private var told: [ReceiptItem] = []

    init(db: Database, container: ContainerRow, pass: Int, skip: @escaping @Sendable (SourceItem) -> Problem?) {
        self.db = db
        self.container = container
        self.pass = pass
        self.skip = skip
    }

    func finish() throws -> Advance {
        try tally.apply(db)
        var advance = tally.sum
        advance.exceptions = told
        return advance
    }

    mutating func take(_ item: SourceItem, isRenumbered: Bool) throws {
        if try known(item) { return }
        if isRenumbered, try rematch(item) { return }
        try insert(item)
    }

    private mutating func known(_ item: SourceItem) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: "SELECT id, state, flags, keywords, problem FROM item WHERE container = ? AND reference = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [container.id, item.reference.text]) else {
            return false
        }
        try see(row, item)
        return true
    }

    /// Notes that an item is there, and what became of its flags.
    private mutating func see(_ row: Row, _ item: SourceItem) throws {
        let id: Int64 = row[0]
        let state = ItemRow.State(rawValue: row[1]) ?? .found
        let old = Columns.flags(row[2], row[3])
        guard !old.matches(item.flags) else {
            try db.cachedStatement(sql: "UPDATE item SET seen = ? WHERE id = ?").execute(arguments: [pass, id])
            return
        }
        try db.cachedStatement(
            sql: "UPDATE item SET seen = ?, flags = ?, keywords = ?, pending = pending | ? WHERE id = ?"
        )
        .execute(arguments: [
            pass, Int(item.flags.system.rawValue), Columns.keywords(item.flags), state == .copied ? 1 : 0, id,
        ])
        guard state == .skipped, skip(item) == nil, try wasMarkedDeleted(row) else { return }
        tally.move(container.id, from: .skipped, to: .found)
        try db.cachedStatement(sql: "UPDATE item SET state = 0, problem = NULL, marks = marks & ~2 WHERE id = ?")
            .execute(arguments: [id])
    }

    private func wasMarkedDeleted(_ row: Row) throws -> Bool {
        guard let text = row["problem"] as String? else { return false }
        return try JSON.value(Problem.self, text).code == .deletedAtSource
    }

    /// Finds an item again whose reference was voided: by its fingerprint, or by size and date where it was never read.
    private mutating func rematch(_ item: SourceItem) throws -> Bool {
        let read = try db.cachedStatement(
            sql: """
                SELECT id, state, flags, keywords, problem FROM item
                WHERE header = ? AND octets = ? AND container = ? AND reference = 'void:' || id ORDER BY id LIMIT 1
                """
        )
        let unread = try db.cachedStatement(
            sql: """
                SELECT id, state, flags, keywords, problem FROM item
                WHERE container = ? AND reference > 'void:' AND reference < 'void;' AND header IS NULL
                    AND size = ? AND date IS ? ORDER BY id LIMIT 1
                """
        )
        let row =
            try item.fingerprint.flatMap { print in
                try Row.fetchOne(
                    read,
                    arguments: [Columns.bytes(print.headerDigest), print.octets, container.id]
                )
            } ?? Row.fetchOne(unread, arguments: [container.id, item.size, item.date?.seconds])
        guard let row else { return false }
        try db.cachedStatement(sql: "UPDATE item SET reference = ? WHERE id = ?")
            .execute(arguments: [item.reference.text, row[0] as Int64])
        try see(row, item)
        return true
    }

    private mutating func insert(_ item: SourceItem) throws {
        let problem = skip(item)
        let state: ItemRow.State = problem == nil ? .found : .skipped
        try db.cachedStatement(
            sql: """
                INSERT INTO item (container, target, reference, size, date, zone, flags, keywords, state, pass, seen,
                    problem, marks, messageID, dateField, octets, header, touched, twin)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            container.id, container.target, item.reference.text, item.size, item.date?.seconds,
            item.date.map { Int64($0.offset) }, Int(item.flags.system.rawValue), Columns.keywords(item.flags),
            state.rawValue, pass, pass, try problem.map { try JSON.text($0) },
            problem == nil ? 0 : Exceptional.skipped.rawValue, item.fingerprint?.messageID, item.fingerprint?.date,
            item.fingerprint?.octets, Columns.bytes(item.fingerprint?.headerDigest), pass, item.twin,
        ])
        tally.found(container.id, items: 1, bytes: item.size)
        guard problem != nil else { return }
        tally.move(container.id, from: .found, to: .skipped)
        if told.count < 1000 { told += try Records.told(db.lastInsertedRowID, .skipped, db) }
    }
}

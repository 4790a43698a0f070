import FoundationEssentials
import GRDB
import MailCore

extension ItemRow {
    /// What is selected of an item.
    ///
    /// Columns are read by their place: finding them by name would cost more than the query.
    static let columns = """
        id, container, target, reference, size, date, zone, flags, keywords, state, cap, attempts, adopted,
        targetReference, storedSize, lastFlags, lastKeywords, losses, digest, subject, messageID, dateField, octets, header,
        gone, undo, sentFlags, sentKeywords, twin, touched, marks
        """

    /// Reads a row of ``columns``.
    init(_ row: Row) {
        let system: Int? = row[15]
        let sent: Int? = row[26]
        self.init(
            id: row[0],
            container: row[1],
            target: row[2],
            reference: Reference(row[3]),
            size: row[4],
            date: Columns.date(row[5], row[6]),
            flags: Columns.flags(row[7], row[8]),
            state: State(rawValue: row[9]) ?? .found,
            cap: row[10],
            attempts: row[11],
            isAdopted: row[12],
            targetReference: (row[13] as String?).map { Reference($0) },
            storedSize: row[14],
            lastFlags: system.map { Columns.flags($0, row[16]) },
            sentFlags: sent.map { Columns.flags($0, row[27]) },
            losses: Columns.losses(row[17] as String?),
            digest: Columns.hex(row[18]),
            subject: row[19] ?? "",
            fingerprint: ItemRow.fingerprint(row),
            isGone: (row[24] as Int) > 0,
            isRemovalIntended: (row[25] as Int) == Journal.UndoStep.intended.rawValue,
            twin: row[28],
            touched: row[29],
            hasOwnersFlags: (row[30] as Int) & Exceptional.targetWon.rawValue > 0
        )
    }

    private static func fingerprint(_ row: Row) -> Fingerprint? {
        guard let octets = row[22] as Int?, let header = Columns.hex(row[23]) else { return nil }
        return Fingerprint(messageID: row[20] ?? "", date: row[21] ?? "", octets: octets, headerDigest: header)
    }
}

extension Database {
    /// Items, read one row after the other without a copy of each; `condition` is what follows `FROM item`.
    func items(_ condition: String, _ arguments: StatementArguments = StatementArguments()) throws -> [ItemRow] {
        let statement = try cachedStatement(sql: "SELECT \(ItemRow.columns) FROM item \(condition)")
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        var items: [ItemRow] = []
        while let row = try cursor.next() { items.append(ItemRow(row)) }
        return items
    }
}

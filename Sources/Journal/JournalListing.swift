import GRDB
package import MailCore

/// What the source says, written down.
extension Journal {
    /// Writes a piece of a listing: what is new, what changed, what is there.
    ///
    /// `skip` says why an item stays where it is. A flag change is noted for the target where we made the copy.
    package func list(
        _ items: [SourceItem],
        in container: ContainerRow,
        pass: Int,
        isRenumbered: Bool,
        skip: @escaping @Sendable (SourceItem) -> Problem?
    ) async throws(Problem) -> Advance {
        try await access.write { db in
            var listing = Listing(db: db, container: container, pass: pass, skip: skip)
            for item in items { try listing.take(item, isRenumbered: isRenumbered) }
            return try listing.finish()
        }
    }

    /// Writes that these references exist.
    package func list(present references: [Reference], in container: Int64, pass: Int) async throws(Problem) {
        try await access.write { db in
            let statement = try db.cachedStatement(
                sql: "UPDATE item SET seen = ? WHERE container = ? AND reference = ?"
            )
            for reference in references {
                try statement.execute(arguments: [pass, container, reference.text])
            }
        }
    }

    /// Voids the references of a container, so that its items are found again by what they are (rule 8).
    package func voidReferences(of container: Int64) async throws(Problem) {
        try await access.write { db in
            try Journal.indexFingerprints(db)
            try db.run(
                sql: "UPDATE item SET reference = 'void:' || id WHERE container = ? AND gone = 0 AND reference <> ''",
                arguments: [container]
            )
        }
    }

    static func indexFingerprints(_ db: Database) throws {
        try db.run(
            sql: "CREATE INDEX IF NOT EXISTS itemHeader ON item (header, octets) WHERE header IS NOT NULL"
        )
    }

    /// Ends the listing of a container; what was not seen by a complete one is gone from the source.
    package func endListing(
        of container: Int64,
        _ checkpoint: Checkpoint?,
        pass: Int,
        isComplete: Bool
    ) async throws(Problem) -> Advance {
        try await access.write { db in
            var tally = Tally()
            try Journal.dropContainerFailure(container, &tally, db)
            let told = isComplete ? try Journal.markGone(container, pass, &tally, db) : []
            try db.run(
                sql: "UPDATE container SET checkpoint = ?, listedPass = ? WHERE id = ?",
                arguments: [checkpoint?.text, pass, container]
            )
            try tally.apply(db)
            var advance = tally.sum
            advance.exceptions = told
            return advance
        }
    }

    /// A container that is no more at the source: its items are gone.
    package func vanish(_ container: Int64, pass: Int) async throws(Problem) -> Advance {
        try await access.write { db in
            var tally = Tally()
            let told = try Journal.markGone(container, pass, &tally, db)
            try db.run(
                // Should it come back, it is listed as a whole: its items have given their references up.
                sql: "UPDATE container SET vanished = 1, checkpoint = NULL, listedPass = ? WHERE id = ?",
                arguments: [pass, container]
            )
            try tally.apply(db)
            var advance = tally.sum
            advance.exceptions = told
            return advance
        }
    }

    /// A container that cannot be opened counts as one item that failed, so that nobody overlooks it.
    package func failListing(of container: Int64, _ problem: Problem, pass: Int) async throws(Problem) -> Advance {
        try await access.write { db in
            var tally = Tally()
            try Journal.dropContainerFailure(container, &tally, db)
            try db.run(
                sql: """
                    INSERT INTO item (container, target, reference, size, flags, state, pass, seen, problem, marks)
                    SELECT id, target, '', 0, 0, ?, ?, ?, ?, ? FROM container WHERE id = ?
                    """,
                arguments: [
                    ItemRow.State.failed.rawValue, pass, pass, try JSON.text(problem), Exceptional.failed.rawValue,
                    container,
                ]
            )
            let told = try Records.told(db.lastInsertedRowID, .failed, db)
            try db.run(sql: "UPDATE container SET listedPass = ? WHERE id = ?", arguments: [pass, container])
            tally.found(container, items: 1, bytes: 0)
            tally[container].failed += 1
            try tally.apply(db)
            var advance = tally.sum
            advance.exceptions = told
            return advance
        }
    }

    private static func dropContainerFailure(_ container: Int64, _ tally: inout Tally, _ db: Database) throws {
        try db.run(sql: "DELETE FROM item WHERE container = ? AND reference = ''", arguments: [container])
        guard db.changesCount > 0 else { return }
        tally.found(container, items: -1, bytes: 0)
        tally[container].failed -= 1
    }

    private static func markGone(
        _ container: Int64,
        _ pass: Int,
        _ tally: inout Tally,
        _ db: Database
    ) throws -> [ReceiptItem] {
        let rows = try db.rows(
            sql: "SELECT id, state FROM item WHERE container = ? AND seen < ? AND gone = 0 AND reference <> ''",
            arguments: [container, pass]
        )
        var told: [ReceiptItem] = []
        for row in rows {
            let id: Int64 = row[0]
            let state = ItemRow.State(rawValue: row[1]) ?? .found
            try Journal.gone(id, container, state, pass, &tally, db)
            guard told.count < 1000 else { continue }
            told += try Records.told(id, state == .found ? .skipped : .gone, db)
        }
        return told
    }

    /// Writes that an item is gone from the source; one that was not copied yet is skipped for that reason.
    static func gone(
        _ id: Int64,
        _ container: Int64,
        _ state: ItemRow.State,
        _ pass: Int,
        _ tally: inout Tally,
        _ db: Database
    ) throws {
        tally[container].gone += 1
        // What is gone keeps no claim on its reference: a server may use it again.
        let open = state == .found
        let marks = open ? Exceptional.skipped.rawValue : Exceptional.gone.rawValue
        try db.cachedStatement(
            sql: """
                UPDATE item SET gone = ?, marks = marks | ?, pending = pending & 2, reference = reference || ' gone:' || id
                WHERE id = ?
                """
        ).execute(arguments: [pass, marks, id])
        guard open else { return }
        tally.move(container, from: state, to: .skipped)
        let problem = Problem(.gone, reaction: .skip, fixer: .you, side: .source)
        try db.cachedStatement(sql: "UPDATE item SET state = ?, problem = ? WHERE id = ?")
            .execute(arguments: [ItemRow.State.skipped.rawValue, try JSON.text(problem), id])
    }

    /// Lets items that failed in earlier passes be tried again in this one.
    package func reopenFailed(pass: Int) async throws(Problem) {
        try await access.write { db in
            let rows = try db.rows(
                sql:
                    "SELECT id, container FROM item WHERE marks > 0 AND marks & ? > 0 AND state = ? AND gone = 0 AND touched < ?",
                arguments: [Exceptional.failed.rawValue, ItemRow.State.failed.rawValue, pass]
            )
            var tally = Tally()
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE item SET state = 0, problem = NULL, marks = marks & ~4, attempts = 0, cap = NULL, touched = ?
                    WHERE id = ? AND reference <> ''
                    """
            )
            for row in rows {
                try statement.execute(arguments: [pass, row[0] as Int64])
                if db.changesCount > 0 { tally.move(row[1], from: .failed, to: .found) }
            }
            try tally.apply(db)
        }
    }

    /// Containers that could not be opened, to be listed again.
    package func unreadableContainers() async throws(Problem) -> Set<Int64> {
        try await access.read { db in
            Set(try db.all(Int64.self, sql: "SELECT container FROM item WHERE reference = ''"))
        }
    }
}

import GRDB
public import MailCore

extension SQLiteStore {
    /// Writes what the journal says, and with it the dates at which secrets and data go.
    public func write(_ projection: Projection, of migration: MigrationID) async throws {
        let (retention, tokens, now) = (retention, tokens, now)
        try await write { database in
            try SQLiteStore.forgiveDeaths(projection, migration, database)
            try SQLiteStore.save(projection, migration, database)
            try SQLiteStore.tell(projection, migration, tokens, now, database)
            try SQLiteStore.setDeadlines(retention.deadlines(of: projection), migration, database)
        }
    }

    /// A migration that gets on is not what workers died at: it may have been leased when others were to blame.
    private static func forgiveDeaths(
        _ projection: Projection,
        _ migration: MigrationID,
        _ database: Database
    ) throws {
        let sql = "SELECT projection FROM migration WHERE id = ? AND deaths > 0 AND isQuarantined < 2"
        guard let text = try String.fetchOne(database, sql: sql, arguments: [migration.rawValue]) else { return }
        let before: Projection = try JSON.value(text)
        let done = { (projection: Projection) in projection.counts.values.reduce(0) { $0 + $1.done } }
        guard done(projection) > done(before) else { return }
        try database.execute(
            sql: "UPDATE migration SET deaths = 0, isQuarantined = 0 WHERE id = ?",
            arguments: [migration.rawValue]
        )
    }

    /// Takes migrations that only their journals know into the database, and corrects those at rest that differ.
    public func adopt(_ found: [FoundMigration]) async throws {
        let (now, retention, tokens) = (now, retention, tokens)
        try await write { database in
            for one in found {
                if let row = try SQLiteStore.projection(of: one.id, database) {
                    guard try !SQLiteStore.isAtWork(one.id, database),
                        try !SQLiteStore.isGivenUp(one.id, database)
                    else { continue }
                    guard row.state != one.projection.state || row.counts != one.projection.counts else { continue }
                    try SQLiteStore.save(one.projection.keepingSamples(of: row), one.id, database)
                    try SQLiteStore.tell(one.projection, one.id, tokens, now, database)
                } else {
                    try SQLiteStore.insert(one, now, database)
                }
                try SQLiteStore.setDeadlines(retention.deadlines(of: one.projection), one.id, database)
            }
        }
    }

    /// Forgets a migration and every right on it; the audit trail stays, without the addresses of whoever visited.
    public func forget(_ migration: MigrationID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM sessionRight WHERE migration = ?", arguments: [migration.rawValue])
            try database.execute(
                sql: "UPDATE audit SET actor = 'visitor' WHERE migration = ? AND actor LIKE 'visitor %'",
                arguments: [migration.rawValue]
            )
            try database.execute(sql: "DELETE FROM request WHERE migration = ?", arguments: [migration.rawValue])
            try database.execute(sql: "DELETE FROM migration WHERE id = ?", arguments: [migration.rawValue])
        }
    }

    /// Whether an order waits or is carried out: then its worker writes the row.
    private static func isAtWork(_ migration: MigrationID, _ database: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM job WHERE migration = ?)"
        return try Bool.fetchOne(database, sql: sql, arguments: [migration.rawValue]) ?? false
    }

    /// Whether workers died even when it was tried alone: its journal stopped in the middle, and does not know why.
    private static func isGivenUp(_ migration: MigrationID, _ database: Database) throws -> Bool {
        let sql = "SELECT isQuarantined = 2 FROM migration WHERE id = ?"
        return try Bool.fetchOne(database, sql: sql, arguments: [migration.rawValue]) ?? false
    }

    static func projection(of migration: MigrationID, _ database: Database) throws -> Projection? {
        let sql = "SELECT projection FROM migration WHERE id = ?"
        let text = try String.fetchOne(database, sql: sql, arguments: [migration.rawValue])
        return try text.map { try JSON.value($0) }
    }

    static func save(_ projection: Projection, _ migration: MigrationID, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE migration SET state = ?, projection = ? WHERE id = ?",
            arguments: [projection.state.name, try JSON.text(projection), migration.rawValue]
        )
        try bump(database, migration)
    }

    /// A credential without further use (0) goes at once.
    static func setDeadlines(
        _ deadlines: Retention.Deadlines,
        _ migration: MigrationID,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE migration SET sourceUntil = ?1, targetUntil = ?2, expires = ?3,
                    sourceCredential = CASE WHEN ?1 = 0 THEN NULL ELSE sourceCredential END,
                    targetCredential = CASE WHEN ?2 = 0 THEN NULL ELSE targetCredential END
                WHERE id = ?4
                """,
            arguments: [
                deadlines.sourceCredential, deadlines.targetCredential, deadlines.everything, migration.rawValue,
            ]
        )
    }

    private static func insert(_ one: FoundMigration, _ now: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO migration (id, source, target, targetAccount, options, language, created, state, projection,
                    revision)
                VALUES (?, ?, ?, ?, ?, 'de', ?, ?, ?, 0)
                """,
            arguments: [
                one.id.rawValue, try JSON.text(one.source), try JSON.text(one.target),
                try one.targetAccount.map { try JSON.text($0) }, try JSON.text(one.options),
                one.projection.begun ?? now, one.projection.state.name, try JSON.text(one.projection),
            ]
        )
        try bump(database, one.id)
    }
}

extension Projection {
    /// This projection with the chart and the signs of life that only the row knows.
    func keepingSamples(of row: Projection) -> Projection {
        var copy = self
        if copy.samples.isEmpty { copy.samples = row.samples }
        copy.lastSignOfLife = copy.lastSignOfLife ?? row.lastSignOfLife
        return copy
    }
}

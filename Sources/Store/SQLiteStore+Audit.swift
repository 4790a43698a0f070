import GRDB
public import MailCore

extension SQLiteStore: AuditTrail {
    /// Adds a line.
    public func note(
        _ event: String,
        _ migration: MigrationID?,
        by actor: String,
        _ detail: [String: String]
    ) async throws {
        let (now, text) = (now, try JSON.text(detail))
        try await write { database in
            try database.execute(
                sql: "INSERT INTO audit (time, event, migration, actor, detail) VALUES (?, ?, ?, ?, ?)",
                arguments: [now, event, migration?.rawValue, actor, text]
            )
        }
    }

    /// The lines about a migration, oldest first.
    public func trail(of migration: MigrationID) async throws -> [AuditEntry] {
        try await read { database in
            let sql = "SELECT * FROM audit WHERE migration = ? ORDER BY number"
            return try Row.fetchAll(database, sql: sql, arguments: [migration.rawValue]).map { row in
                AuditEntry(
                    time: row["time"],
                    event: row["event"],
                    migration: migration,
                    actor: row["actor"],
                    detail: try JSON.value(row["detail"])
                )
            }
        }
    }
}

import GRDB
public import MailCore

extension SQLiteStore {
    /// Moves the beginning of a migration that has not begun; without a schedule it begins as soon as a worker is free.
    ///
    /// The order and what the pages show of it change together, so that no worker can begin in between.
    public func reschedule(_ migration: MigrationID, to schedule: Schedule?) async throws -> Bool {
        let now = now
        return try await write { database in
            let waiting = try Row.fetchAll(
                database,
                sql: """
                    SELECT number, action FROM job JOIN migration ON migration.id = job.migration
                    WHERE migration = ? AND job.owner IS NULL AND attempts = 0 AND state = 'queued'
                    """,
                arguments: [migration.rawValue]
            )
            let first = try waiting.first { try JSON.value(Action.self, $0["action"]) == .migrate }
            guard let first else { return false }
            try database.execute(
                sql: "UPDATE job SET notBefore = ? WHERE number = ?",
                arguments: [schedule?.start ?? now, first["number"] as Int64]
            )
            try SQLiteStore.save(schedule, migration, database)
            try SQLiteStore.bump(database, migration)
            return true
        }
    }

    private static func save(_ schedule: Schedule?, _ migration: MigrationID, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE migration SET schedule = ? WHERE id = ?",
            arguments: [try schedule.map { try JSON.text($0) }, migration.rawValue]
        )
    }
}

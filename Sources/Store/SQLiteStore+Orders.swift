import GRDB
public import MailCore

extension SQLiteStore {
    /// Tells the worker to do something.
    ///
    /// - Throws: `unknown-id`.
    public func order(_ action: Action, for migration: MigrationID) async throws {
        let now = now
        try await write { database in
            let sql = "SELECT EXISTS (SELECT 1 FROM migration WHERE id = ?)"
            guard try Bool.fetchOne(database, sql: sql, arguments: [migration.rawValue]) == true else {
                throw Problem.unknown(migration)
            }
            try SQLiteStore.enqueue(action, migration, now, database)
        }
    }

    static func enqueue(
        _ action: Action,
        _ migration: MigrationID,
        _ now: Int64,
        _ database: Database,
        notBefore: Int64? = nil
    ) throws {
        let waiting = try Row.fetchAll(
            database,
            sql: "SELECT number, action FROM job WHERE migration = ? AND owner IS NULL",
            arguments: [migration.rawValue]
        )
        let actions = try waiting.map { try JSON.value(Action.self, $0["action"]) }
        guard !actions.contains(action) else { return }
        for (row, other) in zip(waiting, actions) where action.replaces(other) {
            try database.execute(sql: "DELETE FROM job WHERE number = ?", arguments: [row["number"] as Int64])
        }
        try database.execute(
            sql: "INSERT INTO job (migration, action, created, notBefore) VALUES (?, ?, ?, ?)",
            arguments: [migration.rawValue, try JSON.text(action), now, notBefore ?? now]
        )
        // Somebody acts: what the worker's deaths barred may be tried again.
        if !action.interrupts {
            try database.execute(
                sql: "UPDATE migration SET deaths = 0, isQuarantined = 0 WHERE id = ? AND isQuarantined = 2",
                arguments: [migration.rawValue]
            )
        }
        try bump(database, migration)
    }
}

extension Action {
    /// Whether a waiting order has no sense any more once this one is given.
    func replaces(_ other: Action) -> Bool {
        switch self {
        case .delete: true
        case .cancel, .stop: !other.isBrief
        case .undo: !other.isBrief
        case .migrate, .resume, .pass, .retry, .verify, .close, .extend, .wake: false
        }
    }
}

import GRDB

extension SQLiteStore {
    /// What `umzug doctor` sees of a control database.
    public struct Examination: Sendable, Hashable {
        /// Whether its pages and tables are in order.
        public var isSound: Bool
        /// Whether this program knows its tables: none are missing, and none come from a newer version.
        public var isKnown: Bool
        /// The version of SQLite.
        public var library: String
    }

    /// Looks at a control database without changing it.
    public static func examine(data folder: String) throws -> Examination {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: "\(folder)/umzug.sqlite", configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { database in
            let migrator = Schema.migrator
            let isComplete = try migrator.hasCompletedMigrations(database)
            return Examination(
                isSound: try String.fetchOne(database, sql: "PRAGMA quick_check(1)") == "ok",
                isKnown: try isComplete && !migrator.hasBeenSuperseded(database),
                library: try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? ""
            )
        }
    }
}

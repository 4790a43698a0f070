import GRDB
public import MailCore

extension SQLiteStore: MigrationStore {
    /// Starts a migration and lets the session own it.
    ///
    /// - Throws: `id-exists` where another session started it.
    public func start(_ order: StartOrder) async throws -> StartResult {
        let now = now
        return try await write { database in
            let sql = "SELECT owner FROM migration WHERE id = ?"
            if let row = try Row.fetchOne(database, sql: sql, arguments: [order.id.rawValue]) {
                guard row["owner"] as String? == order.owner.rawValue else {
                    throw Problem(.idExists, ["id": order.id.rawValue], reaction: .stop, fixer: .you)
                }
                return .alreadyStarted
            }
            try SQLiteStore.insert(order, now, database)
            try SQLiteStore.grant(.owner, order.id, order.owner, database)
            try SQLiteStore.enqueue(.migrate, order.id, now, database, notBefore: order.schedule?.start)
            return .started
        }
    }

    /// One migration.
    public func migration(_ id: MigrationID) async throws -> MigrationRecord? {
        try await read { database in
            let row = try Row.fetchOne(database, sql: "SELECT * FROM migration WHERE id = ?", arguments: [id.rawValue])
            return try row.map { try SQLiteStore.record($0, database) }
        }
    }

    /// The migrations of those named whose row changed since that revision.
    public func migrations(_ ids: Set<MigrationID>, since revision: Int64) async throws -> [MigrationRecord] {
        try await read { database in
            let sql = "SELECT id FROM migration WHERE revision > ?"
            let changed = try String.fetchSet(database, sql: sql, arguments: [revision])
            return try ids.filter { changed.contains($0.rawValue) }.compactMap { id in
                let sql = "SELECT * FROM migration WHERE id = ?"
                let row = try Row.fetchOne(database, sql: sql, arguments: [id.rawValue])
                return try row.map { try SQLiteStore.record($0, database) }
            }
        }
    }

    /// All of them, newest first.
    public func migrations() async throws -> [MigrationRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM migration ORDER BY created DESC, id").map {
                try SQLiteStore.record($0, database)
            }
        }
    }

    private static func insert(_ order: StartOrder, _ now: Int64, _ database: Database) throws {
        let projection = Projection(state: .queued, changed: now)
        try database.execute(
            sql: """
                INSERT INTO migration (id, source, target, targetAccount, options, language, created, owner, state,
                    projection, sourceCredential, targetCredential, sourceVerifier, targetVerifier, recoveryDigest,
                    schedule, revision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
                """,
            arguments: [
                order.id.rawValue, try JSON.text(order.source.endpoint), try JSON.text(order.target.endpoint),
                try JSON.text(order.targetAccount), try JSON.text(order.options), order.language, now,
                order.owner.rawValue, projection.state.name, try JSON.text(projection),
                order.source.credential.map { Blob.data($0.bytes) },
                order.target.credential.map { Blob.data($0.bytes) },
                order.source.verifier, order.target.verifier, order.recoveryDigest,
                try order.schedule.map { try JSON.text($0) },
            ]
        )
        try bump(database, order.id)
    }

    static func record(_ row: Row, _ database: Database) throws -> MigrationRecord {
        guard let id = MigrationID(rawValue: row["id"]) else {
            throw Problem(.storage, reaction: .stop, fixer: .operator)
        }
        let sql = "SELECT action FROM job WHERE migration = ? ORDER BY number"
        let orders = try String.fetchAll(database, sql: sql, arguments: [id.rawValue])
        let projection: Projection = try JSON.value(row["projection"])
        return MigrationRecord(
            id: id,
            source: try JSON.value(row["source"]),
            target: try JSON.value(row["target"]),
            options: try JSON.value(row["options"]),
            language: row["language"],
            projection: projection,
            created: row["created"],
            schedule: try schedule(row, projection),
            sourceCredential: row.hasNull("sourceCredential") ? .absent : .kept(until: row["sourceUntil"]),
            targetCredential: row.hasNull("targetCredential") ? .absent : .kept(until: row["targetUntil"]),
            orders: try orders.map { try JSON.value($0) },
            mails: try subscription(id, database),
            revision: row["revision"]
        )
    }
}

extension SQLiteStore {
    /// The time to begin of a migration that waits for it.
    private static func schedule(_ row: Row, _ projection: Projection) throws -> Schedule? {
        guard projection.state == .queued, let text = row["schedule"] as String? else { return nil }
        return try JSON.value(text)
    }
}

extension Row {
    func hasNull(_ column: String) -> Bool { (self[column] as DatabaseValue).isNull }
}

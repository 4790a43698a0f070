import GRDB
public import MailCore

extension SQLiteStore {
    /// Drops what is past its time; gives the migrations whose data is to be deleted as a whole.
    public func sweep() async throws -> [MigrationID] {
        let (now, retention, tokens) = (now, retention, tokens)
        try await sweepProjects()
        return try await write { database in
            try SQLiteStore.dropVisitors(now, retention, database)
            try SQLiteStore.tellOfEnds(tokens, now, database)
            for side in [Problem.Side.source, .target] { try SQLiteStore.dropCredentials(side, now, database) }
            let sql = "SELECT id FROM migration WHERE expires <= ?"
            return try String.fetchAll(database, sql: sql, arguments: [now]).compactMap(MigrationID.init(rawValue:))
        }
    }

    private static func dropVisitors(_ now: Int64, _ retention: Retention, _ database: Database) throws {
        let statements: [(String, Int64)] = [
            ("DELETE FROM session WHERE expires <= ?", now),
            ("UPDATE session SET draft = NULL WHERE draft IS NOT NULL AND lastSeen <= ?", now - retention.draft),
            ("DELETE FROM request WHERE answered <= ?", now - retention.request),
            ("DELETE FROM request WHERE created <= ?", now - retention.request - retention.patience),
            ("DELETE FROM limitCounter WHERE last <= ?", now - 2 * 86_400),
            ("DELETE FROM answerRater WHERE time <= ?", now - retention.session),
            ("DELETE FROM audit WHERE time <= ?", now - retention.audit),
            ("UPDATE outbox SET recipient = '' WHERE recipient <> '' AND ended <= ?", now - retention.sentMail),
            ("DELETE FROM worker WHERE heartbeat <= ?", now - 86_400),
        ]
        for (sql, limit) in statements { try database.execute(sql: sql, arguments: [limit]) }
    }

    private static func dropCredentials(_ side: Problem.Side, _ now: Int64, _ database: Database) throws {
        let name = side.rawValue
        let sql = """
            UPDATE migration SET \(name)Credential = NULL
            WHERE \(name)Credential IS NOT NULL AND \(name)Until <= ? RETURNING id
            """
        for text in try String.fetchAll(database, sql: sql, arguments: [now]) {
            guard let id = MigrationID(rawValue: text) else { continue }
            try bump(database, id)
            try database.execute(
                sql:
                    "INSERT INTO audit (time, event, migration, actor, detail) VALUES (?, 'credential-expired', ?, ?, ?)",
                arguments: [now, text, "worker", try JSON.text(["side": name])]
            )
        }
    }
}

import GRDB
public import MailCore

extension SQLiteStore: SessionStore {
    /// Opens a session.
    public func openSession(language: String) async throws -> IssuedSession {
        let (token, now) = (tokens.random(), now)
        let session = Session(
            id: id(of: token.exposed),
            created: now,
            lastSeen: now,
            expires: now + retention.session,
            language: language,
            csrfToken: csrfToken(of: token.exposed)
        )
        try await write { database in
            try database.execute(
                sql: "INSERT INTO session (id, created, lastSeen, expires, language) VALUES (?, ?, ?, ?, ?)",
                arguments: [session.id.rawValue, now, now, session.expires, language]
            )
        }
        return IssuedSession(token: token, session: session)
    }

    /// The session of a cookie's token, its expiry moved on at most once a minute: most requests only read.
    public func session(token: String) async throws -> Session? {
        let (id, now) = (id(of: token), now)
        let csrf = csrfToken(of: token)
        let found = try await read { try SQLiteStore.session(id, csrf, now, $0) }
        guard var session = found else { return nil }
        guard now - session.lastSeen >= 60 else { return session }
        session.lastSeen = now
        session.expires = now + retention.session
        let expires = session.expires
        try await write { database in
            try database.execute(
                sql: "UPDATE session SET lastSeen = ?, expires = ? WHERE id = ?",
                arguments: [now, expires, id.rawValue]
            )
        }
        return session
    }

    /// Gives the session another token, its contents kept.
    public func renewToken(of session: Session.ID) async throws -> IssuedSession? {
        let (token, now) = (tokens.random(), now)
        let id = id(of: token.exposed)
        let csrf = csrfToken(of: token.exposed)
        return try await write { database in
            try database.execute(
                sql: "UPDATE session SET id = ? WHERE id = ?",
                arguments: [id.rawValue, session.rawValue]
            )
            try database.execute(
                sql: "UPDATE migration SET owner = ? WHERE owner = ?",
                arguments: [id.rawValue, session.rawValue]
            )
            guard let renewed = try SQLiteStore.session(id, csrf, now, database) else { return nil }
            return IssuedSession(token: token, session: renewed)
        }
    }

    /// Remembers the language.
    public func setLanguage(_ language: String, of session: Session.ID) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE session SET language = ? WHERE id = ?",
                arguments: [language, session.rawValue]
            )
        }
    }

    /// Lets the session do that with the migration.
    public func grant(_ right: Right, on migration: MigrationID, to session: Session.ID) async throws {
        try await write { try SQLiteStore.grant(right, migration, session, $0) }
    }

    /// Ends the session.
    public func closeSession(_ session: Session.ID) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [session.rawValue])
        }
    }

    static func grant(_ right: Right, _ migration: MigrationID, _ session: Session.ID, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO sessionRight (session, migration, level)
                SELECT id, ?, ? FROM session WHERE id = ?
                ON CONFLICT DO UPDATE SET level = max(level, excluded.level)
                """,
            arguments: [migration.rawValue, right.rawValue, session.rawValue]
        )
    }

    private func id(of token: String) -> Session.ID { Session.ID(rawValue: tokens.digest(token)) }

    /// Derived from the token, so that it is not stored.
    private func csrfToken(of token: String) -> Redacted<String> { Redacted(tokens.digest("csrf \(token)")) }

    private static func session(
        _ id: Session.ID,
        _ csrf: Redacted<String>,
        _ now: Int64,
        _ database: Database
    ) throws -> Session? {
        let sql = "SELECT * FROM session WHERE id = ? AND expires > ?"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [id.rawValue, now]) else { return nil }
        return Session(
            id: id,
            created: row["created"],
            lastSeen: row["lastSeen"],
            expires: row["expires"],
            language: row["language"],
            csrfToken: csrf,
            draft: try (row["draft"] as String?).map { try JSON.value($0) },
            rights: try rights(of: id, database)
        )
    }

    private static func rights(of session: Session.ID, _ database: Database) throws -> [MigrationID: Right] {
        let sql = "SELECT migration, level FROM sessionRight WHERE session = ?"
        let rows = try Row.fetchAll(database, sql: sql, arguments: [session.rawValue])
        var rights: [MigrationID: Right] = [:]
        for row in rows {
            guard let id = MigrationID(rawValue: row["migration"]) else { continue }
            rights[id] = Right(rawValue: row["level"])
        }
        return rights
    }
}

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
                sql: """
                    UPDATE session SET lastSeen = ?, expires = CASE isRenewed WHEN 1 THEN expires ELSE ? END WHERE id = ?
                    """,
                arguments: [now, expires, id.rawValue]
            )
        }
        return session
    }

    /// Opens a copy of the session with another token; the one before gains nothing any more and ends soon.
    ///
    /// It does not end at once: a form that is sent twice brings the token of before for the second time, and the answer
    /// with the new one may never have arrived.
    public func renewToken(of session: Session) async throws -> IssuedSession? {
        let (token, now, end) = (tokens.random(), now, now + retention.renewedSession)
        let (old, new) = (session.id.rawValue, id(of: token.exposed))
        let (csrf, former) = (csrfToken(of: token.exposed), tokens.digest(session.csrfToken.exposed))
        return try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO session (id, created, lastSeen, expires, language, draft, formerForms)
                    SELECT ?, created, lastSeen, expires, language, draft, ? FROM session WHERE id = ? AND expires > ?
                    """,
                arguments: [new.rawValue, former, old, now]
            )
            guard var renewed = try SQLiteStore.session(new, csrf, now, database) else { return nil }
            try database.execute(
                sql: """
                    INSERT INTO sessionRight (session, migration, level)
                    SELECT ?, migration, level FROM sessionRight WHERE session = ?
                    """,
                arguments: [new.rawValue, old]
            )
            try SQLiteStore.copyLogins(from: old, to: new.rawValue, database)
            renewed.rights = try SQLiteStore.rights(of: new, database)
            try database.execute(sql: "UPDATE migration SET owner = ? WHERE owner = ?", arguments: [new.rawValue, old])
            try database.execute(
                sql: "UPDATE session SET expires = min(expires, ?), isRenewed = 1 WHERE id = ?",
                arguments: [end, old]
            )
            return IssuedSession(token: token, session: renewed)
        }
    }

    /// Whether a form's token is the one that this session's forms had before it was renewed.
    public func isFormer(csrfToken token: String, of session: Session) -> Bool {
        session.formerForms.map { $0 == tokens.digest(token) } ?? false
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
            formerForms: row["formerForms"],
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

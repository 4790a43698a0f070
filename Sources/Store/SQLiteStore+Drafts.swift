import GRDB
import MailCore

extension SQLiteStore {
    /// Changes the draft in one transaction, beginning an empty one where there is none.
    ///
    /// - Throws: `unknown-id` where the session is over.
    public func updateDraft(
        of session: Session.ID,
        _ change: @escaping @Sendable (inout Draft) throws -> Void
    ) async throws -> Draft {
        try await write { database in
            let sql = "SELECT draft FROM session WHERE id = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [session.rawValue]) else {
                throw Problem(.unknownID, reaction: .stop, fixer: .you)
            }
            var draft = try (row["draft"] as String?).map { try JSON.value(Draft.self, $0) } ?? Draft()
            try change(&draft)
            try database.execute(
                sql: "UPDATE session SET draft = ? WHERE id = ?",
                arguments: [try JSON.text(draft), session.rawValue]
            )
            return draft
        }
    }

    /// Forgets the draft with its credentials, and what sessions of before a renewal still have of it.
    public func discardDraft(of session: Session.ID) async throws {
        try await write { database in
            let mine = "SELECT json_extract(draft, '$.migrationID') FROM session WHERE id = ? AND draft IS NOT NULL"
            let draft = try String.fetchOne(database, sql: mine, arguments: [session.rawValue])
            try database.execute(
                sql: """
                    UPDATE session SET draft = NULL
                    WHERE id = ? OR draft IS NOT NULL AND json_extract(draft, '$.migrationID') = ?
                    """,
                arguments: [session.rawValue, draft]
            )
        }
    }
}

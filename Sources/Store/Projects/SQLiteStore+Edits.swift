import GRDB
import MailCore

extension SQLiteStore: EditsStore {
    /// The project's document of that name.
    public func document<Document: Codable & Hashable & Sendable>(
        _ name: String,
        as type: Document.Type,
        of project: ProjectID
    ) async throws -> Versioned<Document>? {
        try await read { try SQLiteStore.document(name, project, $0) }
    }

    /// Saves the document where the version is still the present one.
    public func save<Document: Codable & Hashable & Sendable>(
        _ document: Document,
        named name: String,
        of project: ProjectID,
        basedOn version: Int,
        by actor: ProjectActor
    ) async throws -> EditsSaving<Document> {
        let now = now
        return try await write { database in
            let present: Versioned<Document>? = try SQLiteStore.document(name, project, database)
            if let present, present.document == document { return .saved(present.version) }
            if let present, present.version != version { return .conflict(present) }
            let next = (present?.version ?? 0) + 1
            try SQLiteStore.change(
                project,
                "edited",
                actor,
                ["document": name, "version": "\(next)"],
                now,
                database
            )
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO projectDocument (project, name, version, document, actor, time)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, name, next, try JSON.text(document), try JSON.text(actor), now,
                ]
            )
            return .saved(next)
        }
    }

    private static func document<Document: Codable & Hashable & Sendable>(
        _ name: String,
        _ project: ProjectID,
        _ database: Database
    ) throws -> Versioned<Document>? {
        let sql = "SELECT * FROM projectDocument WHERE project = ? AND name = ?"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [project.rawValue, name]) else { return nil }
        return Versioned(
            document: try JSON.value(row["document"]),
            version: row["version"],
            actor: try JSON.value(row["actor"]),
            time: row["time"]
        )
    }
}

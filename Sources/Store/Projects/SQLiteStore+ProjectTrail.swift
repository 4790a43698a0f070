import GRDB
import MailCore

extension SQLiteStore {
    /// Adds a line to the project's trail.
    public func note(
        _ event: String,
        in project: ProjectID,
        by actor: ProjectActor,
        _ detail: [String: String]
    ) async throws {
        let now = now
        try await write { try SQLiteStore.note(event, project, actor, detail, now, $0) }
    }

    /// The last lines of the project's trail, oldest first.
    public func trail(of project: ProjectID, last count: Int) async throws -> [ProjectAuditLine] {
        try await read { database in
            let sql = "SELECT * FROM projectAudit WHERE project = ? ORDER BY number DESC LIMIT ?"
            let arguments: StatementArguments = [project.rawValue, count]
            return try Row.fetchAll(database, sql: sql, arguments: arguments).reversed().map { row in
                ProjectAuditLine(
                    time: row["time"],
                    event: row["event"],
                    actor: try JSON.value(row["actor"]),
                    detail: try JSON.value(row["detail"])
                )
            }
        }
    }

    /// Says that a project changed, and how.
    ///
    /// - Throws: `unknown-id` where there is no such project any more.
    static func change(
        _ project: ProjectID,
        _ event: String,
        _ actor: ProjectActor,
        _ detail: [String: String],
        _ now: Int64,
        _ database: Database
    ) throws {
        let sql = "UPDATE project SET revision = revision + 1 WHERE id = ?"
        try database.execute(sql: sql, arguments: [project.rawValue])
        guard database.changesCount > 0 else { throw Problem.unknown(project) }
        try note(event, project, actor, detail, now, database)
    }

    static func note(
        _ event: String,
        _ project: ProjectID,
        _ actor: ProjectActor,
        _ detail: [String: String],
        _ now: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO projectAudit (project, time, event, actor, detail) VALUES (?, ?, ?, ?, ?)",
            arguments: [project.rawValue, now, event, try JSON.text(actor), try JSON.text(detail)]
        )
    }
}

extension Problem {
    /// There is no such project.
    static func unknown(_ id: ProjectID) -> Problem {
        Problem(.unknownID, ["id": id.rawValue], reaction: .stop, fixer: .you)
    }
}

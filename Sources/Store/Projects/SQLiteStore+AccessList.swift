import GRDB
import MailCore

extension SQLiteStore: AccessListStore {
    /// Keeps a list in place of the one before, and says until when.
    @discardableResult
    public func keep(
        _ list: SealedAccessList,
        accounts: Int,
        of project: ProjectID,
        by actor: ProjectActor
    ) async throws -> AccessListStanding {
        let standing = AccessListStanding(
            accounts: accounts,
            actor: actor,
            time: now,
            until: now + retention.accessList
        )
        try await write { database in
            let detail = ["accounts": String(accounts)]
            try SQLiteStore.change(project, "access-list-made", actor, detail, standing.time, database)
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO accessList (project, list, accounts, actor, time, until)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, list.rawValue, accounts, try JSON.text(actor), standing.time, standing.until,
                ]
            )
        }
        return standing
    }

    /// Whether there is one.
    public func accessList(of project: ProjectID) async throws -> AccessListStanding? {
        let now = now
        return try await read { database in
            let sql = "SELECT * FROM accessList WHERE project = ? AND until > ?"
            return try Row.fetchOne(database, sql: sql, arguments: [project.rawValue, now]).map { row in
                AccessListStanding(
                    accounts: row["accounts"],
                    actor: try JSON.value(row["actor"]),
                    time: row["time"],
                    until: row["until"]
                )
            }
        }
    }

    /// Gives the list out and forgets it: of two who ask at once, one gets it.
    public func takeAccessList(of project: ProjectID, by actor: ProjectActor) async throws -> SealedAccessList? {
        try await remove(project, "access-list-exported", actor)
    }

    /// Forgets it.
    public func dropAccessList(of project: ProjectID, by actor: ProjectActor) async throws {
        _ = try await remove(project, "access-list-dropped", actor)
    }

    private func remove(
        _ project: ProjectID,
        _ event: String,
        _ actor: ProjectActor
    ) async throws -> SealedAccessList? {
        let now = now
        return try await write { database in
            let sql = "DELETE FROM accessList WHERE project = ? AND until > ? RETURNING list"
            let arguments: StatementArguments = [project.rawValue, now]
            guard let list = try String.fetchOne(database, sql: sql, arguments: arguments) else { return nil }
            try SQLiteStore.change(project, event, actor, [:], now, database)
            return SealedAccessList(rawValue: list)
        }
    }

    /// Lists whose time is up.
    static func sweepAccessLists(at now: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM accessList WHERE until <= ?", arguments: [now])
    }
}

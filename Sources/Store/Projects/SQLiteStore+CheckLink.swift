import GRDB
import MailCore

extension TokenRecipe {
    /// The token of a link to a DNS plan; derived as those of members are.
    fileprivate func checkToken(_ nonce: String) -> Redacted<String> { derived("check \(nonce)") }
}

extension SQLiteStore: CheckLinkStore {
    /// Makes the project's link.
    public func makeCheckLink(of project: ProjectID, by actor: ProjectActor) async throws -> CheckLink {
        let nonce = tokens.digest(tokens.random().exposed)
        let (token, now) = (tokens.checkToken(nonce), now)
        let (digest, until) = (tokens.digest(token.exposed), now + retention.projectLink)
        return try await write { database in
            try SQLiteStore.change(project, "check-link-made", actor, [:], now, database)
            try database.execute(
                sql: "INSERT OR REPLACE INTO checkLink (project, nonce, digest, until) VALUES (?, ?, ?, ?)",
                arguments: [project.rawValue, nonce, digest, until]
            )
            return CheckLink(project: project, until: until, standing: .valid, token: token)
        }
    }

    /// Calls the project's link back.
    public func revokeCheckLink(of project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "UPDATE checkLink SET revoked = ? WHERE project = ? AND revoked IS NULL"
            try database.execute(sql: sql, arguments: [now, project.rawValue])
            guard database.changesCount > 0 else { return }
            try SQLiteStore.change(project, "check-link-revoked", actor, [:], now, database)
        }
    }

    /// The project's link.
    public func checkLink(of project: ProjectID) async throws -> CheckLink? {
        try await checkLink(where: "project = ?", project.rawValue)
    }

    /// The link with that token.
    public func checkLink(token: String) async throws -> CheckLink? {
        try await checkLink(where: "digest = ?", tokens.digest(token))
    }

    private func checkLink(where condition: String, _ argument: String) async throws -> CheckLink? {
        let (now, tokens) = (now, tokens)
        return try await read { database in
            let sql = "SELECT * FROM checkLink WHERE \(condition)"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [argument]),
                let project = ProjectID(rawValue: row["project"])
            else { return nil }
            let until: Int64 = row["until"]
            let isRevoked = (row["revoked"] as Int64?) != nil
            return CheckLink(
                project: project,
                until: until,
                standing: isRevoked ? .revoked : until > now ? .valid : .expired,
                token: tokens.checkToken(row["nonce"])
            )
        }
    }
}

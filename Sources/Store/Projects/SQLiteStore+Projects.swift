import GRDB
public import MailCore

extension SQLiteStore {
    /// Begins a project of the consultant's consultancy.
    public func create(_ project: NewProject, by consultant: Consultant) async throws -> Project {
        let (id, now) = (ProjectID.random(), now)
        return try await write { database in
            try SQLiteStore.insert(project, id, consultant.consultancy.id, now, database)
            try SQLiteStore.note("created", id, .consultant(consultant.id, name: consultant.name), [:], now, database)
            return try SQLiteStore.known(id, database)
        }
    }

    /// Begins a project of nobody's, with its customer.
    public func createSelfService(
        _ project: NewProject,
        customer: Invitation,
        mailing: Bool
    ) async throws -> (project: Project, link: IssuedLink) {
        let (id, now, links) = (ProjectID.random(), now, links)
        let made = links.link(at: now)
        return try await write { database in
            try SQLiteStore.insert(project, id, nil, now, database)
            let member = try SQLiteStore.insert(customer, id, made, now, database)
            try SQLiteStore.note("created", id, .member(member.id, name: member.name), [:], now, database)
            if mailing { try SQLiteStore.tellLink(member, .projectBegun, by: .umzug, links, now, database) }
            return (try SQLiteStore.known(id, database), IssuedLink(member: member, token: made.token))
        }
    }

    /// One project.
    public func project(_ id: ProjectID) async throws -> Project? {
        try await read { try SQLiteStore.project(id, $0) }
    }

    /// The projects of a consultancy, last visited first.
    public func projects(of consultancy: ConsultancyID) async throws -> [Project] {
        try await read { database in
            let condition = "consultancy = ? ORDER BY lastVisit DESC, project.id"
            return try SQLiteStore.projects(where: condition, [consultancy.rawValue], database)
        }
    }

    /// Gives it another name.
    public func rename(_ project: ProjectID, to name: String, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            try SQLiteStore.change(project, "renamed", actor, [:], now, database)
            let sql = "UPDATE project SET name = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [PlainText.line(name, most: 200), project.rawValue])
        }
    }

    /// Removes everything of the project, its files too.
    public func delete(_ project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            let sql = "DELETE FROM project WHERE id = ?"
            try database.execute(sql: sql, arguments: [project.rawValue])
            guard database.changesCount > 0 else { return }
            try SQLiteStore.audit("project-deleted", project, by: SQLiteStore.auditName(actor), now, database)
        }
        await files.removeAll(of: project)
    }

    /// Makes a token by which a consultant can take the project on.
    public func offer(_ project: ProjectID, by actor: ProjectActor) async throws -> Redacted<String> {
        let (token, now) = (tokens.random(), now)
        let (digest, until) = (tokens.digest(token.exposed), now + retention.projectLink)
        try await write { database in
            try SQLiteStore.change(project, "offered", actor, [:], now, database)
            let sql = "UPDATE project SET offerDigest = ?, offerUntil = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [digest, until, project.rawValue])
        }
        return token
    }

    /// The project that a token offers.
    public func offered(token: String) async throws -> Project? {
        let (digest, now) = (tokens.digest(token), now)
        return try await read { try SQLiteStore.offered(digest, now, $0) }
    }

    /// Takes on the project that the token offers.
    public func takeOn(token: String, by consultant: Consultant) async throws -> Project? {
        let (digest, now) = (tokens.digest(token), now)
        return try await write { database in
            guard let project = try SQLiteStore.offered(digest, now, database) else { return nil }
            let actor = ProjectActor.consultant(consultant.id, name: consultant.name)
            let detail = ["consultancy": consultant.consultancy.name]
            try SQLiteStore.change(project.id, "taken-on", actor, detail, now, database)
            let sql = "UPDATE project SET consultancy = ?, offerDigest = NULL, offerUntil = NULL WHERE id = ?"
            let arguments: StatementArguments = [consultant.consultancy.id.rawValue, project.id.rawValue]
            try database.execute(sql: sql, arguments: arguments)
            return try SQLiteStore.project(project.id, database)
        }
    }

    /// All projects, last visited first, each with how many consultants its consultancy has.
    public func projects() async throws -> [(project: Project, consultants: Int)] {
        try await read { database in
            try SQLiteStore.projects(where: "1 ORDER BY lastVisit DESC, project.id", [], database).map { project in
                let sql = "SELECT count(*) FROM consultant WHERE consultancy = ?"
                let arguments: StatementArguments = [project.consultancy?.id.rawValue]
                return (project, try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0)
            }
        }
    }

    // MARK: - Rows

    /// Who did it, for the server's trail: no name of a person, who may want to be forgotten with the project.
    private static func auditName(_ actor: ProjectActor) -> String {
        switch actor {
        case .consultant(_, let login): "consultant \(login)"
        case .member(let id, _): "member \(id.rawValue)"
        case .umzug: "operator"
        }
    }

    /// Says in the server's trail what became of a project, whose own trail goes with it.
    static func audit(
        _ event: String,
        _ project: ProjectID,
        by actor: String,
        _ now: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO audit (time, event, actor, detail) VALUES (?, ?, ?, ?)",
            arguments: [now, event, actor, try JSON.text(["project": project.rawValue])]
        )
    }

    private static func offered(_ digest: String, _ now: Int64, _ database: Database) throws -> Project? {
        try projects(where: "offerDigest = ? AND offerUntil > ?", [digest, now], database).first
    }

    private static func insert(
        _ project: NewProject,
        _ id: ProjectID,
        _ consultancy: ConsultancyID?,
        _ now: Int64,
        _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO project (id, name, language, consultancy, created, lastVisit, questionnaire)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.rawValue, PlainText.line(project.name, most: 200), project.language, consultancy?.rawValue, now,
                now, project.questionnaire,
            ]
        )
    }

    static func project(_ id: ProjectID, _ database: Database) throws -> Project? {
        try projects(where: "project.id = ?", [id.rawValue], database).first
    }

    /// A project that must exist.
    static func known(_ id: ProjectID, _ database: Database) throws -> Project {
        guard let project = try project(id, database) else { throw Problem.unknown(id) }
        return project
    }

    private static func projects(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> [Project] {
        let sql = """
            SELECT project.*, consultancy.name AS firm FROM project
            LEFT JOIN consultancy ON consultancy.id = consultancy WHERE \(condition)
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap { row in
            guard let id = ProjectID(rawValue: row["id"]) else { return nil }
            let consultancy = (row["consultancy"] as Int64?).map { number in
                Consultancy(id: ConsultancyID(rawValue: number), name: row["firm"])
            }
            return Project(
                id: id,
                name: row["name"],
                language: row["language"],
                consultancy: consultancy,
                created: row["created"],
                lastVisit: row["lastVisit"],
                revision: row["revision"]
            )
        }
    }
}

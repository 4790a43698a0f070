import GRDB
public import MailCore

/// A link as it is made: what is derived from, what is given out, what is stored.
struct MadeLink: Sendable {
    var nonce: String
    var token: Redacted<String>
    var digest: String
    var until: Int64
}

extension TokenRecipe {
    /// The token of a member's link; derived, so that it is stored nowhere and mails can still carry it.
    func joinToken(_ nonce: String) -> Redacted<String> { derived("join \(nonce)") }
}

/// Makes links of members, each good for so many seconds.
struct LinkRecipe: Sendable {
    var tokens: TokenRecipe
    var lifetime: Int64

    func link(at now: Int64) -> MadeLink {
        let nonce = tokens.digest(tokens.random().exposed)
        let token = tokens.joinToken(nonce)
        return MadeLink(nonce: nonce, token: token, digest: tokens.digest(token.exposed), until: now + lifetime)
    }
}

extension SQLiteStore: ProjectStore {
    /// Invites somebody.
    public func invite(
        _ invitation: Invitation,
        to project: ProjectID,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> IssuedLink {
        let (now, links) = (now, links)
        let made = links.link(at: now)
        return try await write { database in
            let detail = ["name": PlainText.line(invitation.name, most: 120), "role": invitation.role.rawValue]
            try SQLiteStore.change(project, "invited", actor, detail, now, database)
            let member = try SQLiteStore.insert(invitation, project, made, now, database)
            if mailing {
                let kind = MailKind.invitation(member.role)
                try SQLiteStore.tellLink(member, kind, by: actor, links, now, database)
            }
            return IssuedLink(member: member, token: made.token)
        }
    }

    /// The members, oldest first.
    public func members(of project: ProjectID) async throws -> [Member] {
        try await read { try SQLiteStore.members(where: "project = ? ORDER BY id", [project.rawValue], $0) }
    }

    /// A new link in place of the one before; what was open by that one is shut.
    public func renewLink(
        of member: MemberID,
        in project: ProjectID,
        keeping session: Session.ID?,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> IssuedLink? {
        let (now, links) = (now, links)
        let made = links.link(at: now)
        return try await write { database in
            guard let before = try SQLiteStore.member(member, database), before.project == project else { return nil }
            try SQLiteStore.change(project, "link-renewed", actor, ["name": before.name], now, database)
            let sql = "UPDATE member SET revoked = NULL WHERE id = ?"
            try database.execute(sql: sql, arguments: [member.rawValue])
            try SQLiteStore.replaceLink(of: member, with: made, database)
            try database.execute(
                sql: "DELETE FROM membership WHERE member = ? AND session IS NOT ?",
                arguments: [member.rawValue, session?.rawValue]
            )
            guard let renewed = try SQLiteStore.member(member, database) else { return nil }
            if mailing {
                let kind = MailKind.invitation(renewed.role)
                try SQLiteStore.tellLink(renewed, kind, by: actor, links, now, database)
            }
            return IssuedLink(member: renewed, token: made.token)
        }
    }

    /// Shuts the member out.
    public func revoke(_ member: MemberID, in project: ProjectID, by actor: ProjectActor) async throws {
        let now = now
        try await write { database in
            guard let before = try SQLiteStore.member(member, database), before.project == project,
                before.revoked == nil
            else { return }
            try SQLiteStore.change(project, "revoked", actor, ["name": before.name], now, database)
            let sql = "UPDATE member SET revoked = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [now, member.rawValue])
            try database.execute(sql: "DELETE FROM membership WHERE member = ?", arguments: [member.rawValue])
        }
    }

    /// Says whether the member wants mails of the project.
    public func setSilent(_ isSilent: Bool, _ member: MemberID) async throws {
        try await write { database in
            let sql = "UPDATE member SET isSilent = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [isSilent, member.rawValue])
        }
    }

    /// What a link's token is good for.
    public func link(token: String) async throws -> LinkStanding {
        let (digest, now) = (tokens.digest(token), now)
        return try await read { database in
            guard let member = try SQLiteStore.members(where: "linkDigest = ?", [digest], database).first else {
                return .unknown
            }
            return member.revoked != nil ? .revoked(member) : member.linkUntil > now ? .valid(member) : .expired(member)
        }
    }

    /// Mails each member with that address the link; one that is still good stays as it is, one that has expired is
    /// replaced: whoever asks proves nothing, and holds perhaps an old mail.
    public func mailLinks(to address: MailAddress) async throws {
        let (now, links) = (now, links)
        try await write { database in
            let condition = "lower(address) = ? AND revoked IS NULL ORDER BY id"
            let key = address.description.lowercased()
            for member in try SQLiteStore.members(where: condition, [key], database) {
                if member.linkUntil <= now {
                    try SQLiteStore.replaceLink(of: member.id, with: links.link(at: now), database)
                }
                try SQLiteStore.tellLink(member, .projectLink, by: .umzug, links, now, database)
            }
        }
    }

    /// Lets the session take part as that member.
    public func grant(_ member: MemberID, to session: Session.ID) async throws {
        let now = now
        try await write { database in
            guard let before = try SQLiteStore.member(member, database), before.revoked == nil else { return }
            try database.execute(
                sql: "INSERT OR IGNORE INTO membership (session, member) SELECT id, ? FROM session WHERE id = ?",
                arguments: [member.rawValue, session.rawValue]
            )
            guard before.joined == nil else { return }
            try database.execute(
                sql: "UPDATE member SET joined = ?1, lastSeen = ?1 WHERE id = ?2",
                arguments: [now, member.rawValue]
            )
            try SQLiteStore.change(
                before.project,
                "joined",
                .member(before.id, name: before.name),
                ["role": before.role.rawValue],
                now,
                database
            )
        }
    }

    /// The memberships of a session, newest first.
    public func memberships(of session: Session.ID) async throws -> [Member] {
        let now = now
        return try await read { try SQLiteStore.memberships(of: session, now, $0) }
    }

    /// As what the session may look at the project.
    public func access(
        of session: Session.ID,
        to project: ProjectID,
        question: String?
    ) async throws -> ProjectAccess? {
        let now = now
        let found = try await read { database -> (ProjectAccess, Bool)? in
            guard let known = try SQLiteStore.project(project, database),
                let access = try SQLiteStore.access(of: session, to: known, question, now, database)
            else { return nil }
            let seen = access.member?.lastSeen ?? (access.isConsultant ? known.lastVisit : 0)
            return (access, now - min(seen, known.lastVisit) >= 60)
        }
        guard let (access, isNews) = found else { return nil }
        if isNews { try await noteVisit(access, project) }
        return access
    }

    private func noteVisit(_ access: ProjectAccess, _ project: ProjectID) async throws {
        let now = now
        try await write { database in
            let sql = "UPDATE project SET lastVisit = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [now, project.rawValue])
            guard let member = access.member else { return }
            let seen = "UPDATE member SET lastSeen = ? WHERE id = ?"
            try database.execute(sql: seen, arguments: [now, member.id.rawValue])
        }
    }

    /// How links of members are made.
    var links: LinkRecipe { LinkRecipe(tokens: tokens, lifetime: retention.projectLink) }
}

extension SQLiteStore {
    private static func access(
        of session: Session.ID,
        to project: Project,
        _ question: String?,
        _ now: Int64,
        _ database: Database
    ) throws -> ProjectAccess? {
        if let login = try login(of: session, now, database),
            login.consultant.consultancy.id == project.consultancy?.id
        {
            return .consultant(login.consultant)
        }
        // Whoever decides stays who decides, also when asked about one question or to test as well.
        let members = try memberships(of: session, now, database).filter { $0.project == project.id }
        func rank(_ member: Member) -> Int {
            switch member.role {
            case .customer: 0
            case .colleague: 1
            case .tester: 3
            case .expert: question != nil && member.question == question ? 2 : 4
            }
        }
        return members.min { rank($0) < rank($1) }.map { .member($0) }
    }

    private static func memberships(of session: Session.ID, _ now: Int64, _ database: Database) throws -> [Member] {
        let condition = """
            revoked IS NULL AND id IN (
                SELECT member FROM membership JOIN session ON session.id = session
                WHERE session = ? AND session.expires > ?
            ) ORDER BY id DESC
            """
        return try members(where: condition, [session.rawValue, now], database)
    }

    static func insert(
        _ invitation: Invitation,
        _ project: ProjectID,
        _ link: MadeLink,
        _ now: Int64,
        _ database: Database
    ) throws -> Member {
        try database.execute(
            sql: """
                INSERT INTO member (project, name, address, role, question, language, invited, nonce, linkDigest,
                    linkUntil)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                project.rawValue, PlainText.line(invitation.name, most: 120), invitation.address?.description,
                invitation.role.rawValue, invitation.role == .expert ? invitation.question : nil,
                invitation.language, now, link.nonce, link.digest, link.until,
            ]
        )
        guard let member = try member(MemberID(rawValue: database.lastInsertedRowID), database) else {
            throw Problem(.storage, reaction: .stop, fixer: .operator)
        }
        return member
    }

    static func replaceLink(of member: MemberID, with made: MadeLink, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE member SET nonce = ?, linkDigest = ?, linkUntil = ? WHERE id = ?",
            arguments: [made.nonce, made.digest, made.until, member.rawValue]
        )
    }

    static func member(_ id: MemberID, _ database: Database) throws -> Member? {
        try members(where: "id = ?", [id.rawValue], database).first
    }

    static func members(
        where condition: String,
        _ arguments: StatementArguments,
        _ database: Database
    ) throws -> [Member] {
        let sql = "SELECT * FROM member WHERE \(condition)"
        return try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap { row in
            guard let project = ProjectID(rawValue: row["project"]), let role = Member.Role(rawValue: row["role"])
            else {
                return nil
            }
            return Member(
                id: MemberID(rawValue: row["id"]),
                project: project,
                name: row["name"],
                address: row["address"],
                role: role,
                question: row["question"],
                language: row["language"],
                invited: row["invited"],
                joined: row["joined"],
                lastSeen: row["lastSeen"],
                linkUntil: row["linkUntil"],
                isSilent: row["isSilent"],
                revoked: row["revoked"]
            )
        }
    }
}

import GRDB
import MailCore

/// Something of a project that is told by mail.
struct ProjectNews {
    var kind: MailKind
    /// What tells two mails of a kind to the same person apart.
    var moment: String
    /// Who caused it, and gets no mail about it.
    var actor: ProjectActor
    var count = 0
}

/// Who gets a mail of a project.
enum ProjectReader {
    case member(Member)
    case consultant(Consultant)

    var address: String? {
        switch self {
        case .member(let member): member.address
        case .consultant(let consultant): consultant.address
        }
    }

    /// Whether the reader wants only what he or she asks for.
    var isSilent: Bool {
        switch self {
        case .member(let member): member.isSilent
        case .consultant(let consultant): consultant.isSilent
        }
    }

    func isSame(as actor: ProjectActor) -> Bool {
        switch (self, actor) {
        case (.member(let member), .member(let id, _)): member.id == id
        case (.consultant(let consultant), .consultant(let id, _)): consultant.id == id
        default: false
        }
    }
}

// Rows are written in the transaction that they tell of, as those about migrations are.
extension SQLiteStore {
    /// The members that decide and were not shut out.
    static func customers(of project: ProjectID, _ database: Database) throws -> [ProjectReader] {
        let condition = "project = ? AND role = 'customer' AND revoked IS NULL ORDER BY id"
        return try members(where: condition, [project.rawValue], database).map { .member($0) }
    }

    /// Those who guide the project.
    static func guides(of project: ProjectID, _ database: Database) throws -> [ProjectReader] {
        guard let firm = try known(project, database).consultancy else { return [] }
        return try consultants(where: "consultancy = ?", [firm.id.rawValue], database).map { .consultant($0) }
    }

    /// Puts a mail to each reader that has an address into the outbox, but to whoever caused it.
    ///
    /// The mail brings members their link, which is good for as long again from now: what somebody is told of is opened.
    static func tell(
        _ news: ProjectNews,
        to readers: [ProjectReader],
        of project: ProjectID,
        _ links: LinkRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        let known = try known(project, database)
        for reader in readers where !reader.isSame(as: news.actor) && !reader.isSilent {
            guard let address = reader.address, try !isTold(news, reader, project, database) else { continue }
            if case .member(let member) = reader { try extendLink(of: member, links, now, database) }
            try insert(news, reader, address, known, links.tokens, now, database)
        }
    }

    /// Makes a member's link good for its whole time; one that has expired is replaced and stays void.
    private static func extendLink(
        of member: Member,
        _ links: LinkRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        let made = links.link(at: now)
        guard member.linkUntil > now else { return try replaceLink(of: member.id, with: made, database) }
        let sql = "UPDATE member SET linkUntil = ? WHERE id = ?"
        try database.execute(sql: sql, arguments: [made.until, member.id.rawValue])
    }

    private static func isTold(
        _ news: ProjectNews,
        _ reader: ProjectReader,
        _ project: ProjectID,
        _ database: Database
    ) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM outbox
            WHERE project = ? AND kind = ? AND moment = ? AND member IS ? AND consultant IS ?)
            """
        let arguments: StatementArguments = [
            project.rawValue, news.kind.rawValue, news.moment, reader.member, reader.consultant,
        ]
        return try Bool.fetchOne(database, sql: sql, arguments: arguments) ?? false
    }

    private static func insert(
        _ news: ProjectNews,
        _ reader: ProjectReader,
        _ address: String,
        _ project: Project,
        _ tokens: TokenRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        var arguments = ProjectMailArguments(project: project.name, sender: news.actor.name, count: news.count)
        arguments.consultancy = project.consultancy?.name
        var language = project.language
        if case .member(let member) = reader {
            (arguments.role, arguments.question, language) = (member.role, member.question, member.language)
        }
        try database.execute(
            sql: """
                INSERT INTO outbox (id, project, member, consultant, kind, moment, recipient, language, arguments, created,
                    notBefore)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                String(tokens.digest(tokens.random().exposed).prefix(32)), project.id.rawValue, reader.member,
                reader.consultant, news.kind.rawValue, news.moment, address, language, try JSON.text(arguments), now,
                now,
            ]
        )
    }

    /// Whether the reader still takes part under that address, and the link that it brings is still the present one.
    static func isWanted(_ row: Row, of project: ProjectID, _ database: Database) throws -> Bool {
        if let number = row["consultant"] as Int64? {
            let consultant = try consultant(where: "consultant.id = ?", [number], database)
            let firm = try self.project(project, database)?.consultancy
            guard let consultant, !consultant.isSilent else { return false }
            return consultant.address == row["recipient"] as String? && consultant.consultancy == firm
        }
        guard let number = row["member"] as Int64?, let kind = MailKind(rawValue: row["kind"]),
            let member = try member(MemberID(rawValue: number), database)
        else { return false }
        guard !member.isSilent || kind.isAskedFor else { return false }
        let isPresent = try !kind.bringsLink || nonce(of: member.id, database) == MailKind.nonce(row["moment"])
        return isPresent && member.revoked == nil && member.address == row["recipient"] as String?
    }

    static func projectMail(
        _ row: Row,
        _ project: ProjectID,
        _ tokens: TokenRecipe,
        _ database: Database
    ) throws -> ProjectMail {
        let member = (row["member"] as Int64?).map(MemberID.init(rawValue:))
        let token = try member.flatMap { try nonce(of: $0, database) }.map { tokens.joinToken($0) }
        return ProjectMail(project: project, arguments: try JSON.value(row["arguments"]), joinToken: token)
    }

    /// Mails the link that a member has, each time that one is asked for; also to whoever asked.
    static func tellLink(
        _ member: Member,
        _ kind: MailKind,
        by actor: ProjectActor,
        _ links: LinkRecipe,
        _ now: Int64,
        _ database: Database
    ) throws {
        guard let nonce = try nonce(of: member.id, database), let address = member.address else { return }
        let news = ProjectNews(kind: kind, moment: "\(nonce) \(now)", actor: actor)
        guard !member.isSilent || kind.isAskedFor else { return }
        let (reader, project) = (ProjectReader.member(member), try known(member.project, database))
        guard try !isTold(news, reader, project.id, database) else { return }
        try insert(news, reader, address, project, links.tokens, now, database)
    }

    private static func nonce(of member: MemberID, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT nonce FROM member WHERE id = ?", arguments: [member.rawValue])
    }
}

extension MailKind {
    /// The link that a mail brings, by its moment.
    fileprivate static func nonce(_ moment: String) -> String { String(moment.prefix { $0 != " " }) }

    /// How somebody is told of a link as that role.
    static func invitation(_ role: Member.Role) -> MailKind {
        role == .expert ? .projectQuestion : .projectInvitation
    }
}

extension ProjectReader {
    fileprivate var member: Int64? {
        if case .member(let member) = self { member.id.rawValue } else { nil }
    }

    fileprivate var consultant: Int64? {
        if case .consultant(let consultant) = self { consultant.id.rawValue } else { nil }
    }
}

public import MailCore

/// The projects and who takes part in them.
///
/// What changes a project notes itself in the project's trail; there is nothing to be noted besides.
public protocol ProjectStore: Sendable {
    /// Begins a project of the consultant's consultancy.
    func create(_ project: NewProject, by consultant: Consultant) async throws -> Project
    /// Begins a project of nobody's, with its customer; with `mailing`, the link goes to the customer's address, which
    /// confirms the address when it is taken, else it is to be shown.
    func createSelfService(
        _ project: NewProject,
        customer: Invitation,
        mailing: Bool
    ) async throws -> (project: Project, link: IssuedLink)
    /// One project.
    func project(_ id: ProjectID) async throws -> Project?
    /// The projects of a consultancy, last visited first.
    func projects(of consultancy: ConsultancyID) async throws -> [Project]
    /// All projects, last visited first, each with how many consultants its consultancy has.
    func projects() async throws -> [(project: Project, consultants: Int)]
    /// Gives it another name.
    func rename(_ project: ProjectID, to name: String, by actor: ProjectActor) async throws
    /// Removes everything of the project, its files too; the server's trail says who did it, without a person's name.
    func delete(_ project: ProjectID, by actor: ProjectActor) async throws
    /// Makes a token by which a consultant can take the project on for the consultancy; replaces the one before. Good for
    /// 30 days and once.
    func offer(_ project: ProjectID, by actor: ProjectActor) async throws -> Redacted<String>
    /// The project that a token offers; nil for none, or no more.
    func offered(token: String) async throws -> Project?
    /// Takes on the project that the token offers, for the consultant's consultancy; nil for none, or no more.
    func takeOn(token: String, by consultant: Consultant) async throws -> Project?

    /// Invites somebody; with `mailing`, the link goes to the address.
    func invite(
        _ invitation: Invitation,
        to project: ProjectID,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> IssuedLink
    /// The members, oldest first, those shut out among them.
    func members(of project: ProjectID) async throws -> [Member]
    /// A new link for 30 days in place of the one before, also for somebody shut out; with `mailing`, it is mailed.
    /// Every session but that one loses the member's right: the old link may be in wrong hands. Nil where the project
    /// has no such member.
    func renewLink(
        of member: MemberID,
        in project: ProjectID,
        keeping session: Session.ID?,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> IssuedLink?
    /// Shuts the member out: the link is void, and every session loses the right.
    func revoke(_ member: MemberID, in project: ProjectID, by actor: ProjectActor) async throws
    /// Says whether the member wants no mails of the project but those that he or she asks for.
    func setSilent(_ isSilent: Bool, _ member: MemberID) async throws
    /// What a link's token is good for.
    func link(token: String) async throws -> LinkStanding
    /// Mails each member with that address the link, a new one where it has expired; whoever was shut out gets none.
    /// Tells nobody whether there was one.
    func mailLinks(to address: MailAddress) async throws

    /// Lets the session take part as that member; the session's token is to be renewed first.
    func grant(_ member: MemberID, to session: Session.ID) async throws
    /// The memberships of a session, newest first.
    func memberships(of session: Session.ID) async throws -> [Member]
    /// As what the session may look at the project, the most that it may; of two questions that it is asked, as who is
    /// asked that one. Nil for not at all. Being there is noted, to the minute.
    func access(of session: Session.ID, to project: ProjectID, question: String?) async throws -> ProjectAccess?

    /// Adds a line to the project's trail.
    func note(_ event: String, in project: ProjectID, by actor: ProjectActor, _ detail: [String: String]) async throws
    /// The project's trail, oldest first; at most so many of its last lines.
    func trail(of project: ProjectID, last count: Int) async throws -> [ProjectAuditLine]
}

extension ProjectStore {
    /// The project's trail, oldest first.
    public func trail(of project: ProjectID) async throws -> [ProjectAuditLine] {
        try await trail(of: project, last: .max)
    }

    /// As what the session may look at the project.
    public func access(of session: Session.ID, to project: ProjectID) async throws -> ProjectAccess? {
        try await access(of: session, to: project, question: nil)
    }
}

/// One line of a project's trail: who did what; never a secret, and never an answer's text.
public struct ProjectAuditLine: Hashable, Sendable {
    /// When, in seconds since 1970.
    public var time: Int64
    /// What happened, such as `invited`, `answered`, `submitted`.
    public var event: String
    /// Who.
    public var actor: ProjectActor
    /// What else matters, by name.
    public var detail: [String: String]
}

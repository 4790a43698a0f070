public import MailCore

/// The link by which whoever keeps a zone sees the project's DNS plan, and nothing else; one for each project.
public struct CheckLink: Hashable, Sendable {
    /// What it is good for.
    public enum Standing: Hashable, Sendable {
        /// It opens the plan.
        case valid
        /// It is too old.
        case expired
        /// It was called back.
        case revoked
    }

    /// The project.
    public var project: ProjectID
    /// Until when it opens the plan, in seconds since 1970.
    public var until: Int64
    /// What it is good for now.
    public var standing: Standing
    /// What follows `/projects/dns?token=`; the token is stored nowhere.
    public var token: Redacted<String>
}

/// The links by which the DNS plans of projects are seen from outside.
public protocol CheckLinkStore: Sendable {
    /// Makes the project's link, for 30 days, in place of the one before.
    func makeCheckLink(of project: ProjectID, by actor: ProjectActor) async throws -> CheckLink
    /// Calls the project's link back.
    func revokeCheckLink(of project: ProjectID, by actor: ProjectActor) async throws
    /// The project's link, whatever it is good for; nil where none was made.
    func checkLink(of project: ProjectID) async throws -> CheckLink?
    /// The link with that token; nil where there is none, or where a newer one took its place.
    func checkLink(token: String) async throws -> CheckLink?
}

public import MailCore

/// What was published about one of a project's domains.
public struct SurveyedZone: Hashable, Sendable {
    /// The last look.
    public var latest: ZoneState
    /// When that was, in seconds since 1970.
    public var time: Int64
    /// As it was before anything was changed: each record as it was seen first; nil while nobody answered for the domain.
    public var first: ZoneState?
    /// When the first look was that was answered.
    public var firstTime: Int64?
}

/// What was published about a project's domains: the state of now, and the one to go back to.
public protocol ZoneStore: Sendable {
    /// Keeps what a look at domains found; what was seen first stays beside it.
    func keep(_ zones: [ZoneState], of project: ProjectID) async throws
    /// What was found, by domain.
    func zones(of project: ProjectID) async throws -> [String: SurveyedZone]
}

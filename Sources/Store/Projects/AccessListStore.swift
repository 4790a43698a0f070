/// The initial passwords of new accounts, sealed by whoever keeps them; the store cannot read them.
public struct SealedAccessList: RawRepresentable, Hashable, Sendable {
    /// The sealed text.
    public let rawValue: String
    /// A sealed text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What is known of an access list that waits to be exported.
public struct AccessListStanding: Hashable, Sendable {
    /// For how many accounts it has a password.
    public var accounts: Int
    /// Who made it.
    public var actor: ProjectActor
    /// When, in seconds since 1970.
    public var time: Int64
    /// When it destroys itself, exported or not.
    public var until: Int64
}

/// The list of initial passwords of a project: kept sealed, given out once, then gone.
public protocol AccessListStore: Sendable {
    /// Keeps a list in place of the one before, and says until when.
    @discardableResult
    func keep(
        _ list: SealedAccessList,
        accounts: Int,
        of project: ProjectID,
        by actor: ProjectActor
    ) async throws -> AccessListStanding
    /// Whether there is one.
    func accessList(of project: ProjectID) async throws -> AccessListStanding?
    /// Gives the list out and forgets it: of two who ask at once, one gets it.
    func takeAccessList(of project: ProjectID, by actor: ProjectActor) async throws -> SealedAccessList?
    /// Forgets it.
    func dropAccessList(of project: ProjectID, by actor: ProjectActor) async throws
}

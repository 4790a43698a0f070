public import MailCore

/// Everything that a migration is started with.
public struct StartOrder: Hashable, Sendable {
    /// The migration's ID; starting twice with the same one starts once.
    public var id: MigrationID
    /// The source's login.
    public var source: Draft.Account
    /// The target's login.
    public var target: Draft.Account
    /// What tells the target's account, so that only one migration at a time writes there.
    public var targetAccount: AccountIdentity
    /// What to move, and how.
    public var options: Options
    /// The customer's language.
    public var language: String
    /// The digest of the recovery code.
    public var recoveryDigest: String
    /// The session that starts it, which becomes its owner.
    public var owner: Session.ID
    /// When it is to begin; nil for at once.
    public var schedule: Schedule?

    /// The order that a complete draft amounts to, or nil where it lacks something.
    public init?(
        draft: Draft,
        language: String,
        recoveryDigest: String,
        owner: Session.ID,
        schedule: Schedule? = nil
    ) {
        guard draft.isComplete, let source = draft.source, let target = draft.target else { return nil }
        guard let description = draft.targetDescription else { return nil }
        id = draft.migrationID
        self.source = source
        self.target = target
        targetAccount = description.accountIdentity
        options = draft.options
        self.language = language
        self.recoveryDigest = recoveryDigest
        self.owner = owner
        self.schedule = schedule
    }
}

/// What became of a ``StartOrder``.
public enum StartResult: Hashable, Sendable {
    /// It begins.
    case started
    /// The same order was given before, by this session: show that migration.
    case alreadyStarted
}

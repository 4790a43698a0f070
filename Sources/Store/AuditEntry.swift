public import MailCore

/// One line of the audit trail: who did what to which migration; never a secret.
public struct AuditEntry: Hashable, Codable, Sendable {
    /// When, in seconds since 1970.
    public var time: Int64
    /// What happened, such as `started`, `unlocked`, `credential-deleted`.
    public var event: String
    /// The migration concerned.
    public var migration: MigrationID?
    /// Who: `visitor 192.0.2.7` (once the migration is forgotten `visitor`), `worker`, `operator`.
    public var actor: String
    /// What else matters, by name.
    public var detail: [String: String]

    /// A line.
    public init(
        time: Int64,
        event: String,
        migration: MigrationID?,
        actor: String,
        detail: [String: String] = [:]
    ) {
        self.time = time
        self.event = event
        self.migration = migration
        self.actor = actor
        self.detail = detail
    }
}

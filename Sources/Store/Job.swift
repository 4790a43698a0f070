public import MailCore

/// Names one worker process; a restarted one is another.
public struct WorkerID: RawRepresentable, Hashable, Codable, Sendable {
    /// The text.
    public let rawValue: String
    /// Takes a text.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// An action that a worker holds the lease of.
///
/// ```
/// order → waiting → leased → finished (gone)
///            ↑         │ released: graceful stop, no attempt lost
///            └─────────┤ rescued: the worker died, or let its heartbeat lapse
///                      └ third death: quarantined, `failed(crashed)`; tried alone once more, then dropped
/// ```
public struct Job: Hashable, Sendable {
    /// Its number; younger jobs have higher ones.
    public var number: Int64
    /// The migration.
    public var migration: MigrationID
    /// What to do.
    public var action: Action
    /// Which attempt this is, from 1; later ones go on with what the earlier left.
    public var attempt: Int
    /// When its first attempt began, in seconds since 1970.
    public var begun: Double

    /// A job.
    public init(number: Int64, migration: MigrationID, action: Action, attempt: Int, begun: Double) {
        self.number = number
        self.migration = migration
        self.action = action
        self.attempt = attempt
        self.begun = begun
    }
}

/// What a rescue found.
public struct Rescue: Hashable, Sendable {
    /// Jobs that wait again.
    public var requeued: [MigrationID]
    /// Migrations that were quarantined now, or given up.
    public var quarantined: [MigrationID]
    /// Requests that were answered `crashed`.
    public var requests: Int

    /// What a rescue found.
    public init(requeued: [MigrationID] = [], quarantined: [MigrationID] = [], requests: Int = 0) {
        self.requeued = requeued
        self.quarantined = quarantined
        self.requests = requests
    }
}

/// What a journal in the data folder says, to make a migration's row from.
public struct FoundMigration: Hashable, Sendable {
    /// Its ID.
    public var id: MigrationID
    /// Where the items come from.
    public var source: Endpoint
    /// Where they go.
    public var target: Endpoint
    /// What tells the target's account, where the journal knows.
    public var targetAccount: AccountIdentity?
    /// What was chosen.
    public var options: Options
    /// Where it stands.
    public var projection: Projection

    /// A migration found.
    public init(
        id: MigrationID,
        source: Endpoint,
        target: Endpoint,
        targetAccount: AccountIdentity? = nil,
        options: Options,
        projection: Projection
    ) {
        self.id = id
        self.source = source
        self.target = target
        self.targetAccount = targetAccount
        self.options = options
        self.projection = projection
    }
}

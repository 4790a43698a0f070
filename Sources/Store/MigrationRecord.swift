public import MailCore

/// One point of the throughput chart.
public struct RateSample: Hashable, Codable, Sendable {
    /// When, in seconds since 1970.
    public var time: Int64
    /// Items done until then.
    public var items: Int
    /// Octets copied until then.
    public var bytes: Int

    /// A point.
    public init(time: Int64, items: Int, bytes: Int) {
        self.time = time
        self.items = items
        self.bytes = bytes
    }
}

/// What happens with one side's credential.
public enum CredentialStatus: Hashable, Sendable {
    /// Kept, sealed, until that instant (seconds since 1970); nil is without end as long as the migration is unfinished.
    case kept(until: Int64?)
    /// Not kept any more.
    case absent
}

/// One migration as the pages show it: a projection of its journal, which stays the truth.
public struct MigrationRecord: Hashable, Sendable, Identifiable {
    /// Its name.
    public var id: MigrationID
    /// Where the items come from.
    public var source: Endpoint
    /// Where they go.
    public var target: Endpoint
    /// What the customer chose.
    public var options: Options
    /// The language of the customer.
    public var language: String
    /// What the journal said last.
    public var projection: Projection
    /// When it was asked for, in seconds since 1970.
    public var created: Int64
    /// When its first pass is to begin, as long as that has not begun; nil for at once.
    public var schedule: Schedule?
    /// The source's credential.
    public var sourceCredential: CredentialStatus
    /// The target's credential.
    public var targetCredential: CredentialStatus
    /// The orders that the worker has not carried out to their end, oldest first: «Abbrechen» shows at once that it was heard.
    public var orders: [Action]
    /// Where its mails go, where somebody asked for them.
    public var mails: MailSubscription?
    /// Grows with each change of any migration's row; tells an event stream what is new.
    public var revision: Int64

    /// A record.
    public init(
        id: MigrationID,
        source: Endpoint,
        target: Endpoint,
        options: Options,
        language: String,
        projection: Projection,
        created: Int64,
        schedule: Schedule? = nil,
        sourceCredential: CredentialStatus,
        targetCredential: CredentialStatus,
        orders: [Action] = [],
        mails: MailSubscription? = nil,
        revision: Int64 = 0
    ) {
        self.id = id
        self.source = source
        self.target = target
        self.options = options
        self.language = language
        self.projection = projection
        self.created = created
        self.schedule = schedule
        self.sourceCredential = sourceCredential
        self.targetCredential = targetCredential
        self.orders = orders
        self.mails = mails
        self.revision = revision
    }
}

/// What a run tells while it runs; the journal stays the truth.
public enum MigrationEvent: Sendable {
    /// A pass begins or goes on.
    case started(pass: Int)
    /// How far a kind is; at most four a second.
    case progress(Progress)
    /// The run waits, until the instant given in seconds since 1970 where that is known.
    case paused(Problem, until: Int64?)
    /// The pause is over.
    case resumed
    /// An exception, when it happens.
    case item(ReceiptItem)
    /// The state changed.
    case state(State)
}

/// How far a kind is.
public struct Progress: Hashable, Codable, Sendable {
    /// The kind.
    public var kind: Kind
    /// The container at work, at the source.
    public var container: FolderPath?
    /// Items done of this kind.
    public var done: Int
    /// Items of this kind.
    public var total: Int
    /// Octets copied of this kind.
    public var bytes: Int
    /// Octets of this kind.
    public var totalBytes: Int

    /// How far a kind is.
    public init(kind: Kind, container: FolderPath?, done: Int, total: Int, bytes: Int, totalBytes: Int) {
        self.kind = kind
        self.container = container
        self.done = done
        self.total = total
        self.bytes = bytes
        self.totalBytes = totalBytes
    }
}

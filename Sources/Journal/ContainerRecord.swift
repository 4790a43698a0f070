public import MailCore

/// One source container and where its items go.
public struct ContainerRecord: Hashable, Sendable, Identifiable {
    /// Its number in the journal.
    public var id: Int64
    /// The kind of its items.
    public var kind: Kind
    /// The path at the source.
    public var source: FolderPath
    /// The path at the target.
    public var target: FolderPath
    /// Whether the target container was made by us.
    public var isOurs: Bool
    /// Octets of all items found.
    public var foundBytes: Int
    /// The sums of this container.
    public var counts: Counts
}

/// How far the migration was at one moment, for the throughput chart.
public struct ProgressSample: Hashable, Codable, Sendable {
    /// Seconds since 1970.
    public var time: Double
    /// Items whose fate was known.
    public var items: Int
    /// Octets copied.
    public var bytes: Int
}

/// A time during which the run waited.
public struct PauseRecord: Hashable, Sendable {
    /// When it began, in seconds since 1970.
    public var begun: Double
    /// When it ended; nil while it lasts.
    public var ended: Double?
    /// What it waited for.
    public var problem: Problem
}

/// One execution by one process.
public struct AttemptRecord: Hashable, Sendable {
    /// Its number.
    public var number: Int
    /// What was asked for, as on the command line.
    public var command: String
    /// The pass that it belongs to.
    public var pass: Int
    /// When it began, in seconds since 1970.
    public var begun: Double
    /// When it ended; nil while it lasts or where the process died.
    public var ended: Double?
    /// The name of the state that it ended in.
    public var outcome: String?
}

/// One line of the audit trail.
public struct AuditRecord: Hashable, Sendable {
    /// When, in seconds since 1970.
    public var time: Double
    /// What happened, such as `started`, `cancel-asked`, `extended`.
    public var event: String
    /// The rest, never a secret.
    public var detail: String
}

/// An exception with its place in the journal, so that a page of them can be followed by the next.
public struct ExceptionRecord: Hashable, Sendable, Identifiable {
    /// Hand it to ``JournalReader/exceptions(after:limit:outcome:)`` for what follows.
    public var id: Int64
    /// The exception.
    public var item: ReceiptItem
}

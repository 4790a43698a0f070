public import MailCore

/// What a journal says about its migration, short enough to be written once a second.
public struct Projection: Hashable, Codable, Sendable {
    /// One folder's share, for the live page.
    public struct Folder: Hashable, Codable, Sendable {
        /// The kind of its items.
        public var kind: Kind
        /// The path at the source.
        public var path: FolderPath
        /// The path at the target, where that is another one.
        public var target: FolderPath?
        /// Items whose fate is known.
        public var done: Int
        /// Items of this folder.
        public var total: Int
        /// Items that failed.
        public var failed: Int
        /// Octets of its items at the source; nil in rows of before this was kept.
        public var bytes: Int?

        /// A folder's share.
        public init(
            kind: Kind,
            path: FolderPath,
            target: FolderPath? = nil,
            done: Int,
            total: Int,
            failed: Int,
            bytes: Int? = nil
        ) {
            self.kind = kind
            self.path = path
            self.target = target
            self.done = done
            self.total = total
            self.failed = failed
            self.bytes = bytes
        }
    }

    /// Where it stands.
    public var state: State
    /// The number of the pass; 0 before the first.
    public var pass: Int
    /// The sums by kind, over the whole migration.
    public var counts: [Kind: Counts]
    /// How many items failed, by the code of their problem; nil where none did.
    public var failures: [String: Int]?
    /// How far the kind in hand is, and in which container.
    public var progress: Progress?
    /// The folders with what is done of each.
    public var folders: [Folder]
    /// Throughput, oldest first, at most 120 points.
    public var samples: [RateSample]
    /// When the present pass began, in seconds since 1970.
    public var begun: Int64?
    /// When a count or the state last changed.
    public var changed: Int64?
    /// When the worker last said that it is at it.
    public var lastSignOfLife: Int64?
    /// When the last pass ended.
    public var ended: Int64?
    /// Until when it can be undone.
    public var undoUntil: Int64?
    /// Whether that was extended, which goes once.
    public var undoWasExtended: Bool
    /// Why the last order was not carried out; nil once one is.
    public var refusal: Problem?

    /// A projection.
    public init(
        state: State,
        pass: Int = 0,
        counts: [Kind: Counts] = [:],
        failures: [String: Int]? = nil,
        progress: Progress? = nil,
        folders: [Folder] = [],
        samples: [RateSample] = [],
        begun: Int64? = nil,
        changed: Int64? = nil,
        lastSignOfLife: Int64? = nil,
        ended: Int64? = nil,
        undoUntil: Int64? = nil,
        undoWasExtended: Bool = false,
        refusal: Problem? = nil
    ) {
        self.state = state
        self.pass = pass
        self.counts = counts
        self.failures = failures
        self.progress = progress
        self.folders = folders
        self.samples = samples
        self.begun = begun
        self.changed = changed
        self.lastSignOfLife = lastSignOfLife
        self.ended = ended
        self.undoUntil = undoUntil
        self.undoWasExtended = undoWasExtended
        self.refusal = refusal
    }
}

/// Where items go.
///
/// Concurrent calls are pipelined by the connector over its connections.
///
/// A target reconnects by itself between calls and never repeats an effect whose answer it did not see: it throws, and the
/// engine looks (``list(_:)`` above the mark) before anything is sent twice.
public protocol Target: Sendable {
    /// Logs in where need be and says what is there.
    func describe() async throws(Problem) -> TargetDescription

    /// How the containers stand now, in the order given; nil where one does not exist.
    func marks(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Mark?]

    /// Makes containers, parents before children; one answer each, in the order given.
    func create(_ requests: [CreationRequest]) async throws(Problem) -> [Creation]

    /// Subscribes to containers of ours, or takes that back; refusals do not matter.
    func subscribe(_ paths: [FolderPath], _ wanted: Bool, kind: Kind) async throws(Problem)

    /// Stores a batch in one container; one outcome an item, in order. Batches for one container are stored in the order
    /// in which they were given.
    ///
    /// - Throws: A problem that leaves the whole batch's fate unknown (`isTransient`: the connection broke) or refused as
    ///   a whole (code `batch-refused`): the engine looks, then halves.
    func store(_ batch: Batch) async throws(Problem) -> [Outcome]

    /// Copies items of ours to another container without sending their contents again; one answer each, in order: nil for
    /// one that is not to be had this way. A target that cannot copy answers nil for all.
    ///
    /// - Throws: As ``store(_:)`` does.
    func copy(_ batch: CopyBatch) async throws(Problem) -> [Outcome?]

    /// Lists items; requests are pipelined and answered in order, in pieces of at most 1,000. A container that does not
    /// exist lists nothing.
    func list(_ requests: [TargetListingRequest]) -> AsyncThrowingStream<TargetListingEvent, any Error>

    /// Sets flags where the item still has `last`; one answer each, in order.
    func update(_ updates: [FlagUpdate], in path: FolderPath, kind: Kind) async throws(Problem) -> [UpdateOutcome]

    /// SHA-256 of each item's octets as the target delivers them, in hexadecimal; nil where it is gone.
    func digests(_ references: [Reference], in path: FolderPath, kind: Kind) async throws(Problem) -> [String?]

    /// Removes exactly these items where they still have the flags expected; one answer each, in order.
    func remove(_ removals: [Removal], in path: FolderPath, kind: Kind) async throws(Problem) -> [RemovalOutcome]

    /// Removes containers that hold nothing, children before parents; whether each is gone, in the order given.
    func removeIfEmpty(_ paths: [FolderPath], kind: Kind) async throws(Problem) -> [Bool]

    /// Logs out and closes every connection.
    func close() async
}

extension Target {
    /// Most targets cannot.
    public func copy(_ batch: CopyBatch) async throws(Problem) -> [Outcome?] { batch.items.map { _ in nil } }
}

/// What a target is and can do.
public struct TargetDescription: Hashable, Codable, Sendable {
    /// A container that is there.
    public struct Container: Hashable, Codable, Sendable {
        /// The kind of its items.
        public var kind: Kind
        /// Its place, without the namespace's prefix.
        public var path: FolderPath
        /// What it is for, where the server says so.
        public var specialUse: SpecialUse?
        /// Whether it can hold items.
        public var isSelectable: Bool
        /// The number of items, where known.
        public var count: Int?
        /// How it stands now, where known.
        public var mark: Mark?
        /// Whether the account's owner subscribed to it.
        public var isSubscribed: Bool

        /// A container.
        public init(
            kind: Kind,
            path: FolderPath,
            specialUse: SpecialUse? = nil,
            isSelectable: Bool = true,
            count: Int? = nil,
            mark: Mark? = nil,
            isSubscribed: Bool = false
        ) {
            self.kind = kind
            self.path = path
            self.specialUse = specialUse
            self.isSelectable = isSelectable
            self.count = count
            self.mark = mark
            self.isSubscribed = isSubscribed
        }
    }

    /// The kinds that it can take.
    public var kinds: Set<Kind>
    /// The names of capabilities that the server announced after login, as it spells them.
    public var capabilities: [String]
    /// What tells this account from others.
    public var accountIdentity: AccountIdentity
    /// The server's name for itself; empty where unknown.
    public var software: String
    /// Octets still free, where the server says so (RFC 9208 QUOTA).
    public var freeBytes: Int?
    /// The largest item that it takes, where the server says so (RFC 7889 APPENDLIMIT).
    public var maxItemBytes: Int?
    /// Characters that a folder name cannot have, the hierarchy separator among them.
    public var forbiddenCharacters: String
    /// The containers that are there.
    public var containers: [Container]
    /// The most items that one batch may have.
    public var batchLimit: Int
    /// The most octets that a batch of more than one item may have.
    public var batchBytes: Int
    /// How many batches are worth having under way at once.
    public var concurrency: Int

    /// A description.
    public init(
        kinds: Set<Kind>,
        capabilities: [String] = [],
        accountIdentity: AccountIdentity,
        software: String = "",
        freeBytes: Int? = nil,
        maxItemBytes: Int? = nil,
        forbiddenCharacters: String = "/",
        containers: [Container] = [],
        batchLimit: Int = 1,
        batchBytes: Int = 8 << 20,
        concurrency: Int = 4
    ) {
        self.kinds = kinds
        self.capabilities = capabilities
        self.accountIdentity = accountIdentity
        self.software = software
        self.freeBytes = freeBytes
        self.maxItemBytes = maxItemBytes
        self.forbiddenCharacters = forbiddenCharacters
        self.containers = containers
        self.batchLimit = batchLimit
        self.batchBytes = batchBytes
        self.concurrency = concurrency
    }
}

/// Asks for a container to be made.
public struct CreationRequest: Hashable, Sendable {
    /// The kind of its items.
    public var kind: Kind
    /// Its place.
    public var path: FolderPath
    /// What it is for, to be said to servers that take it (RFC 6154 §3).
    public var specialUse: SpecialUse?

    /// A request.
    public init(kind: Kind, path: FolderPath, specialUse: SpecialUse? = nil) {
        self.kind = kind
        self.path = path
        self.specialUse = specialUse
    }
}

/// What became of a ``CreationRequest``.
public enum Creation: Hashable, Sendable {
    /// It is ours; the mark is that of the empty container, where the server told it in the same breath.
    case created(Mark?)
    /// It was there already.
    case existed
    /// The server refuses the name.
    case refused(Problem)
}

/// Items to be stored together in one container.
public struct Batch: Sendable {
    /// The kind of the items.
    public var kind: Kind
    /// The container.
    public var path: FolderPath
    /// How the container stood before our first write: a reference below it is not ours.
    public var baseline: Mark
    /// The items, one alone where its content is streamed.
    public var items: [FetchedItem]
    /// Whether an item that is refused as it is fails, instead of going once more slightly altered.
    public var exactOnly: Bool

    /// A batch.
    public init(kind: Kind, path: FolderPath, baseline: Mark, items: [FetchedItem], exactOnly: Bool) {
        self.kind = kind
        self.path = path
        self.baseline = baseline
        self.items = items
        self.exactOnly = exactOnly
    }
}

/// Items of ours to be copied from one container of the target to another.
public struct CopyBatch: Sendable {
    /// The kind of the items.
    public var kind: Kind
    /// Where they are.
    public var from: FolderPath
    /// Where they go.
    public var path: FolderPath
    /// How that stood before our first write: a reference below it is not ours.
    public var baseline: Mark
    /// The items, by the references that they have where they are, as they were stored there.
    public var items: [(reference: Reference, stored: Stored)]

    /// Items to be copied.
    public init(
        kind: Kind,
        from: FolderPath,
        path: FolderPath,
        baseline: Mark,
        items: [(reference: Reference, stored: Stored)]
    ) {
        self.kind = kind
        self.from = from
        self.path = path
        self.baseline = baseline
        self.items = items
    }
}

/// What became of one item of a ``Batch``.
public enum Outcome: Hashable, Sendable {
    /// It is there. The reference is nil where the server does not tell (no UIDPLUS): the engine finds it above the mark.
    case stored(Stored)
    /// The server answered with a reference below the baseline: it keeps one copy of equal items.
    case alreadyThere(Reference)
    /// It is not there and will not be.
    case failed(Problem)
}

/// An item that was stored.
public struct Stored: Hashable, Sendable {
    /// The target's name for it.
    public var reference: Reference?
    /// SHA-256 of the octets that were sent, in hexadecimal.
    public var digest: String
    /// The number of octets that were sent.
    public var size: Int
    /// The flags that were sent.
    public var flags: Flags
    /// What had to be left out or altered; empty for an exact copy.
    public var losses: [Loss]

    /// An item that was stored.
    public init(reference: Reference?, digest: String, size: Int, flags: Flags, losses: [Loss] = []) {
        self.reference = reference
        self.digest = digest
        self.size = size
        self.flags = flags
        self.losses = losses
    }
}

/// What a copy lacks.
public enum Loss: String, Hashable, Codable, Sendable, CaseIterable {
    /// Some keywords were not taken.
    case keywords
    /// Some flags were not taken.
    case flags
    /// Bare CR or LF became CRLF.
    case lineEndings = "line-endings"
    /// NUL octets were replaced.
    case nul
    /// 8-bit octets in the header were encoded, or replaced by the server.
    case headers
    /// The date was not taken.
    case date
}

/// Asks a target for the items of one container.
public struct TargetListingRequest: Hashable, Sendable {
    /// The kind of the items.
    public var kind: Kind
    /// The container.
    public var path: FolderPath
    /// Only what was created after this mark; nil lists everything.
    public var above: Mark?
    /// Whether to deliver fingerprints, which costs a look at every header.
    public var fingerprints: Bool

    /// A request.
    public init(kind: Kind, path: FolderPath, above: Mark? = nil, fingerprints: Bool = false) {
        self.kind = kind
        self.path = path
        self.above = above
        self.fingerprints = fingerprints
    }
}

/// A piece of a target's listing; `request` is the index of the request that it answers.
public enum TargetListingEvent: Sendable {
    /// The mark's references are void (UIDVALIDITY changed): everything there is follows, with fingerprints.
    case renumbered(request: Int)
    /// Items, at most 1,000 at a time.
    case items(request: Int, [Observation])
    /// The container is listed to its end; false where it does not exist.
    case end(request: Int, exists: Bool)
    /// The container could not be opened.
    case failed(request: Int, Problem)
}

/// Flags to be changed at the target because they changed at the source.
public struct FlagUpdate: Hashable, Sendable {
    /// The item.
    public var reference: Reference
    /// What we set last; an item that has other flags now was changed at the target, which wins.
    public var last: Flags
    /// What the source has now.
    public var wanted: Flags

    /// An update.
    public init(reference: Reference, last: Flags, wanted: Flags) {
        self.reference = reference
        self.last = last
        self.wanted = wanted
    }
}

/// What became of a ``FlagUpdate``.
public enum UpdateOutcome: Hashable, Sendable {
    /// The item has the flags that it was given.
    case updated(Flags)
    /// It had other flags than our last ones: left as it is.
    case targetWon(Flags)
    /// It is not there any more.
    case gone
    /// The server refuses.
    case failed(Problem)
}

/// An item to be removed by undo.
public struct Removal: Hashable, Sendable {
    /// The item.
    public var reference: Reference
    /// What it must still look like, `\Seen` aside.
    public var expecting: Flags
    /// Whether it was begun before and cut off, so that a mark for removal on it may be ours.
    public var wasBegun: Bool

    /// A removal.
    public init(reference: Reference, expecting: Flags, wasBegun: Bool = false) {
        self.reference = reference
        self.expecting = expecting
        self.wasBegun = wasBegun
    }
}

/// What became of a ``Removal``.
public enum RemovalOutcome: Hashable, Sendable {
    /// It is gone by our hand.
    case removed
    /// It had been moved or deleted before.
    case notThere
    /// It was changed in the meantime, or cannot be removed alone: still there, with the reason.
    case kept(Problem)
}

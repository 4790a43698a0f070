/// What a look into a source showed, before anything is decided; crosses from the worker to the pages as JSON.
public struct SourceInspection: Hashable, Codable, Sendable {
    /// What the source is.
    public var description: SourceDescription
    /// Its containers, with counts and sizes where the server tells them.
    public var containers: [SourceContainer]

    /// What a look showed.
    public init(description: SourceDescription, containers: [SourceContainer]) {
        self.description = description
        self.containers = containers
    }
}

/// What a run would do and what would not go as it is; `--dry-run` and the check page show it.
public struct Preview: Hashable, Codable, Sendable {
    /// One folder's share.
    public struct Folder: Hashable, Codable, Sendable {
        /// The way it goes.
        public var entry: FolderMapping.Entry
        /// Items that would be copied.
        public var items: Int
        /// Their octets.
        public var bytes: Int
        /// Items that the target folder holds now.
        public var atTarget: Int

        /// A folder's share.
        public init(entry: FolderMapping.Entry, items: Int, bytes: Int, atTarget: Int) {
            self.entry = entry
            self.items = items
            self.bytes = bytes
            self.atTarget = atTarget
        }
    }

    /// The folders that go.
    public var folders: [Folder]
    /// The folders that stay.
    public var omissions: [FolderMapping.Omission]
    /// Items over the target's limit, at most 1,000.
    public var tooLarge: [ReceiptItem]
    /// Items in all that are over the target's limit.
    public var tooLargeCount: Int
    /// Items left out by the options (`\Deleted`, date, size).
    public var skippedByOptions: Int
    /// The target's limit for one item, where it says so.
    public var maxItemBytes: Int?
    /// Octets free at the target, where it says so.
    public var freeBytes: Int?
    /// Items to be moved.
    public var items: Int
    /// Their octets.
    public var bytes: Int

    /// What a run would do.
    public init(
        folders: [Folder],
        omissions: [FolderMapping.Omission],
        tooLarge: [ReceiptItem] = [],
        tooLargeCount: Int = 0,
        skippedByOptions: Int = 0,
        maxItemBytes: Int? = nil,
        freeBytes: Int? = nil,
        items: Int,
        bytes: Int
    ) {
        self.folders = folders
        self.omissions = omissions
        self.tooLarge = tooLarge
        self.tooLargeCount = tooLargeCount
        self.skippedByOptions = skippedByOptions
        self.maxItemBytes = maxItemBytes
        self.freeBytes = freeBytes
        self.items = items
        self.bytes = bytes
    }

    /// Items that lie in the target's folders now, which may mean that it is the wrong mailbox.
    public var atTarget: Int { folders.reduce(0) { $0 + $1.atTarget } }

    /// Folders that get another name than one would expect.
    public var renamed: [FolderMapping.Entry] { folders.map(\.entry).filter(\.isRenamed) }

    /// Whether the octets fit into what is free; true where the target does not say.
    public var fits: Bool { freeBytes.map { bytes <= $0 } ?? true }
}

/// Whether a pair can move a kind, and if not, why.
public enum KindAvailability: String, Hashable, Codable, Sendable {
    case available
    /// The source's protocol does not carry it.
    case sourceLacks
    /// The target's protocol does not carry it.
    case targetLacks

    /// What the pair can do with each kind.
    public static func of(source: Set<Kind>, target: Set<Kind>) -> [Kind: KindAvailability] {
        Dictionary(
            uniqueKeysWithValues: Kind.allCases.map { kind in
                let availability: KindAvailability =
                    !source.contains(kind) ? .sourceLacks : !target.contains(kind) ? .targetLacks : .available
                return (kind, availability)
            }
        )
    }
}

/// Which source folder goes to which target folder, decided before the first pass and frozen by it.
public struct FolderMapping: Hashable, Codable, Sendable {
    /// One source folder's way.
    public struct Entry: Hashable, Codable, Sendable {
        /// The kind of its items.
        public var kind: Kind
        /// The path at the source.
        public var source: FolderPath
        /// The path at the target.
        public var target: FolderPath
        /// What it is for at the target.
        public var specialUse: SpecialUse?
        /// Whether the target path differs from what the customer would expect (characters replaced, collision).
        public var isRenamed: Bool
        /// The path that the target refused, where ``target`` is a plainer one that was tried after it.
        public var refusedTarget: FolderPath?

        /// An entry.
        public init(
            kind: Kind,
            source: FolderPath,
            target: FolderPath,
            specialUse: SpecialUse? = nil,
            isRenamed: Bool = false
        ) {
            self.kind = kind
            self.source = source
            self.target = target
            self.specialUse = specialUse
            self.isRenamed = isRenamed
        }
    }

    /// A source folder that stays.
    public struct Omission: Hashable, Codable, Sendable {
        /// Why a folder stays.
        public enum Reason: String, Hashable, Codable, Sendable {
            /// The customer left it out.
            case excluded
            case notSelectable, virtual, notPersonal
        }

        /// The kind of its items.
        public var kind: Kind
        /// The path at the source.
        public var source: FolderPath
        /// Why it stays.
        public var reason: Reason

        /// An omission.
        public init(kind: Kind, source: FolderPath, reason: Reason) {
            self.kind = kind
            self.source = source
            self.reason = reason
        }
    }

    /// The folders that go, in the source's order.
    public var entries: [Entry]
    /// The folders that stay, each with the reason.
    public var omissions: [Omission]

    /// A mapping.
    public init(entries: [Entry] = [], omissions: [Omission] = []) {
        self.entries = entries
        self.omissions = omissions
    }
}

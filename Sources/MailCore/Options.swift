/// What the customer chose for a migration.
public struct Options: Hashable, Codable, Sendable {
    /// The kinds to move.
    public var kinds: Set<Kind>
    /// Only these folders; empty means all.
    public var include: [FolderPattern]
    /// Not these folders; stronger than ``include``.
    public var exclude: [FolderPattern]
    /// Source folders that get another path at the target; two that share one are merged on purpose.
    public var map: [FolderPath: FolderPath]
    /// Only items whose INTERNALDATE is at or after this instant, in seconds since 1970.
    public var since: Int64?
    /// Only items of at most so many octets.
    public var maxSize: Int?
    /// Whether a message that is refused as it is fails rather than going once more in a slightly altered form.
    public var exactOnly: Bool
    /// Whether messages with `\Deleted` are copied too.
    public var includeDeleted: Bool
    /// How long one pause may last, in seconds, before the run stops; nil is without bound.
    public var maxWait: Int?

    /// The defaults: mail, everything.
    public init(kinds: Set<Kind> = [.mail]) {
        self.kinds = kinds
        include = []
        exclude = []
        map = [:]
        exactOnly = false
        includeDeleted = false
    }

    /// Whether ``include`` and ``exclude`` leave the folder in.
    public func wants(_ path: FolderPath) -> Bool {
        guard !exclude.contains(where: { $0.matches(path) }) else { return false }
        return include.isEmpty || include.contains { $0.matches(path) }
    }
}

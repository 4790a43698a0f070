/// What an undo would do, shown before it is confirmed (DESIGN §3, rule 6).
public struct UndoPreview: Hashable, Codable, Sendable {
    /// Items that would be removed.
    public var removed: Int
    /// Items that would stay, by the reason's code.
    public var kept: [String: Int]
    /// Items that exist no more at the source: kept unless `include-gone` is chosen.
    public var goneAtSource: Int
    /// Folders of ours that would go if they are empty then.
    public var containers: Int
    /// Whether the source was opened to compare; otherwise the last pass's listing decided.
    public var sourceWasCompared: Bool

    /// What an undo would do.
    public init(
        removed: Int,
        kept: [String: Int] = [:],
        goneAtSource: Int = 0,
        containers: Int = 0,
        sourceWasCompared: Bool
    ) {
        self.removed = removed
        self.kept = kept
        self.goneAtSource = goneAtSource
        self.containers = containers
        self.sourceWasCompared = sourceWasCompared
    }
}

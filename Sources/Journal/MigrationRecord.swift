public import MailCore

/// What a migration is before anything has happened.
public struct MigrationSetup: Hashable, Sendable {
    /// Where the items come from.
    public var source: Endpoint
    /// Where the items go.
    public var target: Endpoint
    /// What the customer chose.
    public var options: Options
    /// How long after the last pass undo is possible, in hours.
    public var undoHours: Int

    /// A setup.
    public init(source: Endpoint, target: Endpoint, options: Options, undoHours: Int = 48) {
        self.source = source
        self.target = target
        self.options = options
        self.undoHours = undoHours
    }
}

/// What a pass is for.
public enum PassKind: String, Codable, Sendable {
    /// Everything, or what is new and changed since the pass before.
    case copy
    /// Only what failed.
    case retry
}

/// The row that describes a migration as a whole.
public struct MigrationRecord: Hashable, Sendable {
    /// Its name.
    public var id: MigrationID
    /// Where the items come from.
    public var source: Endpoint
    /// Where the items go.
    public var target: Endpoint
    /// What the customer chose.
    public var options: Options
    /// Where it stands.
    public var state: State
    /// The number of the present pass, 0 before the first.
    public var pass: Int
    /// What the present pass is for.
    public var passKind: PassKind
    /// When it was made, in seconds since 1970.
    public var created: Double
    /// When the journal was last written to for a reason that a person would care about.
    public var changed: Double
    /// When the last pass ended; nil while none has.
    public var passEnded: Double?
    /// Whether the run began in earnest: problems from here on are pauses.
    public var isStarted: Bool
    /// How long after the last pass undo is possible, in hours.
    public var undoHours: Int
    /// Whether that time was extended to 14 days.
    public var isUndoExtended: Bool
    /// The state that the last pass ended in; what `resume` prints of an ended migration.
    public var lastEnd: State?
    /// Why the last run halted, where nobody had asked it to.
    public var halted: Problem?
    /// The machine's boot during which the journal was last written.
    public var bootID: String

    /// The longest time that undo may be possible, in hours.
    public static let longestUndoHours = 14 * 24

    /// Until when undo is possible (seconds since 1970); nil as long as no pass has ended.
    public var undoUntil: Double? {
        passEnded.map { $0 + Double(isUndoExtended ? Self.longestUndoHours : undoHours) * 3600 }
    }
}

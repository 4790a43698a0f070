/// The sums of one kind over the whole migration (DESIGN §4): `found = copied + alreadyThere + skipped + failed`, once ended.
public struct Counts: Hashable, Codable, Sendable {
    /// Containers that are moved.
    public var containers = 0
    /// Every source item ever listed.
    public var found = 0
    /// Items that we put at the target.
    public var copied = 0
    /// Items that were at the target before.
    public var alreadyThere = 0
    /// Items left out on purpose, each with a reason.
    public var skipped = 0
    /// Items that could not be copied, each with a reason.
    public var failed = 0
    /// Items whose flags followed the source in a later pass.
    public var updated = 0
    /// Part of ``copied``: with losses.
    public var altered = 0
    /// Items that undo took back.
    public var removed = 0
    /// Items that undo left, each with a reason.
    public var kept = 0
    /// Items that disappeared from the source after they were listed.
    public var gone = 0
    /// Octets copied.
    public var bytes = 0

    /// All zero.
    public init() {}

    /// The sums over all of them.
    public init(sumOf all: some Sequence<Counts>) { self = all.reduce(Counts(), +) }

    /// The sums of both.
    public static func + (left: Counts, right: Counts) -> Counts {
        var sum = left
        sum.containers += right.containers
        sum.found += right.found
        sum.copied += right.copied
        sum.alreadyThere += right.alreadyThere
        sum.skipped += right.skipped
        sum.failed += right.failed
        sum.updated += right.updated
        sum.altered += right.altered
        sum.removed += right.removed
        sum.kept += right.kept
        sum.gone += right.gone
        sum.bytes += right.bytes
        return sum
    }

    /// Items whose fate is known.
    public var done: Int { copied + alreadyThere + skipped + failed }
}

/// How a run ended.
public struct Summary: Hashable, Codable, Sendable {
    /// The state that it ended in.
    public var state: State
    /// The sums by kind.
    public var kinds: [Kind: Counts]
    /// The items that failed, at most 100.
    public var failures: [ReceiptItem]
    /// How many more failed.
    public var failuresOmitted: Int
    /// Differences that this run's verification found; each was told as an item that `differs`.
    public var differences: Int

    /// A summary.
    public init(
        state: State,
        kinds: [Kind: Counts],
        failures: [ReceiptItem] = [],
        failuresOmitted: Int = 0,
        differences: Int = 0
    ) {
        self.differences = differences
        self.state = state
        self.kinds = kinds
        self.failures = failures
        self.failuresOmitted = failuresOmitted
    }
}

/// One exception, as a person needs it.
public struct ReceiptItem: Hashable, Codable, Sendable {
    /// What happened (DESIGN §4, `item.outcome`).
    public enum Result: String, Hashable, Codable, Sendable {
        /// Copied with losses.
        case copied
        case skipped, failed
        /// The source's flags changed, and so had the target's: the target won.
        case updated
        /// Disappeared from the source.
        case gone
        /// Left by undo.
        case kept
        /// Found different when verified.
        case differs
    }

    /// The kind of the item.
    public var kind: Kind
    /// The container at the source.
    public var container: FolderPath
    /// The source's reference.
    public var reference: Reference
    /// The subject or summary; empty where there is none.
    public var subject: String
    /// When the source received it.
    public var date: InternalDate?
    /// Its size in octets.
    public var size: Int
    /// What happened.
    public var outcome: Result
    /// Why; for `copied`, code `altered` with argument `losses`.
    public var problem: Problem

    /// An exception.
    public init(
        kind: Kind,
        container: FolderPath,
        reference: Reference,
        subject: String,
        date: InternalDate?,
        size: Int,
        outcome: Result,
        problem: Problem
    ) {
        self.kind = kind
        self.container = container
        self.reference = reference
        self.subject = subject
        self.date = date
        self.size = size
        self.outcome = outcome
        self.problem = problem
    }
}

extension Problem.Code {
    /// A copy that lacks something; argument `losses` names it, comma-separated ``Loss`` values.
    public static let altered = Self(rawValue: "altered")
    /// Changed at the source and at the target: the target's value stays.
    public static let targetWon = Self(rawValue: "target-won")
}

/// The flags of a message: the system flags that last, and keywords (RFC 9051 §2.3.2).
///
/// `\Recent` is no flag of ours.
public struct Flags: Hashable, Codable, Sendable {
    /// The system flags.
    public struct System: OptionSet, Hashable, Codable, Sendable {
        /// One bit a flag.
        public let rawValue: UInt8

        /// A set of the given bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// `\Seen`.
        public static let seen = System(rawValue: 1)
        /// `\Answered`.
        public static let answered = System(rawValue: 2)
        /// `\Flagged`.
        public static let flagged = System(rawValue: 4)
        /// `\Deleted`.
        public static let deleted = System(rawValue: 8)
        /// `\Draft`.
        public static let draft = System(rawValue: 16)
    }

    /// The system flags that are set.
    public var system: System
    /// The keywords that are set, as the server spells them; servers compare them without regard to case.
    public var keywords: Set<String>

    /// A set of flags.
    public init(_ system: System = [], keywords: Set<String> = []) {
        self.system = system
        self.keywords = keywords
    }

    /// Whether both have the same flags, keywords compared without regard to case.
    public func matches(_ other: Flags) -> Bool {
        system == other.system && (keywords == other.keywords || folded == other.folded)
    }

    /// Whether nobody has used an item that had `last` from us.
    ///
    /// `\Seen` does not count: having been looked at is not having been used (DESIGN §3, rule 6). With `orMarkedByUs` neither
    /// does `\Deleted`, the mark that an undo leaves when it is cut off before it expunges.
    public func isUntouched(since last: Flags, orMarkedByUs: Bool = false) -> Bool {
        let ignored: System = orMarkedByUs ? [.seen, .deleted] : .seen
        return Flags(system.subtracting(ignored), keywords: keywords)
            .matches(Flags(last.system.subtracting(ignored), keywords: last.keywords))
    }

    private var folded: Set<String> { Set(keywords.map { $0.lowercased() }) }
}

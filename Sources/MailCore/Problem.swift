/// What went wrong, as a person has to know it: a stable code, to which side and item, what to do, and who can do it.
public struct Problem: Error, Hashable, Codable, Sendable {
    /// A stable name of one kind of problem.
    ///
    /// A released code is never renamed; its text is `problem.<code>` in the locales.
    public struct Code: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
        /// The kebab-case name.
        public let rawValue: String
        /// Takes a name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The name.
        public var description: String { rawValue }
    }

    /// What the engine does about it.
    public enum Reaction: Hashable, Codable, Sendable {
        /// Try again, after that many seconds where the server named a time, else with back-off.
        case retry(afterSeconds: Int?)
        /// Leave this item, go on with the rest.
        case skip
        /// Nothing more can be done until somebody acts.
        case stop
    }

    /// Who can do something about it.
    public enum Fixer: String, Hashable, Codable, Sendable {
        case you, consultant, `operator`, provider
    }

    /// The server concerned.
    public enum Side: String, Hashable, Codable, Sendable {
        case source, target
    }

    /// The stable code.
    public var code: Code
    /// What to put into the text: `host`, `port`, `folder`, `limit`, `until`…; never a secret.
    public var arguments: [String: String]
    /// What the engine does about it.
    public var reaction: Reaction
    /// Who can do something about it.
    public var fixer: Fixer
    /// The side concerned, where one is.
    public var side: Side?
    /// The server's own words or the cause for the technician, one line, cut to 500 characters; never a secret.
    public var detail: String

    /// Describes a problem; `detail` is made one line without control characters.
    public init(
        _ code: Code,
        _ arguments: [String: String] = [:],
        reaction: Reaction,
        fixer: Fixer,
        side: Side? = nil,
        detail: String = ""
    ) {
        self.code = code
        self.arguments = arguments
        self.reaction = reaction
        self.fixer = fixer
        self.side = side
        self.detail = Problem.oneLine(detail)
    }

    /// The same problem, said of that side.
    public func on(_ side: Side) -> Problem {
        var copy = self
        copy.side = copy.side ?? side
        return copy
    }

    /// Whether trying again may help.
    public var isTransient: Bool {
        if case .retry = reaction { true } else { false }
    }

    private static func oneLine(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(500) {
            let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
            line.unicodeScalars.append(isControl ? " " : scalar)
        }
        return line
    }
}

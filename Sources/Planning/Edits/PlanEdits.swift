/// What a consultant changed by hand in what follows from the answers of one project.
///
/// Answers change, and the plan is derived anew each time; these stay, and are laid over it by `Plan.applying(_:)`. What
/// is older than a field reads as without it.
public struct PlanEdits: Hashable, Codable, Sendable {
    /// Questions that only this project asks.
    public var questions: [OwnQuestion] = []
    /// What was changed at derived decisions, by their ID.
    public var decisions: [String: DecisionEdit] = [:]
    /// Decisions that no rule made.
    public var ownDecisions: [OwnDecision] = []
    /// Test cases that no rule chose.
    public var cases: [OwnCase] = []
    /// What was changed in the runbook.
    public var runbook = RunbookEdits()
    /// Days, as far as somebody chose them.
    public var dates = Dates()
    /// What only the manager at the target knows of a domain's records, by domain.
    public var zones: [String: ZoneEdits] = [:]
    /// How many IDs were given out; none is given twice, so that answers and files keep what they belong to.
    public internal(set) var given = 0

    /// The longest text, as of answers.
    public static let textLimit = AnswerLimits.text
    /// The most own things of one kind.
    public static let itemLimit = 200

    /// Nothing changed.
    public init() {}

    /// An ID that nothing else of this project has or had.
    public mutating func newID() -> String {
        given += 1
        return "\(PlanEdits.prefix)\(given)"
    }

    /// Whether something was added by hand, by its ID.
    public static func isOwn(_ id: String) -> Bool {
        id.hasPrefix(prefix) && Int(id.dropFirst(prefix.count)) != nil
    }

    private static let prefix = "own-"
}

extension PlanEdits {
    /// Other words for a derived decision, or why it does not count.
    public struct DecisionEdit: Hashable, Codable, Sendable {
        /// What is decided instead; nil for as derived.
        public var title: String?
        /// Why instead; nil for as derived.
        public var why: String?
        /// What is next instead; nil for as derived.
        public var next: String?
        /// Why it was set aside; nil where it counts.
        public var setAside: String?

        /// An edit.
        public init(title: String? = nil, why: String? = nil, next: String? = nil, setAside: String? = nil) {
            self.title = title
            self.why = why
            self.next = next
            self.setAside = setAside
        }
    }

    /// A decision that no rule made.
    public struct OwnDecision: Hashable, Codable, Sendable, Identifiable {
        /// Its name, of `newID()`.
        public var id: String
        /// The area.
        public var area: Architecture.Area
        /// How much it matters.
        public var kind: Architecture.Decision.Kind
        /// What is decided.
        public var title: String
        /// Why.
        public var why: String
        /// What has to be done next; empty for nothing.
        public var next: String

        /// A decision.
        public init(
            id: String,
            area: Architecture.Area,
            kind: Architecture.Decision.Kind = .decision,
            title: String,
            why: String,
            next: String = ""
        ) {
            self.id = id
            self.area = area
            self.kind = kind
            self.title = title
            self.why = why
            self.next = next
        }
    }

    /// A test case that no rule chose.
    public struct OwnCase: Hashable, Codable, Sendable, Identifiable {
        /// Its name, of `newID()`.
        public var id: String
        /// The area.
        public var area: Architecture.Area
        /// What is tried.
        public var title: String
        /// How.
        public var steps: String
        /// What has to come of it.
        public var expected: String
        /// Who tries it.
        public var tester: TestPlan.Tester
        /// How far it can be tried before the switch-over.
        public var testable: TestPlan.Testable
        /// Why not fully; empty where it can.
        public var limit: String

        /// A test case.
        public init(
            id: String,
            area: Architecture.Area,
            title: String,
            steps: String,
            expected: String,
            tester: TestPlan.Tester,
            testable: TestPlan.Testable = .fully,
            limit: String = ""
        ) {
            self.id = id
            self.area = area
            self.title = title
            self.steps = steps
            self.expected = expected
            self.tester = tester
            self.testable = testable
            self.limit = limit
        }
    }
}

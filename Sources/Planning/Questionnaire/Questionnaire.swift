public import MailCore

/// The questions of the inventory, one version of them.
public struct Questionnaire: Hashable, Sendable {
    /// A group of questions.
    public struct Section: Hashable, Sendable, Identifiable {
        /// The stable name.
        public var id: String
        /// Its questions, in the order in which they are asked.
        public var questions: [Question]
        /// What it is called.
        public var title: Phrase { Phrase("planning.section.\(id)") }
    }

    /// A word that is explained beside the questions that use it.
    public struct Term: Hashable, Sendable, Identifiable {
        /// The stable name.
        public var id: String
        /// The word.
        public var name: Phrase { Phrase("planning.term.\(id).name") }
        /// What it means.
        public var meaning: Phrase { Phrase("planning.term.\(id).meaning") }
    }

    /// What a version did to the names of the one before, so that older answers keep their meaning.
    public struct Change: Hashable, Sendable {
        /// The version that it came with.
        public var version: Int
        /// New names of questions by their former ones.
        public var questions: [String: String]
        /// New names of choices by question (its new name) and former name.
        public var choices: [String: [String: String]]
    }

    /// The version; it grows with each change of questions or choices.
    public let version: Int
    /// The sections in their order.
    public let sections: [Section]
    /// The words that are explained.
    public let terms: [Term]
    /// What the versions changed, oldest first.
    public let changes: [Change]

    private let byID: [String: Question]

    init(version: Int, sections: [Section], terms: [Term], changes: [Change]) {
        self.version = version
        self.sections = sections
        self.terms = terms
        self.changes = changes
        byID = Dictionary(sections.flatMap(\.questions).map { ($0.id, $0) }) { first, _ in first }
    }

    /// All questions in the order in which they are asked.
    public var questions: [Question] { sections.flatMap(\.questions) }

    /// The question of that ID.
    public subscript(id: String) -> Question? { byID[id] }

    /// The explained word of that ID.
    public func term(_ id: String) -> Term? { terms.first { $0.id == id } }
}

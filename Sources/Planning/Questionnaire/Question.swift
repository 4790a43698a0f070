public import MailCore

/// One question of the inventory.
public struct Question: Hashable, Sendable, Identifiable {
    /// What an answer is.
    public enum Form: String, CaseIterable, Hashable, Codable, Sendable {
        case text, number, choice, multi, table, yesNo, domain, email, date
    }

    /// Who is likely to know the answer.
    public enum Knower: String, CaseIterable, Hashable, Codable, Sendable { case customer, it }

    /// What can find the answer before anybody is asked.
    public enum Finder: String, CaseIterable, Hashable, Codable, Sendable {
        case mx, provider, dnsHost, spf
    }

    /// The stable name; never given to another question.
    public var id: String
    /// The section that it stands in.
    public var section: String
    /// What an answer is.
    public var form: Form
    /// The topics of the inventory that it covers.
    public var topics: [Int]
    /// When it is asked.
    public var condition: Condition
    /// Whether the answers are incomplete without it.
    public var isRequired: Bool
    /// Whether it is only for information, so that nothing follows from it.
    public var isInformation: Bool
    /// Who is likely to know the answer.
    public var knower: Knower
    /// What can find the answer before anybody is asked.
    public var foundBy: Finder?
    /// What can be chosen.
    public var choices: [Choice]
    /// The columns of a table.
    public var columns: [Column]
    /// The words explained beside it.
    public var terms: [String]
    /// The lowest and the highest number, where the answer is one.
    public var limits: ClosedRange<Double>
    /// Which of the texts that can be missing are there: `help`, `why`, `where`.
    var texts: Set<String> = []
    /// Its words, where a consultant added it to one project.
    var own: Words?

    /// What a consultant wrote.
    struct Words: Hashable, Sendable {
        var title: String
        var help: String
    }

    /// One of the answers to choose from.
    public struct Choice: Hashable, Sendable, Identifiable {
        /// The stable name.
        public var id: String
        /// The providers of the catalogue for which detection chooses it.
        public var providers: [String]
        /// What it is called.
        public var label: Phrase
        /// Its labels in all languages, lower case, by which a pasted table names it.
        var names: Set<String> = []
    }

    /// What can be chosen, by its stable name.
    public func choice(_ id: String) -> Choice? { choices.first { $0.id == id } }

    /// A column by its stable name.
    public func column(_ id: String) -> Column? { columns.first { $0.id == id } }

    /// The question itself.
    public var title: Phrase { own.map { .literal($0.title) } ?? Phrase("planning.question.\(id).title") }
    /// What is meant.
    public var help: Phrase? { own.flatMap { $0.help.isEmpty ? nil : .literal($0.help) } ?? phrase("help") }
    /// Whether a consultant added it to one project.
    public var isOwn: Bool { own != nil }
    /// Why it is asked.
    public var why: Phrase? { phrase("why") }
    /// Where the answer can be looked up.
    public var whereToLook: Phrase? { phrase("where") }

    private func phrase(_ name: String) -> Phrase? {
        texts.contains(name) ? Phrase("planning.question.\(id).\(name)") : nil
    }
}

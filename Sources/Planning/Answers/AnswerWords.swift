public import MailCore

/// Answers in words, as pages and sheets show them.
public struct AnswerWords {
    /// The words for what has none of its own.
    public struct Fixed: Hashable, Sendable {
        /// Said of a yes.
        public var yes: Phrase
        /// Said of a no.
        public var no: Phrase
        /// Said of a table without rows.
        public var none: Phrase

        /// These words.
        public init(yes: Phrase, no: Phrase, none: Phrase) { (self.yes, self.no, self.none) = (yes, no, none) }
    }

    private let fixed: Fixed
    private let namesAll: Bool
    private let render: (Phrase) -> String
    private let number: (Double) -> String
    private let day: (CivilDate) -> String

    /// - Parameters:
    ///   - fixed: The words for what has none of its own.
    ///   - namesAll: Whether each cell of a row is named; else those that say nothing by themselves, as numbers.
    ///   - render: The sentence of a phrase in the reader's language.
    ///   - number: How a number is written.
    ///   - day: How a day is written.
    public init(
        _ fixed: Fixed,
        namesAll: Bool,
        render: @escaping (Phrase) -> String,
        number: @escaping (Double) -> String,
        day: @escaping (CivilDate) -> String
    ) {
        self.fixed = fixed
        self.namesAll = namesAll
        self.render = render
        self.number = number
        self.day = day
    }

    /// An answer: one text, or one for each row of a table; none where nothing was said.
    public func texts(_ value: Answer.Value, _ question: Question) -> [String] {
        switch value {
        case .text(let text) where text.isEmpty: []
        case .text(let text) where question.form == .date: [CivilDate(iso: text).map(day) ?? text]
        case .text(let text): [text]
        case .number(let number): [self.number(number)]
        case .choice(let id): [question.choice(id).map { render($0.label) } ?? id]
        case .multi(let ids):
            [question.choices.filter { ids.contains($0.id) }.map { render($0.label) }.joined(separator: ", ")]
        case .yesNo(let yes): [render(yes ? fixed.yes : fixed.no)]
        case .rows(let rows): rows.isEmpty ? [render(fixed.none)] : rows.map { row($0, question) }
        }
    }

    /// A row of a table in one line; empty cells are left out.
    public func row(_ row: [String: String], _ question: Question) -> String {
        question.columns.compactMap { column in
            let text = cell(row[column.id] ?? "", column)
            guard !text.isEmpty else { return nil }
            let isNamed = namesAll || column.form == .yesNo || column.form == .number
            return isNamed ? "\(render(column.title)): \(text)" : text
        }.joined(separator: namesAll ? "; " : " · ")
    }

    /// A cell of a table.
    public func cell(_ text: String, _ column: Column) -> String {
        switch (column.form, text) {
        case (.yesNo, "yes"): render(fixed.yes)
        case (.yesNo, "no"): render(fixed.no)
        default: column.choices.first { $0.id == text }.map { render($0.label) } ?? text
        }
    }
}

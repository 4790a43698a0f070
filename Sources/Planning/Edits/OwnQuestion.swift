import MailCore

/// A question that only one project asks, in the words of its consultant.
public struct OwnQuestion: Hashable, Codable, Sendable, Identifiable {
    /// What an answer is.
    public enum Form: String, CaseIterable, Hashable, Codable, Sendable {
        case text, choice, yesNo, number

        /// The same among the forms of the questionnaire.
        var form: Question.Form {
            switch self {
            case .text: .text
            case .choice: .choice
            case .yesNo: .yesNo
            case .number: .number
            }
        }
    }

    /// One of the answers to choose from.
    public struct Choice: Hashable, Codable, Sendable, Identifiable {
        /// Its name, which answers keep.
        public var id: String
        /// What it is called.
        public var label: String
    }

    /// Its name, of `PlanEdits.newID()`.
    public var id: String
    /// The question itself.
    public var text: String
    /// What is meant; empty for nothing.
    public var help: String
    /// What an answer is.
    public var form: Form
    /// What can be chosen, where the form is `choice`.
    public private(set) var choices: [Choice]

    /// A question.
    public init(id: String, text: String, help: String = "", form: Form = .text, choices labels: [String] = []) {
        self.id = id
        self.text = text
        self.help = help
        self.form = form
        choices = []
        choose(from: labels)
    }

    /// Sets what can be chosen; a label that was there keeps its name, so that answers keep what they mean.
    public mutating func choose(from labels: [String]) {
        var next = (choices.compactMap { Int($0.id) }.max() ?? 0) + 1
        var chosen: [Choice] = []
        for label in labels.map(\.trimmed) where !label.isEmpty && !chosen.contains(where: { $0.label == label }) {
            if let former = choices.first(where: { $0.label == label }) {
                chosen.append(former)
            } else {
                chosen.append(Choice(id: String(next), label: label))
                next += 1
            }
        }
        choices = chosen
    }
}

extension Questionnaire {
    /// The section of the questions that only one project asks.
    public static let ownSection = "own"

    /// This and the questions of a project's own, in a section at the end.
    public func adding(_ own: [OwnQuestion]) -> Questionnaire {
        let new = own.filter { self[$0.id] == nil }.map(Question.init)
        guard !new.isEmpty else { return self }
        let section = Section(id: Questionnaire.ownSection, questions: new)
        return Questionnaire(version: version, sections: sections + [section], terms: terms, changes: changes)
    }
}

extension Question {
    fileprivate init(_ own: OwnQuestion) {
        self.init(
            id: own.id,
            section: Questionnaire.ownSection,
            form: own.form.form,
            topics: [],
            condition: .always,
            isRequired: false,
            isInformation: true,
            knower: .customer,
            choices: own.form == .choice
                ? own.choices.map { Choice(id: $0.id, providers: [], label: .literal($0.label)) } : [],
            columns: [],
            terms: [],
            limits: 0...1_000_000,
            own: Words(title: own.text, help: own.help)
        )
    }
}

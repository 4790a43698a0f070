/// All answers of a project, by question, and the version of the questionnaire that they were given to.
public struct Answers: Hashable, Codable, Sendable {
    /// The version of the questionnaire.
    public var version: Int
    /// The answers by question; those to questions that are gone stay.
    public var byQuestion: [String: Answer]

    /// Answers to that version.
    public init(version: Int, _ byQuestion: [String: Answer] = [:]) {
        self.version = version
        self.byQuestion = byQuestion
    }

    /// The answer to a question.
    public subscript(question: String) -> Answer? {
        get { byQuestion[question] }
        set { byQuestion[question] = newValue }
    }

    /// The questions that are answered otherwise, sorted: what a revision changed.
    public func differences(to other: Answers) -> [String] {
        Set(byQuestion.keys).union(other.byQuestion.keys).filter { byQuestion[$0] != other.byQuestion[$0] }.sorted()
    }
}

extension Questionnaire {
    /// Answers to an older version under the names of this one; nothing is dropped.
    public func carried(_ answers: Answers) -> Answers {
        var answers = answers
        for change in changes where change.version > answers.version && change.version <= version {
            for (former, name) in change.questions {
                guard let answer = answers.byQuestion.removeValue(forKey: former) else { continue }
                answers[name] = answer
            }
            for (question, names) in change.choices {
                let value = answers[question]?.value?.renaming(names)
                answers.byQuestion[question]?.value = value
            }
        }
        answers.version = max(version, answers.version)
        return answers
    }
}

extension Answer.Value {
    fileprivate func renaming(_ names: [String: String]) -> Answer.Value {
        switch self {
        case .choice(let id): .choice(names[id] ?? id)
        case .multi(let ids): .multi(Set(ids.map { names[$0] ?? $0 }))
        case .text, .number, .yesNo, .rows: self
        }
    }
}

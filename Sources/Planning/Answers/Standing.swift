/// How far the answers are: what is asked, what is answered, and what somebody still has to find out.
public struct Standing: Hashable, Sendable {
    /// How far one question is.
    public enum State: String, CaseIterable, Hashable, Codable, Sendable {
        case empty, answered
        /// Detection found it; somebody has to confirm it.
        case found
        /// «Don't know yet».
        case open
        /// What was answered cannot be used as it is.
        case flawed
    }

    /// One question that is asked.
    public struct Line: Hashable, Sendable, Identifiable {
        /// The question.
        public var question: Question
        /// How far it is.
        public var state: State
        /// What is wrong with the answer.
        public var flaws: [AnswerFlaw]
        /// The question's ID.
        public var id: String { question.id }
    }

    /// A question that somebody has to find the answer to.
    public struct Task: Hashable, Sendable, Identifiable {
        /// The question.
        public var question: Question
        /// Who finds out; empty for nobody yet.
        public var person: String
        /// The remark beside the answer.
        public var note: String
        /// The question's ID.
        public var id: String { question.id }
    }

    /// All questions that are asked, in their order.
    public var lines: [Line]
    /// What is to be found out.
    public var tasks: [Task]

    /// The questions of a section that are asked.
    public func lines(in section: String) -> [Line] { lines.filter { $0.question.section == section } }

    /// How many questions need nothing more.
    public var answered: Int { lines.count { $0.state == .answered || $0.state == .open } }

    /// The required questions without a usable answer; «don't know yet» is an answer.
    public var missing: [Question] {
        lines.filter { $0.state == .flawed || $0.question.isRequired && $0.state == .empty }.map(\.question)
    }

    /// Whether the answers can be handed in.
    public var isComplete: Bool { missing.isEmpty }
}

extension Questionnaire {
    /// The questions that are asked after these answers, in their order.
    public func visible(after answers: Answers) -> [Question] { Situation(answers, to: self).visible }

    /// How far the answers are.
    public func standing(of answers: Answers) -> Standing {
        let situation = Situation(answers, to: self)
        let lines = situation.visible.map { question in
            let answer = situation.answers[question.id]
            let flaws = answer?.value.map { question.flaws(of: $0) } ?? []
            return Standing.Line(question: question, state: Standing.State(answer, flaws), flaws: flaws)
        }
        let tasks = situation.visible.compactMap { question -> Standing.Task? in
            guard let answer = situation.answers[question.id], let open = answer.open else { return nil }
            return Standing.Task(question: question, person: open.person, note: answer.note)
        }
        return Standing(lines: lines, tasks: tasks)
    }
}

extension Standing.State {
    fileprivate init(_ answer: Answer?, _ flaws: [AnswerFlaw]) {
        self =
            switch answer {
            case nil: .empty
            case let answer? where answer.open != nil: flaws.allSatisfy(\.isMissing) ? .open : .flawed
            case _ where !flaws.isEmpty: .flawed
            case let answer? where answer.value == nil || answer.value?.isEmpty == true: .empty
            case let answer?: answer.origin == .found ? .found : .answered
            }
    }
}

extension Answer.Value {
    /// Whether nothing was said; an empty table says that there is none of it.
    public var isEmpty: Bool {
        switch self {
        case .text(let text), .choice(let text): text.isEmpty
        case .multi(let ids): ids.isEmpty
        case .number, .yesNo, .rows: false
        }
    }
}

/// What conditions are asked about: the answers to the questions that are asked, and the row at hand.
struct Situation {
    let questionnaire: Questionnaire
    /// Answers to questions that are not asked, because an earlier answer changed, count for nothing.
    private(set) var answers: [String: Answer] = [:]
    private(set) var visible: [Question] = []
    var row: [String: String]?

    init(_ answers: Answers, to questionnaire: Questionnaire) {
        self.questionnaire = questionnaire
        let answers = questionnaire.carried(answers)
        // A condition names earlier questions only, so that one walk decides all.
        for question in questionnaire.questions where holds(question.condition) {
            visible.append(question)
            if let answer = answers[question.id] { self.answers[question.id] = answer }
        }
    }

    func holds(_ condition: Condition) -> Bool {
        switch condition {
        case .always: true
        case .all(let parts): parts.allSatisfy(holds)
        case .any(let parts): parts.contains(where: holds)
        case .not(let part): !holds(part)
        case .isOneOf(let subject, let values): chosen(subject).contains { values.contains($0) }
        case .compare(let subject, let comparison, let number):
            numbers(subject).contains { comparison.holds($0, number) }
        case .answered(let subject): isAnswered(subject)
        case .unknown(.question(let id)), .unknown(.column(let id, _)): answers[id]?.open != nil
        case .unknown(.cell(let name)): (row?[name] ?? "").isEmpty
        }
    }

    /// The rows of a table; none where it is not answered.
    func rows(_ question: String) -> [[String: String]] {
        if case .rows(let rows) = answers[question]?.value { rows } else { [] }
    }

    /// The number that was answered.
    func number(_ question: String) -> Double? {
        if case .number(let number) = answers[question]?.value { number } else { nil }
    }

    private func chosen(_ subject: Condition.Subject) -> [String] {
        switch subject {
        case .question(let id):
            switch answers[id]?.value {
            case .choice(let choice): [choice]
            case .multi(let choices): Array(choices)
            case .yesNo(let yes): [yes ? "yes" : "no"]
            case .text, .number, .rows, nil: []
            }
        case .column(let id, let name): rows(id).compactMap { $0[name] }
        case .cell(let name): row?[name].map { [$0] } ?? []
        }
    }

    private func numbers(_ subject: Condition.Subject) -> [Double] {
        switch subject {
        case .question(let id):
            switch answers[id]?.value {
            case .number(let number): [number]
            case .multi(let choices): [Double(choices.count)]
            case .rows(let rows): [Double(rows.count)]
            case .text, .choice, .yesNo, nil: []
            }
        case .column(let id, let name):
            rows(id).compactMap { number($0[name], questionnaire[id]?.column(name)) }
        case .cell(let name):
            // Only a list of addresses has spaces or at signs in it.
            row?[name].flatMap { Double($0) ?? Double($0.split(separator: " ").count) }.map { [$0] } ?? []
        }
    }

    private func number(_ cell: String?, _ column: Column?) -> Double? {
        column?.form == .emails ? Double((cell ?? "").split(separator: " ").count) : cell.flatMap(Double.init)
    }

    private func isAnswered(_ subject: Condition.Subject) -> Bool {
        switch subject {
        case .question(let id): answers[id]?.value != nil && answers[id]?.open == nil
        case .column(let id, let name): rows(id).contains { !($0[name] ?? "").isEmpty }
        case .cell(let name): !(row?[name] ?? "").isEmpty
        }
    }
}

extension Condition.Comparison {
    fileprivate func holds(_ left: Double, _ right: Double) -> Bool {
        switch self {
        case .atLeast: left >= right
        case .atMost: left <= right
        case .more: left > right
        case .less: left < right
        case .equal: left == right
        }
    }
}

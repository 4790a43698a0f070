extension Condition {
    /// Finds what names a question, a column or a choice that does not exist.
    ///
    /// - Parameters:
    ///   - questions: The questions that may be named, by ID.
    ///   - row: The columns of the row at hand, where there is one.
    /// - Throws: What is wrong with it.
    func check(_ questions: [String: Question], row: [Column]? = nil) throws(Flaw) {
        switch self {
        case .always: return
        case .all(let parts), .any(let parts):
            for part in parts { try part.check(questions, row: row) }
        case .not(let part): try part.check(questions, row: row)
        case .answered(let subject), .unknown(let subject):
            _ = try Condition.found(subject, questions, row)
        case .isOneOf(let subject, let values):
            let allowed = try Condition.found(subject, questions, row).values
            for value in values.sorted() where !allowed.contains(value) {
                throw Flaw(reason: "\(subject.name) has no choice \(value)")
            }
        case .compare(let subject, _, _):
            guard try Condition.found(subject, questions, row).isCounted else {
                throw Flaw(reason: "\(subject.name) is nothing to be counted")
            }
        }
    }

    private static func found(
        _ subject: Subject,
        _ questions: [String: Question],
        _ row: [Column]?
    ) throws(Flaw) -> (values: Set<String>, isCounted: Bool) {
        switch subject {
        case .question(let id):
            guard let question = questions[id] else { throw Flaw(reason: "there is no question \(id) before it") }
            let values = question.form == .yesNo ? ["yes", "no"] : Set(question.choices.map(\.id))
            return (values, [.number, .table, .multi].contains(question.form))
        case .column(let id, let name):
            guard let question = questions[id] else { throw Flaw(reason: "there is no question \(id) before it") }
            return try found(name, question.columns, of: id)
        case .cell(let name):
            guard let row else { throw Flaw(reason: "there is no row at hand for \(name)") }
            return try found(name, row, of: "row")
        }
    }

    private static func found(
        _ name: String,
        _ columns: [Column],
        of table: String
    ) throws(Flaw) -> (Set<String>, Bool) {
        guard let column = columns.first(where: { $0.id == name }) else {
            throw Flaw(reason: "\(table) has no column \(name)")
        }
        let values = column.form == .yesNo ? ["yes", "no"] : Set(column.choices.map(\.id))
        return (values, [.number, .emails].contains(column.form))
    }
}

extension Condition.Subject {
    /// As the condition names it.
    var name: String {
        switch self {
        case .question(let id): id
        case .column(let id, let column): "\(id).\(column)"
        case .cell(let column): "row.\(column)"
        }
    }
}

import MailCore

/// The rules that fire for the answers, and with them what else is there.
struct Outcome {
    private(set) var situation: Situation
    private let arguments: [String: String]
    private let wordings: Wordings
    /// The rows for which a rule fired, by rule; an empty name where it fired as a whole.
    private var fired: [String: Set<String>] = [:]
    private var behind: [String: [String]] = [:]

    init(_ situation: Situation, wordings: Wordings) {
        self.situation = situation
        self.wordings = wordings
        arguments = situation.arguments
    }

    /// Decides about a rule and remembers it.
    mutating func fire(_ rule: Rule) -> [Occurrence] {
        let occurrences = occurrences(of: rule.trigger, id: rule.id).map { occurrence in
            var occurrence = occurrence
            occurrence.reason.rules = [rule.id]
            return occurrence
        }
        guard !occurrences.isEmpty else { return [] }
        fired[rule.id] = Set(occurrences.map { $0.reason.row ?? "" })
        behind[rule.id] = rule.trigger.questions
        return occurrences
    }

    /// Where something is there: never, once, or for some rows.
    func occurrences(of trigger: Trigger, id: String) -> [Occurrence] {
        guard situation.holds(trigger.condition) else { return [] }
        guard let table = trigger.table else {
            return occurrence(of: trigger, id: id, row: nil).map { [$0] } ?? []
        }
        var names: Set<String> = []
        return situation.rows(table).enumerated().compactMap { index, row in
            var here = situation
            here.row = row
            guard here.holds(trigger.rowCondition) else { return nil }
            let column = situation.questionnaire[table]?.columns.first?.id ?? ""
            let cell = row[column] ?? ""
            let name = cell.isEmpty || !names.insert(cell).inserted ? "\(cell)#\(index + 1)" : cell
            guard var found = occurrence(of: trigger, id: "\(id)/\(name)", row: name) else { return nil }
            for (column, cell) in row { found.arguments["row-\(column)"] = cell }
            return found
        }
    }

    private func occurrence(of trigger: Trigger, id: String, row: String?) -> Occurrence? {
        let rules = trigger.rules.filter { rule in
            guard let rows = fired[rule] else { return false }
            return row == nil || rows.contains("") || rows.contains(row ?? "")
        }
        guard trigger.rules.isEmpty || !rules.isEmpty else { return nil }
        var seen: Set<String> = []
        let answers = (trigger.questions + rules.flatMap { behind[$0] ?? [] })
            .filter { situation.answers[$0] != nil && seen.insert($0).inserted }
        let reason = Reason(rules: rules, answers: answers, row: row)
        return Occurrence(id: id, reason: reason, arguments: arguments, wordings: wordings)
    }
}

extension Situation {
    /// What texts can name of the answers: a number, a chosen ID, a text, a day, or how many rows there are.
    var arguments: [String: String] {
        var arguments: [String: String] = [:]
        for (id, answer) in answers {
            arguments[id] =
                switch answer.value {
                case .text(let text) where questionnaire[id]?.form == .date && CivilDate(iso: text) != nil:
                    "\(text)T12:00:00Z"
                case .text(let text), .choice(let text): text.isEmpty ? nil : shortened(text)
                case .number(let number): plain(number)
                case .rows(let rows): String(rows.count)
                case .yesNo(let yes): yes ? "yes" : "no"
                case .multi(let ids): String(ids.count)
                case nil: nil
                }
        }
        return arguments
    }
}

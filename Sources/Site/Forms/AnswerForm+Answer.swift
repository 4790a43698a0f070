import Planning
import Store

extension AnswerForm {
    /// The longest remark and the longest name that are kept.
    static let (noteLimit, personLimit) = (4_000, 200)

    /// The answer that was typed, or what is wrong with it.
    ///
    /// What cannot be used is complained about in any case: nothing that was typed is dropped because «don't know yet» is
    /// ticked. And a new answer to what somebody was to find out is the answer, although the tick came along.
    func answer(over former: Answer?, for access: ProjectAccess, _ visit: Visit) -> (Answer?, Complaints) {
        var (value, flaws) = value(over: former)
        // What is half known stays; «none of it» is nothing that anybody would have to find out.
        if isUnknown {
            flaws.removeAll(where: \.isMissing)
            if case .rows(let rows) = value, rows.isEmpty { value = nil }
        }
        var complaints = complaints(flaws, visit)
        let isAsked = question.isRequired || access.member?.role == .expert
        if value == nil, !isUnknown, isAsked { complaints.add("answer", visit.say("projects.question.missing")) }
        for (field, text, limit) in [("person", person, AnswerForm.personLimit), ("note", note, AnswerForm.noteLimit)]
        where text.count > limit {
            complaints.add(field, visit.say("planning.flaw.too-long", ["n": String(limit)]))
        }
        guard complaints.isEmpty else { return (nil, complaints) }
        let isFoundOut = former?.open != nil && value != nil && value != former?.value
        let open = isUnknown && !isFoundOut ? Answer.Open(person: person) : nil
        return (Answer(value, open: open, note: note), complaints)
    }

    /// What is wrong, each at its cell of the page.
    private func complaints(_ flaws: [AnswerFlaw], _ visit: Visit) -> Complaints {
        var complaints = Complaints()
        let filled = rows.indices.filter { !rows[$0].isEmpty }
        for flaw in flaws {
            guard let row = flaw.row else {
                let field = question.form == .table ? "c0-\(question.columns[0].id)" : "answer"
                complaints.add(field, visit.say(flaw.phrase))
                continue
            }
            let index = row - 1 - first
            guard filled.indices.contains(index), let column = flaw.column.flatMap(question.column) else { continue }
            let arguments = [
                "n": String(first + filled[index] + 1), "column": visit.say(column.title),
                "reason": visit.say(flaw.phrase),
            ]
            complaints.add("c\(filled[index])-\(column.id)", visit.say("projects.table.flaw", arguments))
        }
        return complaints
    }
}

import MailCore
import Planning
import Store
import Texts

/// An answer in words, as lists and comparisons show it.
struct AnswerText {
    let question: Question
    let voice: Voice
    /// How many rows of a table are written out.
    var rows = 20

    /// The answer, a line each; none where nothing was said.
    func lines(_ answer: Answer?) -> [String] { (answer?.value.map(value) ?? []) + around(answer) }

    /// All of it, however long the table is.
    private var whole: AnswerText { AnswerText(question: question, voice: voice, rows: .max) }

    /// What is different of two answers, a line each: of tables the rows that only the one or only the other has.
    func difference(_ before: Answer?, _ after: Answer?) -> (before: [String], after: [String]) {
        guard case .rows(let old)? = before?.value, case .rows(let new)? = after?.value, old != new else {
            return (whole.lines(before), whole.lines(after))
        }
        let (gone, come) = (rest(of: old, without: new), rest(of: new, without: old))
        // The same rows in another order: nothing is left to be shown but the order itself.
        guard !gone.isEmpty || !come.isEmpty else { return (whole.lines(before), whole.lines(after)) }
        let same = old.count - gone.count
        let kept = same > 0 ? [voice.count("projects.answer.sameRows", ["n": same])] : []
        let sides = [(old, gone, before), (new, come, after)].map { all, rows, answer in
            (all.isEmpty ? [voice.say("projects.answer.noRows")] : rows.map(row) + kept) + around(answer)
        }
        return (sides[0], sides[1])
    }

    /// The rows that the other table does not have, each as often as it has it more often.
    private func rest(of rows: [[String: String]], without other: [[String: String]]) -> [[String: String]] {
        var counts: [[String: String]: Int] = [:]
        for row in other { counts[row, default: 0] += 1 }
        return rows.filter { row in
            guard let count = counts[row], count > 0 else { return true }
            counts[row] = count - 1
            return false
        }
    }

    /// What is said besides the value.
    private func around(_ answer: Answer?) -> [String] {
        guard let answer else { return [] }
        var lines: [String] = []
        if let open = answer.open {
            lines.append(voice.say("projects.answer.open", ["person": open.person.isEmpty ? nil : open.person]))
        }
        if !answer.note.isEmpty { lines.append(voice.say("projects.answer.note", ["text": answer.note])) }
        return lines
    }

    private func value(_ value: Answer.Value) -> [String] {
        switch value {
        case .text(let text): text.isEmpty ? [] : [question.form == .date ? date(text) : text]
        case .number(let number): [self.number(number)]
        case .choice(let id): [question.choice(id).map { voice.say($0.label) } ?? id]
        case .multi(let ids):
            [
                question.choices.filter { ids.contains($0.id) }.map { voice.say($0.label) }
                    .joined(separator: ", ")
            ]
        case .yesNo(let yes): [voice.say(yes ? "projects.yes" : "projects.no")]
        case .rows(let rows): rows.isEmpty ? [voice.say("projects.answer.noRows")] : table(rows)
        }
    }

    private func table(_ rows: [[String: String]]) -> [String] {
        var lines = rows.prefix(self.rows).map(row)
        let more = rows.count - lines.count
        if more > 0 { lines.append(voice.count("projects.answer.moreRows", ["n": more])) }
        return lines
    }

    private func row(_ row: [String: String]) -> String {
        question.columns.compactMap { column in cell(row[column.id] ?? "", column) }.joined(separator: " · ")
    }

    private func cell(_ text: String, _ column: Column) -> String? {
        guard !text.isEmpty else { return nil }
        return switch column.form {
        case .choice: column.choices.first { $0.id == text }.map { voice.say($0.label) } ?? text
        case .yesNo: "\(voice.say(column.title)): \(voice.say(text == "yes" ? "projects.yes" : "projects.no"))"
        case .number: "\(voice.say(column.title)): \(text)"
        case .text, .email, .emails, .domain: text
        }
    }

    private func number(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15
            ? voice.formats.number(Int(number)) : voice.formats.decimal(number)
    }

    /// A day as the language writes it; what is none stays as it is.
    private func date(_ text: String) -> String {
        CivilDate(iso: text).map { voice.formats.date($0.daysSinceEpoch * 86_400 + 43_200) } ?? text
    }
}

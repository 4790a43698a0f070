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
    func lines(_ answer: Answer?) -> [String] {
        guard let answer else { return [] }
        var lines = answer.value.map(value) ?? []
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
        var lines = rows.prefix(self.rows).map { row in
            question.columns.compactMap { column in cell(row[column.id] ?? "", column) }.joined(separator: " · ")
        }
        if rows.count > self.rows {
            lines.append(voice.count("projects.answer.moreRows", ["n": rows.count - self.rows]))
        }
        return lines
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

extension ProjectActor {
    /// The name, or what the server calls itself.
    func name(_ voice: Voice) -> String { name.isEmpty ? voice.say("projects.umzug") : name }
}

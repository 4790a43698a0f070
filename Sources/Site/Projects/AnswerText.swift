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
            (all.isEmpty ? words.texts(.rows([]), question) : rows.map { words.row($0, question) } + kept)
                + around(answer)
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
        guard case .rows(let rows) = value, rows.count > self.rows else { return words.texts(value, question) }
        let more = voice.count("projects.answer.moreRows", ["n": rows.count - self.rows])
        return words.texts(.rows(Array(rows.prefix(self.rows))), question) + [more]
    }

    /// Numbers and days as the language writes them.
    private var words: AnswerWords {
        let (voice, formats) = (voice, voice.formats)
        let fixed = AnswerWords.Fixed(
            yes: Phrase("projects.yes"),
            no: Phrase("projects.no"),
            none: Phrase("projects.answer.noRows")
        )
        return AnswerWords(
            fixed,
            namesAll: false,
            render: { voice.say($0) },
            number: { number in
                let isWhole = number == number.rounded() && abs(number) < 1e15
                return isWhole ? formats.number(Int(number)) : formats.decimal(number)
            },
            day: { formats.date($0.daysSinceEpoch * 86_400 + 43_200) }
        )
    }
}

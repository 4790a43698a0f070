public import MailCore

/// Makes the sheets of a project in one language.
public struct SheetMaker {
    /// A part of a project that has a sheet.
    public enum Part: String, CaseIterable, Hashable, Sendable {
        case inventory, architecture, accounts, dns, tests, runbook, messages
        /// What it is called.
        public var title: Phrase { Phrase("planning.part.\(rawValue)") }
    }

    /// That somebody did something.
    public struct Done: Hashable, Sendable {
        /// Who.
        public var person: String
        /// When, in seconds since 1970.
        public var instant: Int64
        /// How long it took, where somebody measured it.
        public var minutes: Int?

        /// That somebody did it.
        public init(person: String, instant: Int64, minutes: Int? = nil) {
            self.person = person
            self.instant = instant
            self.minutes = minutes
        }
    }

    let render: (Phrase) -> String

    /// - Parameter render: The sentence of a phrase in the reader's language.
    public init(render: @escaping (Phrase) -> String) { self.render = render }

    /// A word of the plans: what a column is called.
    func heading(_ name: String) -> String { render(Phrase("planning.sheet.\(name)")) }

    func sheet(_ part: Part, _ headings: [String], rows: [[String]], blocks: [Sheet.Block]? = nil) -> Sheet {
        let table = Sheet.Table(headings: headings.map(heading), rows: rows)
        return Sheet(title: render(part.title), blocks: blocks ?? [.table(table)], table: table)
    }

    func day(_ instant: Int64) -> String { render(Phrase("planning.sheet.moment", ["time": RFC3339.text(instant)])) }
}

extension SheetMaker {
    /// Everything that was asked and answered.
    public func inventory(_ answers: Answers, to questionnaire: Questionnaire) -> Sheet {
        let standing = questionnaire.standing(of: answers)
        var (rows, blocks): ([[String]], [Sheet.Block]) = ([], [])
        for section in questionnaire.sections {
            let lines = standing.lines(in: section.id)
            guard !lines.isEmpty else { continue }
            blocks.append(.heading(render(section.title)))
            var table = Sheet.Table(headings: ["question", "answer", "state"].map(heading), rows: [])
            for line in lines {
                let answer = answers[line.id]
                let state = render(Phrase("planning.answer-state.\(line.state.rawValue)"))
                let rest = [state, answer?.open?.person ?? "", answer?.note ?? ""]
                let texts = self.texts(answer?.value, line.question)
                let title = render(line.question.title)
                rows += texts.map { [render(section.title), title, $0] + rest }
                table.rows.append([title, summary(answer, line.question, texts), state])
            }
            blocks.append(.table(table))
            blocks += lines.flatMap { list($0.question, answers[$0.id]?.value) }
        }
        let headings = ["section", "question", "answer", "state", "person", "note"]
        return sheet(.inventory, headings, rows: rows, blocks: blocks)
    }

    private func summary(_ answer: Answer?, _ question: Question, _ texts: [String]) -> String {
        let text: String
        if case .rows(let rows)? = answer?.value {
            text = rows.isEmpty ? texts.joined() : render(Phrase("planning.sheet.rows", ["n": String(rows.count)]))
        } else {
            text = texts.joined()
        }
        let parts = [text, answer?.open?.person ?? "", answer?.note ?? ""]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// The rows of a table as a table of its own.
    private func list(_ question: Question, _ value: Answer.Value?) -> [Sheet.Block] {
        guard case .rows(let rows)? = value, !rows.isEmpty else { return [] }
        let words = words
        let cells = rows.map { row in question.columns.map { words.cell(row[$0.id] ?? "", $0) } }
        return [
            .text(render(question.title)),
            .table(Sheet.Table(headings: question.columns.map { render($0.title) }, rows: cells)),
        ]
    }

    /// The answer in words: one text, or one for each row of a table.
    private func texts(_ value: Answer.Value?, _ question: Question) -> [String] {
        let texts = value.map { words.texts($0, question) } ?? []
        return texts.isEmpty ? [""] : texts
    }

    /// Numbers and days as other programs read them.
    private var words: AnswerWords {
        let fixed = AnswerWords.Fixed(
            yes: Phrase("planning.sheet.yes"),
            no: Phrase("planning.sheet.no"),
            none: Phrase("planning.sheet.none")
        )
        return AnswerWords(fixed, namesAll: true, render: render, number: plain) { $0.iso }
    }
}

import HTTPServer
import Planning

/// What somebody typed to a question, kept as it was typed until it is an answer.
struct AnswerForm: Sendable {
    /// The rows of a long table that one page shows.
    static let rowsPerPage = 50
    /// How many rows one form takes: those of a page, and as many new ones.
    static let rowsPerForm = 2 * rowsPerPage
    /// More rows than any table has.
    private static let mostRows = 1_000_000
    /// How many rows a page offers beyond those that are there.
    static let spare = 3

    let question: Question
    /// What stands in the one control; the chosen one of several; yes or no.
    var text = ""
    var chosen: Set<String> = []
    /// The rows that this page shows.
    var rows: [[String: String]] = []
    /// Which row of the table is the page's first.
    var first = 0
    var isUnknown = false
    var person = ""
    var note = ""

    /// The form as it is shown for an answer.
    init(_ question: Question, _ answer: Answer?, from first: Int = 0) {
        self.question = question
        isUnknown = answer?.open != nil
        person = answer?.open?.person ?? ""
        note = answer?.note ?? ""
        switch answer?.value {
        case .multi(let ids): chosen = ids
        case .rows(let rows):
            self.first = min(max(0, first), max(0, rows.count - 1) / AnswerForm.rowsPerPage * AnswerForm.rowsPerPage)
            self.rows = Array(rows.dropFirst(self.first).prefix(AnswerForm.rowsPerPage))
        case let value?: text = value.typed
        case nil: break
        }
    }

    /// The form as it was sent.
    init(_ question: Question, _ form: Form) {
        self.question = question
        isUnknown = form["unknown"] == "yes"
        person = form["person"].trimmingWhitespace
        note = form["note"].trimmingWhitespace
        switch question.form {
        case .multi: chosen = Set(form.all("answer"))
        case .table:
            first = min(max(0, Int(form["first"]) ?? 0), AnswerForm.mostRows)
            let count = min(Int(form["rows"]) ?? 0, AnswerForm.rowsPerForm)
            let removed = Set(form.all("remove").compactMap { Int($0) })
            rows = (0..<max(0, count)).map { index in
                var row: [String: String] = [:]
                guard !removed.contains(index) else { return row }
                for column in question.columns {
                    let cell = form["c\(index)-\(column.id)"].trimmingWhitespace
                    if !cell.isEmpty { row[column.id] = cell }
                }
                return row
            }
        case .text, .number, .choice, .yesNo, .domain, .email, .date: text = form["answer"].trimmingWhitespace
        }
    }

    /// The value that was typed, and what is wrong with it; nil and nothing where nothing was typed.
    ///
    /// Of the former answer those rows stay that other pages show.
    func value(over former: Answer?) -> (value: Answer.Value?, flaws: [AnswerFlaw]) {
        let value: Answer.Value? =
            switch question.form {
            case .multi: chosen.isEmpty ? nil : .multi(chosen)
            case .table: question.normalised(.rows(merged(over: former)))
            case .text, .number, .choice, .yesNo, .domain, .email, .date: question.reading(typed: text)
            }
        return (value, value.map { question.flaws(of: $0) } ?? [])
    }

    /// The whole table with this page's rows in it; rows without anything are left out.
    private func merged(over former: Answer?) -> [[String: String]] {
        var all: [[String: String]] = []
        if case .rows(let rows) = former?.value { all = rows }
        let start = min(first, all.count)
        let end = min(start + AnswerForm.rowsPerPage, all.count)
        all.replaceSubrange(start..<end, with: rows.filter { !$0.isEmpty })
        return all
    }
}

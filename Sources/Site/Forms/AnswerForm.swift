import HTTPServer
import Planning

/// What somebody typed to a question, kept as it was typed until it is an answer.
struct AnswerForm: Sendable {
    /// The rows of a long table that one page shows.
    static let rowsPerPage = 50
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
        case .text(let text), .choice(let text): self.text = text
        case .number(let number): text = AnswerForm.plain(number)
        case .yesNo(let yes): text = yes ? "yes" : "no"
        case .multi(let ids): chosen = ids
        case .rows(let rows):
            self.first = min(max(0, first), max(0, rows.count - 1) / AnswerForm.rowsPerPage * AnswerForm.rowsPerPage)
            self.rows = Array(rows.dropFirst(self.first).prefix(AnswerForm.rowsPerPage))
        case nil: break
        }
    }

    /// The form as it was sent.
    init(_ question: Question, _ form: Form) {
        self.question = question
        isUnknown = form["unknown"] == "yes"
        person = String(form["person"].trimmingWhitespace.prefix(200))
        note = String(form["note"].trimmingWhitespace.prefix(4_000))
        switch question.form {
        case .multi: chosen = Set(form.all("answer"))
        case .table:
            first = Int(form["first"]) ?? 0
            let count = min(Int(form["rows"]) ?? 0, 2 * AnswerForm.rowsPerPage)
            rows = (0..<max(0, count)).map { index in
                var row: [String: String] = [:]
                for column in question.columns {
                    let cell = form["c\(index)-\(column.id)"].trimmingWhitespace
                    if !cell.isEmpty { row[column.id] = cell }
                }
                return row
            }
        case .text, .number, .choice, .yesNo, .domain, .email, .date: text = form["answer"].trimmingWhitespace
        }
    }

    /// A number as it is typed: without a fraction where it is whole.
    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }

    /// The value that was typed, and what is wrong with it; nil and nothing where nothing was typed.
    ///
    /// Of the former answer those rows stay that other pages show.
    func value(over former: Answer?) -> (value: Answer.Value?, flaws: [AnswerFlaw]) {
        let value: Answer.Value? =
            switch question.form {
            case .multi: chosen.isEmpty ? nil : .multi(chosen)
            case .table: .rows(merged(over: former))
            case _ where text.isEmpty: nil
            case .text: .text(text)
            case .domain: .text(AnswerForm.domain(text))
            case .email, .date: .text(text)
            case .choice: .choice(text)
            case .yesNo: text == "yes" ? .yesNo(true) : text == "no" ? .yesNo(false) : .text(text)
            case .number: AnswerForm.number(text).map { .number($0) } ?? .text(text)
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

    /// A number as people write it: 1’200, 2,5, 40 GB.
    private static func number(_ text: String) -> Double? {
        var digits = text.lowercased()
        for unit in ["gb", "go"] where digits.hasSuffix(unit) { digits = String(digits.dropLast(2)) }
        let plain = digits.filter { !"’'\u{202F}\u{A0} ".contains($0) }.map { $0 == "," ? "." : String($0) }.joined()
        guard let number = Double(plain), number.isFinite, plain.allSatisfy({ $0.isNumber || ".-".contains($0) })
        else { return nil }
        return number
    }

    /// A domain as people paste it: without the scheme, the path, what stands before an @, and the final dot.
    private static func domain(_ text: String) -> String {
        var text = text.lowercased()
        if let scheme = text.firstRange(of: "://") { text = String(text[scheme.upperBound...]) }
        if let slash = text.firstIndex(of: "/") { text = String(text[..<slash]) }
        if let at = text.lastIndex(of: "@") { text = String(text[text.index(after: at)...]) }
        for prefix in ["www."] where text.hasPrefix(prefix) { text = String(text.dropFirst(prefix.count)) }
        return text.last == "." ? String(text.dropLast()) : text
    }
}

public import MailCore

/// What is wrong with an answer, and where in a table.
public struct AnswerFlaw: Error, Hashable, Sendable {
    /// The row, counted from 1; nil where the whole answer is meant.
    public var row: Int?
    /// The column.
    public var column: String?
    /// What is wrong, to be told to whoever answered.
    public var phrase: Phrase

    init(_ name: String, _ arguments: [String: String] = [:], row: Int? = nil, column: String? = nil) {
        self.row = row
        self.column = column
        phrase = Phrase("planning.flaw.\(name)", arguments)
    }

    /// Whether nothing was said where something is needed; with «don't know yet» that is what is to be found out.
    public var isMissing: Bool { phrase.key == "planning.flaw.empty" }
}

/// The longest text and the longest table that are taken.
enum AnswerLimits {
    static let text = 4_000
    static let cell = 500
    static let addresses = 200
    static let rows = 5_000
}

extension Question {
    /// What is wrong with a value; none for a good one.
    public func flaws(of value: Answer.Value) -> [AnswerFlaw] {
        switch (form, value) {
        case (.text, .text(let text)):
            text.count > AnswerLimits.text ? [AnswerFlaw("too-long", ["n": String(AnswerLimits.text)])] : []
        case (.domain, .text(let text)): isDomain(text) ? [] : [AnswerFlaw("domain", ["value": shortened(text)])]
        case (.email, .text(let text)):
            MailAddress(text) == nil ? [AnswerFlaw("email", ["value": shortened(text)])] : []
        case (.date, .text(let text)):
            CivilDate(iso: text) == nil ? [AnswerFlaw("date", ["value": shortened(text)])] : []
        case (.number, .number(let number)): flaws(number)
        case (.number, .text(let text)): [AnswerFlaw("number", ["value": shortened(text)])]
        case (.choice, .choice(let id)): choice(id) == nil ? [AnswerFlaw("choice", ["value": shortened(id)])] : []
        case (.multi, .multi(let ids)):
            ids.sorted().filter { choice($0) == nil }.map { AnswerFlaw("choice", ["value": shortened($0)]) }
        case (.yesNo, .yesNo): []
        case (.table, .rows(let rows)): flaws(rows)
        default: [AnswerFlaw("form")]
        }
    }

    private func flaws(_ number: Double) -> [AnswerFlaw] {
        guard !number.isFinite || !limits.contains(number) else { return [] }
        return [AnswerFlaw("range", ["low": plain(limits.lowerBound), "high": plain(limits.upperBound)])]
    }

    private func flaws(_ rows: [[String: String]]) -> [AnswerFlaw] {
        guard rows.count <= AnswerLimits.rows else { return [AnswerFlaw("rows", ["n": String(AnswerLimits.rows)])] }
        return rows.enumerated().flatMap { index, row in
            columns.compactMap { column in
                guard case .failure(var flaw) = column.cell(row[column.id] ?? "") else { return nil }
                flaw.row = index + 1
                return flaw
            }
        }
    }
}

extension Column {
    /// The cell as it is kept, or what is wrong with it.
    func cell(_ text: String) -> Result<String, AnswerFlaw> {
        let text = text.trimmed
        guard !text.isEmpty else { return isRequired ? failure("empty", "") : .success("") }
        guard text.count <= AnswerLimits.cell || form == .emails else {
            return .failure(AnswerFlaw("too-long", ["n": String(AnswerLimits.cell)], column: id))
        }
        switch form {
        case .text: return .success(text)
        case .number: return amount(text).map { .success(plain($0)) } ?? failure("number", text)
        case .choice: return choice(text)
        case .yesNo: return yesNo(text).map { .success($0 ? "yes" : "no") } ?? failure("yes-no", text)
        case .email: return MailAddress(text).map { .success($0.description) } ?? failure("email", text)
        case .emails: return addresses(text)
        case .domain: return isDomain(text.lowercased()) ? .success(text.lowercased()) : failure("domain", text)
        }
    }

    private func choice(_ text: String) -> Result<String, AnswerFlaw> {
        choices.contains { $0.id == text } ? .success(text) : failure("choice", text)
    }

    private func addresses(_ text: String) -> Result<String, AnswerFlaw> {
        let parts = text.split { $0.isWhitespace || ",;".contains($0) }.map(String.init)
        guard parts.count <= AnswerLimits.addresses else {
            return .failure(AnswerFlaw("addresses", ["n": String(AnswerLimits.addresses)], column: id))
        }
        for part in parts where MailAddress(part) == nil { return failure("email", part) }
        return .success(parts.compactMap { MailAddress($0)?.description }.joined(separator: " "))
    }

    private func failure(_ name: String, _ value: String) -> Result<String, AnswerFlaw> {
        .failure(AnswerFlaw(name, value.isEmpty ? [:] : ["value": shortened(value)], column: id))
    }
}

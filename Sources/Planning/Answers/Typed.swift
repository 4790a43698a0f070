import MailCore

extension Question {
    /// The answer that somebody typed into one control; nil where nothing was typed.
    ///
    /// What cannot be read stays as it was typed: `flaws(of:)` says what is wrong with it.
    public func reading(typed text: String) -> Answer.Value? {
        let text = text.trimmed
        guard !text.isEmpty else { return nil }
        return switch form {
        case .text, .email, .date: .text(text)
        case .domain: .text(domain(text))
        case .choice: .choice(text)
        case .multi: .multi([text])
        case .yesNo: yesNo(text).map { .yesNo($0) } ?? .text(text)
        case .number: amount(text).map { .number($0) } ?? .text(text)
        case .table: .text(text)
        }
    }

    /// The answer as it is kept: each cell in the one way that the plans read, whether it was typed or pasted.
    ///
    /// A cell that cannot be read stays as it is: `flaws(of:)` says what is wrong with it.
    public func normalised(_ value: Answer.Value) -> Answer.Value {
        guard form == .table, case .rows(let rows) = value else { return value }
        return .rows(
            rows.map { row in
                var row = row
                for column in columns {
                    guard let typed = row[column.id], case .success(let cell) = column.cell(typed) else { continue }
                    row[column.id] = cell.isEmpty ? nil : cell
                }
                return row
            }
        )
    }

    /// A domain as people paste it: without the scheme, the path, what stands before an @, and the final dot.
    private func domain(_ text: String) -> String {
        var text = text.lowercased()
        if let scheme = text.firstRange(of: "://") { text = String(text[scheme.upperBound...]) }
        if let slash = text.firstIndex(of: "/") { text = String(text[..<slash]) }
        if let at = text.lastIndex(of: "@") { text = String(text[text.index(after: at)...]) }
        if text.hasPrefix("www.") { text = String(text.dropFirst(4)) }
        return text.last == "." ? String(text.dropLast()) : text
    }
}

extension Answer.Value {
    /// What stands in the one control of the question; empty where it has several.
    public var typed: String {
        switch self {
        case .text(let text), .choice(let text): text
        case .number(let number): plain(number)
        case .yesNo(let yes): yes ? "yes" : "no"
        case .multi, .rows: ""
        }
    }
}

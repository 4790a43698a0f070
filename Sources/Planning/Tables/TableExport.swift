public import MailCore

extension Question {
    /// A table as CSV (RFC 4180), with what a spreadsheet would take for a formula defused.
    ///
    /// - Parameters:
    ///   - rows: The rows.
    ///   - render: The sentence of a phrase in the reader's language.
    /// - Returns: The headings and a line for each row.
    public func csv(_ rows: [[String: String]], render: (Phrase) -> String) -> String {
        let lines = rows.map { row in
            CSV.line(
                columns.map { column in
                    let cell = row[column.id] ?? ""
                    return column.choices.first { $0.id == cell }.map { render($0.label) } ?? cell
                }
            )
        }
        return CSV.line(columns.map { render($0.title) }) + lines.joined()
    }
}

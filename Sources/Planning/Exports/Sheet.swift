import MailCore

/// A part of a project as it leaves the server: rows for a spreadsheet, and a text for everything else.
public struct Sheet: Hashable, Sendable {
    /// Something in the text.
    public enum Block: Hashable, Sendable {
        case heading(String)
        case text(String)
        /// Text that is to be copied as it is.
        case verbatim(String)
        case table(Table)
    }

    /// Rows under headings.
    public struct Table: Hashable, Sendable {
        /// What the columns are called.
        public var headings: [String]
        /// The cells, row by row.
        public var rows: [[String]]
    }

    /// What it is.
    public var title: String
    /// The text.
    public var blocks: [Block]
    /// The same as one table.
    public var table: Table

    /// The table as CSV (RFC 4180), with what a spreadsheet would take for a formula defused.
    public var csv: String { CSV.line(table.headings) + table.rows.map(CSV.line).joined() }

    /// The text as Markdown (CommonMark with tables); what was answered is text in it, whatever signs it has.
    public var markdown: String {
        (["# \(Markdown.line(title))"] + blocks.map(\.markdown)).joined(separator: "\n\n") + "\n"
    }
}

extension Sheet.Block {
    fileprivate var markdown: String {
        switch self {
        case .heading(let text): "## \(Markdown.line(text))"
        case .text(let text): Markdown.paragraph(text)
        case .verbatim(let text): Markdown.verbatim(text)
        case .table(let table): Markdown.table(table)
        }
    }
}

/// Text with what Markdown takes for a sign written as the character that it is.
enum Markdown {
    /// In one line, as in a heading or a cell.
    static func line(_ text: String) -> String {
        escaped(text.split(whereSeparator: \.isNewline).map(\.trimmed).joined(separator: " "))
    }

    /// With its line ends: what begins a line is no list and no heading.
    static func paragraph(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line(String($0)) }
            .joined(separator: "\\\n").replacing("\\\n\\\n", with: "\n\n")
    }

    static func verbatim(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { "    \($0)" }
            .joined(separator: "\n")
    }

    static func table(_ table: Sheet.Table) -> String {
        let rule = "|" + table.headings.map { _ in " --- |" }.joined()
        return ([row(table.headings), rule] + table.rows.map(row)).joined(separator: "\n")
    }

    private static func row(_ cells: [String]) -> String {
        "|" + cells.map { " \(line($0)) |" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            let isListMark = result.isEmpty && "-+".contains(character)
            if isListMark || "\\`*_{}[]<>#|&~".contains(character) { result.append("\\") }
            result.append(character)
        }
        return numberEscaped(result)
    }

    /// `1.` at the beginning of a line begins a list.
    private static func numberEscaped(_ text: String) -> String {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let rest = text.dropFirst(digits.count)
        guard !digits.isEmpty, let sign = rest.first, ".)".contains(sign) else { return text }
        return "\(digits)\\\(rest)"
    }
}

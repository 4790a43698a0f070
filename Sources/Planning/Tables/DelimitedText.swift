/// Cells of a pasted or uploaded table: RFC 4180 with the separators that spreadsheets really write.
struct DelimitedText: Hashable, Sendable {
    /// A row with the line on which it begins, counted from 1.
    struct Row: Hashable, Sendable {
        var line: Int
        var cells: [String]
        /// Whether a quote is open at the end of the text.
        var isUnclosed = false
    }

    var separator: Character
    var rows: [Row]

    init(_ text: String) {
        let text = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        separator = DelimitedText.separator(of: text)
        rows = DelimitedText.rows(of: text, separatedBy: separator)
    }

    /// The separator that stands most often in the first line outside of quotes; a tab wins over all.
    private static func separator(of text: Substring) -> Character {
        var counts: [Character: Int] = [:]
        var isQuoted = false
        for character in text {
            if character == "\"" { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if character.isNewline, !counts.isEmpty || text.first != character { break }
            if "\t;,".contains(character) { counts[character, default: 0] += 1 }
        }
        if counts["\t"] != nil { return "\t" }
        return counts[";", default: 0] >= max(counts[",", default: 0], 1) ? ";" : ","
    }

    private static func rows(of text: Substring, separatedBy separator: Character) -> [Row] {
        var rows: [Row] = []
        var row = Row(line: 1, cells: [])
        var (cell, line, isQuoted) = ("", 1, false)
        func ended(_ row: Row) -> Row? { row.cells.allSatisfy { $0.trimmed.isEmpty } ? nil : row }
        var rest = text
        while let character = rest.popFirst() {
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && rest.first == "\"":
                cell.append("\"")
                rest.removeFirst()
            case "\"" where isQuoted: isQuoted = false
            case "\"" where cell.trimmed.isEmpty: (cell, isQuoted) = ("", true)
            case _ where isQuoted: cell.append(character == "\r\n" ? "\n" : character)
            case separator:
                row.cells.append(cell)
                cell = ""
            case _ where character.isNewline:
                row.cells.append(cell)
                if let row = ended(row) { rows.append(row) }
                (row, cell) = (Row(line: line, cells: []), "")
            default: cell.append(character)
            }
        }
        row.cells.append(cell)
        row.isUnclosed = isQuoted
        if let row = ended(row) { rows.append(row) }
        return rows
    }
}

public import MailCore

/// What came of a pasted or uploaded table: the good rows, and of each bad one where and why.
public struct TableImport: Hashable, Sendable {
    /// A row that was not taken, or a heading that nobody knows.
    public struct Refusal: Hashable, Sendable {
        /// The line of the text, counted from 1.
        public var line: Int
        /// The column that is wrong; nil where the whole row is.
        public var column: Phrase?
        /// Why.
        public var reason: Phrase
        /// The cells as they were, so that they can be mended.
        public var cells: [String]
    }

    /// The rows that can be kept.
    public var rows: [[String: String]] = []
    /// What was refused.
    public var refusals: [Refusal] = []
}

extension Question {
    /// Reads a table from text: separated by comma, semicolon or tab, with headings in any of the languages or without.
    ///
    /// Without headings the columns are taken in their order.
    public func reading(table text: String) -> TableImport {
        var result = TableImport()
        var lines = DelimitedText(text).rows[...]
        guard let first = lines.first else { return result }
        let layout = Layout(headings: first.cells, columns: columns)
        if layout.hasHeadings { lines.removeFirst() }
        for cell in layout.unknown {
            result.refuse(first, reason: "heading", arguments: ["value": shortened(cell)])
        }
        for line in lines {
            guard result.rows.count < AnswerLimits.rows else {
                result.refuse(line, reason: "rows", arguments: ["n": String(AnswerLimits.rows)])
                break
            }
            read(line, layout, into: &result)
        }
        return result
    }

    private func read(_ line: DelimitedText.Row, _ layout: Layout, into result: inout TableImport) {
        guard !line.isUnclosed else { return result.refuse(line, reason: "quote") }
        guard line.cells.count <= layout.width || line.cells[layout.width...].allSatisfy(\.trimmed.isEmpty) else {
            let counts = ["n": String(line.cells.count), "expected": String(layout.width)]
            return result.refuse(line, reason: "cells", arguments: counts)
        }
        var row: [String: String] = [:]
        for column in columns {
            let place = layout.places[column.id].flatMap { line.cells.indices.contains($0) ? line.cells[$0] : nil }
            switch column.cell(pasted: place ?? "") {
            case .success(let cell): if !cell.isEmpty { row[column.id] = cell }
            case .failure(let flaw):
                result.refusals.append(
                    .init(line: line.line, column: column.title, reason: flaw.phrase, cells: line.cells)
                )
                return
            }
        }
        result.rows.append(row)
    }
}

extension TableImport {
    fileprivate mutating func refuse(
        _ row: DelimitedText.Row,
        reason: String,
        arguments: [String: String] = [:]
    ) {
        let flaw = AnswerFlaw(reason, arguments)
        refusals.append(Refusal(line: row.line, column: nil, reason: flaw.phrase, cells: row.cells))
    }
}

/// Which cell of a line belongs to which column.
private struct Layout {
    var hasHeadings: Bool
    var places: [String: Int]
    var unknown: [String]
    var width: Int

    init(headings: [String], columns: [Column]) {
        var (places, unknown): ([String: Int], [String]) = ([:], [])
        for (index, cell) in headings.enumerated() {
            let name = cell.trimmed.lowercased()
            guard let column = columns.first(where: { $0.headings.contains(name) && places[$0.id] == nil }) else {
                if !name.isEmpty { unknown.append(cell.trimmed) }
                continue
            }
            places[column.id] = index
        }
        // One known word may be a value by chance; a line with an address in it is no heading.
        hasHeadings = !places.isEmpty && !headings.contains { MailAddress($0.trimmed) != nil }
        width = hasHeadings ? headings.count : columns.count
        self.unknown = hasHeadings ? unknown : []
        self.places =
            hasHeadings
            ? places
            : Dictionary(columns.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }
}

extension Column {
    /// A cell from a spreadsheet: choices by their names, and without the apostrophe that defused a formula.
    fileprivate func cell(pasted text: String) -> Result<String, AnswerFlaw> {
        var text = text.trimmed
        if text.first == "'", let second = text.dropFirst().first, "=+-@".contains(second) { text.removeFirst() }
        guard form == .choice else { return cell(text) }
        let wanted = text.lowercased()
        return cell(choices.first { $0.id == wanted || $0.names.contains(wanted) }?.id ?? text)
    }
}

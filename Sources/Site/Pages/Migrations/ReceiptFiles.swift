import FoundationEssentials
import HTTPServer
import MailCore
import Store
import Texts

/// The receipt for spreadsheets and programs, written as it is read from the journal.
enum ReceiptFiles {
    private static let size = 500

    /// Every exception as a line of CSV (RFC 4180), with a byte order mark, because spreadsheets guess without one.
    static func csv(_ record: MigrationRecord, _ visit: Visit) -> Response {
        let columns = ["kind", "folder", "subject", "date", "bytes", "outcome", "code", "reason", "remedy", "detail"]
        var response = Response.stream(type: "text/csv; charset=utf-8") { writer in
            try await writer.write("\u{FEFF}" + line(columns))
            try await each(record.id, visit) { items in
                try await writer.write(items.map { line(cells($0, visit.voice)) }.joined())
            }
        }
        response.headers["Content-Disposition"] = "attachment; filename=\"umzug-\(record.id).csv\""
        return response
    }

    /// The sums and every exception, in the form of the command line's events.
    static func json(_ record: MigrationRecord, _ visit: Visit) -> Response {
        var response = Response.stream(type: "application/json") { writer in
            try await writer.write(head(record))
            var isFirst = true
            try await each(record.id, visit) { items in
                for item in items {
                    try await writer.write((isFirst ? "\n" : ",\n") + text(Item(item)))
                    isFirst = false
                }
            }
            try await writer.write("\n]}\n")
        }
        response.headers["Content-Disposition"] = "attachment; filename=\"umzug-\(record.id).json\""
        return response
    }

    private static func each(
        _ id: MigrationID,
        _ visit: Visit,
        _ write: ([ReceiptItem]) async throws -> Void
    ) async throws {
        var offset = 0
        while case let page = try await visit.services.exceptions(id, offset, size), !page.items.isEmpty {
            try await write(page.items)
            offset += page.items.count
        }
    }

    private static func cells(_ item: ReceiptItem, _ voice: Voice) -> [String] {
        let words = voice.words(for: item.problem)
        return [
            item.kind.rawValue, item.container.description, item.subject,
            item.date.map { Formats.rfc3339($0.seconds) } ?? "", String(item.size), item.outcome.rawValue,
            item.problem.code.rawValue, words.what, words.next, words.detail,
        ]
    }

    /// Text that a spreadsheet would take for a formula is led by an apostrophe.
    static func line(_ cells: [String]) -> String {
        let quoted = cells.map { cell in
            let harmless = cell.first.map { "=+-@\t\r".contains($0) } == true ? "'\(cell)" : cell
            return "\"\(harmless.replacing("\"", with: "\"\""))\""
        }
        return quoted.joined(separator: ",") + "\r\n"
    }

    private struct Item: Encodable {
        var kind: String
        var container: String
        var reference: String
        var subject: String
        var date: String?
        var size: Int
        var outcome: String
        var code: String
        var detail: String

        init(_ item: ReceiptItem) {
            kind = item.kind.rawValue
            container = item.container.description
            reference = item.reference.text
            subject = item.subject
            date = item.date.map { Formats.rfc3339($0.seconds) }
            size = item.size
            outcome = item.outcome.rawValue
            code = item.problem.code.rawValue
            detail = item.problem.detail
        }
    }

    private struct Head: Encodable {
        var v = 1
        var id: String
        var state: String
        var pass: Int
        var source: String
        var target: String
        var begun: String?
        var ended: String?
        var kinds: [String: Counts]
    }

    /// Everything before the exceptions, the object left open.
    private static func head(_ record: MigrationRecord) throws -> String {
        let projection = record.projection
        let kinds = projection.counts.map { ($0.key.rawValue, $0.value) }
        let head = Head(
            id: record.id.rawValue,
            state: projection.state.name,
            pass: projection.pass,
            source: record.source.description,
            target: record.target.description,
            begun: projection.begun.map(Formats.rfc3339),
            ended: projection.ended.map(Formats.rfc3339),
            kinds: Dictionary(uniqueKeysWithValues: kinds)
        )
        return try text(head).dropLast() + ",\"exceptions\":["
    }

    private static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

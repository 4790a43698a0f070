import FoundationEssentials
import HTTPServer
import MailCore
import Store
import Texts

/// The receipt for spreadsheets and programs, written as it is read from the journal.
enum ReceiptFiles {
    private static let size = 500

    /// Every exception as a line of CSV: the columns of `umzug receipt --csv`, then the reason and the remedy in words.
    ///
    /// A byte order mark leads, because spreadsheets guess without one.
    static func csv(_ record: MigrationRecord, _ visit: Visit) -> Response {
        var response = Response.stream(type: "text/csv; charset=utf-8") { writer in
            try await writer.write("\u{FEFF}" + CSV.line(ReceiptLine.columns + ["reason", "remedy"]))
            try await each(record.id, visit) { items in
                try await writer.write(items.map { CSV.line(cells($0, visit.voice)) }.joined())
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
                    try await writer.write((isFirst ? "\n" : ",\n") + text(ReceiptLine(item)))
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
        var last: Int64 = 0
        while case let page = try await visit.services.exceptions(id, .after(last), size), let end = page.last {
            try await write(page.map(\.item))
            last = end.number
        }
    }

    private static func cells(_ item: ReceiptItem, _ voice: Voice) -> [String] {
        let words = voice.words(for: item.problem)
        return ReceiptLine(item).cells + [words.what, words.next]
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
            begun: projection.begun.map(RFC3339.text),
            ended: projection.ended.map(RFC3339.text),
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

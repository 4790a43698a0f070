import MailCore

extension JournalReader {
    /// Writes all exceptions as CSV, a page at a time, so that memory does not grow with their number.
    public func writeCSV(_ write: @Sendable (String) async throws -> Void) async throws {
        try await write(CSV.line(ReceiptLine.columns))
        var last: Int64 = 0
        while true {
            let page = try await exceptions(after: last, limit: 500)
            guard let end = page.last else { return }
            try await write(page.map { CSV.line(ReceiptLine($0.item).cells) }.joined())
            last = end.id
        }
    }
}

public import MailCore

/// A receipt's exceptions as comma-separated values (RFC 4180).
public enum ReceiptCSV {
    /// The first line.
    public static let header = "kind,folder,subject,date,size,outcome,code,detail\r\n"

    /// One exception's line.
    public static func line(_ item: ReceiptItem) -> String {
        let cells = [
            item.kind.rawValue, item.container.description, item.subject, item.date.map(RFC3339.text) ?? "",
            String(item.size), item.outcome.rawValue, item.problem.code.rawValue, detail(item.problem),
        ]
        return cells.map(cell).joined(separator: ",") + "\r\n"
    }

    /// A cell, quoted where need be; what a spreadsheet would take for a formula gets an apostrophe in front.
    public static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) { text = "'" + text }
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        let quoted = text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar == "\"" { result.unicodeScalars.append(scalar) }
            result.unicodeScalars.append(scalar)
        }
        return "\"\(quoted)\""
    }

    private static func detail(_ problem: Problem) -> String {
        problem.detail.isEmpty ? problem.arguments["losses"] ?? "" : problem.detail
    }
}

/// Dates as RFC 3339 has them.
public enum RFC3339 {
    /// The instant in UTC.
    public static func text(_ date: InternalDate) -> String {
        let days = Int64((Double(date.seconds) / 86_400).rounded(.down))
        let second = date.seconds - days * 86_400
        let (year, month, day) = civil(days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(clock)Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The Gregorian date of a day counted from 1970 (Howard Hinnant's days-from-civil, inverted).
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension JournalReader {
    /// Writes all exceptions as CSV, a page at a time, so that memory does not grow with their number.
    public func writeCSV(_ write: @Sendable (String) async throws -> Void) async throws {
        try await write(ReceiptCSV.header)
        var last: Int64 = 0
        while true {
            let page = try await exceptions(after: last, limit: 500)
            guard let end = page.last else { return }
            try await write(page.map { ReceiptCSV.line($0.item) }.joined())
            last = end.id
        }
    }
}

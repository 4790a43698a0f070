import Foundation
import Logging
import MailCore
import Synchronization

/// Writes log lines to standard error: text for people, or one JSON object a line for programs.
///
/// Values come from clients and servers too, so that control characters never get through: one entry stays one line.
struct LogLines: LogHandler {
    /// How a line looks.
    enum Format: String, Sendable, CaseIterable { case text, json }

    let label: String
    let format: Format
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Sets logging up, once a process.
    static func begin(_ format: Format, level: Logger.Level) {
        LoggingSystem.bootstrap { LogLines(label: $0, format: format, logLevel: level) }
    }

    func log(event: LogEvent) {
        var all: [String: String] = [:]
        for (key, value) in metadata { all[key] = "\(value)" }
        for (key, value) in event.metadata ?? [:] { all[key] = "\(value)" }
        let line =
            switch format {
            case .text: text(event.level, event.message.description, all)
            case .json: json(event.level, event.message.description, all)
            }
        Terminal.write(line + "\n", to: .error)
    }

    private func text(_ level: Logger.Level, _ message: String, _ all: [String: String]) -> String {
        let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\(LogLines.word($0.value))" }
        let head = "\(Timestamp.text(Date())) \(level) \(label): \(LogLines.line(message))"
        return ([head] + pairs).joined(separator: " ")
    }

    private func json(_ level: Logger.Level, _ message: String, _ all: [String: String]) -> String {
        var fields = all
        for name in ["time", "level", "logger", "message"] { fields[name] = nil }
        fields["time"] = Timestamp.text(Date())
        fields["level"] = level.rawValue
        fields["logger"] = label
        fields["message"] = message
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(fields) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// A value that stays one word of its line.
    private static func word(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (33...126).contains($0) && $0 != 34 && $0 != 61 }
        return isPlain ? text : "\"\(line(text).replacing("\"", with: "'"))\""
    }

    private static func line(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }
}

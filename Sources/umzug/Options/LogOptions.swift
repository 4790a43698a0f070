import ArgumentParser
import Logging
import Settings

/// How and how much is logged; web process and worker alike.
struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-format"), help: "How log lines look: text (default) or json.")
    var format: LogLines.Format?

    @Option(
        name: .customLong("log-level"),
        help: .init("The least that is logged: debug, info (default), notice, warning, error.", valueName: "level"),
        transform: { text in
            guard let level = Logger.Level(rawValue: text) else { throw ValidationError("'\(text)' is no log level") }
            return level
        }
    )
    var level: Logger.Level?

    /// Takes from the file what no flag says.
    mutating func take(_ file: SettingsFile) {
        format = format ?? file.text(.logFormat).flatMap(LogLines.Format.init(rawValue:))
        level = level ?? file.text(.logLevel).flatMap(Logger.Level.init(rawValue:))
    }

    /// Begins to log so.
    func begin() { LogLines.begin(format ?? .text, level: level ?? .info) }

    /// The same options as arguments, for the worker.
    var arguments: [String] {
        ["--log-format", (format ?? .text).rawValue, "--log-level", (level ?? .info).rawValue]
    }
}

extension LogLines.Format: ExpressibleByArgument {}

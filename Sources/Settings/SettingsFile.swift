internal import Yams

/// What a configuration file says, checked.
public struct SettingsFile: Sendable, Hashable {
    /// What is wrong with a file, one line for each mistake, as `FILE:LINE: what to do`.
    public struct Mistakes: Error, Hashable, CustomStringConvertible, Sendable {
        /// The lines.
        public let lines: [String]
        /// The lines as one text.
        public var description: String { lines.joined(separator: "\n") }
    }

    /// A setting's value.
    enum Value: Hashable, Sendable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([String])
    }

    private var values: [String: Value] = [:]

    /// A file that says nothing.
    public init() {}

    /// Reads and checks a file's text; `path` names it in messages, and `isReadable` tells which files can be read.
    ///
    /// - Throws: All mistakes at once.
    public init(
        yaml: String,
        path: String,
        isReadable: @escaping (String) -> Bool = { _ in true }
    ) throws(Mistakes) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw Mistakes(lines: [SettingsFile.words(for: error, in: path)])
        }
        guard let root, !root.isNothing else { return }
        var reading = SettingsReading(path: path, isReadable: isReadable)
        reading.read(root, section: nil)
        reading.checkPairs()
        guard reading.mistakes.isEmpty else { throw Mistakes(lines: reading.mistakes) }
        values = reading.values
    }

    /// The text of a setting.
    public func text(_ setting: Setting) -> String? {
        if case .text(let text) = values[setting.name] { text } else { nil }
    }

    /// The number of a setting.
    public func number(_ setting: Setting) -> Int? {
        if case .number(let number) = values[setting.name] { number } else { nil }
    }

    /// What a flag is set to.
    public func flag(_ setting: Setting) -> Bool? {
        if case .flag(let flag) = values[setting.name] { flag } else { nil }
    }

    /// The texts of a setting.
    public func list(_ setting: Setting) -> [String]? {
        if case .list(let list) = values[setting.name] { list } else { nil }
    }

    /// The names of the settings that the file has.
    public var names: Set<String> { Set(values.keys) }

    private static func words(for error: any Error, in path: String) -> String {
        guard let error = error as? YamlError else { return "\(path): this cannot be read as YAML: \(error)" }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return "\(path):\(mark.line): this is not YAML: \(problem)"
        default: return "\(path): this cannot be read as YAML: \(error)"
        }
    }
}

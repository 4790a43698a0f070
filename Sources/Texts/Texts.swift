public import MailCore
import Yams

/// All sentences in all languages, read from `Templates/locales`.
public struct Texts: Sendable {
    /// Why the locales could not be read.
    public struct LoadError: Error, CustomStringConvertible, Sendable {
        /// The file and the reason.
        public let description: String
    }

    private let patterns: [Language: [String: Pattern]]
    private let notice: @Sendable (String, Language) -> Void

    /// The files `<part>.<language>.yaml` that stand beside `<language>.yaml`: what only projects say.
    public static let parts = ["projects", "plans", "access", "mails"]

    /// Reads `<directory>/<language>.yaml` for the languages given; German is always read, it is the fallback.
    ///
    /// - Parameters:
    ///   - directory: The folder `Templates/locales`.
    ///   - languages: The languages that will be asked for.
    ///   - parts: The files beside them that will be asked for.
    ///   - notice: Told the key and language of each text that is missing and was replaced by the German one.
    /// - Throws: Where a file is missing, is no YAML, or has a text that is no pattern.
    public init(
        directory: String,
        languages: [Language] = Language.allCases,
        parts: [String] = Texts.parts,
        notice: @escaping @Sendable (String, Language) -> Void = { _, _ in }
    ) throws(LoadError) {
        var patterns: [Language: [String: Pattern]] = [:]
        for language in Set(languages + [.de]) {
            for name in [language.rawValue] + parts.map({ "\($0).\(language.rawValue)" }) {
                let path = "\(directory)/\(name).yaml"
                guard let yaml = contents(ofFile: path) else { throw LoadError(description: "\(path): cannot be read") }
                let texts = try Texts.read(yaml, from: path)
                if let twice = texts.keys.first(where: { patterns[language]?[$0] != nil }) {
                    throw LoadError(description: "\(path): \(twice) is there twice")
                }
                patterns[language, default: [:]].merge(texts) { _, new in new }
            }
        }
        self.init(patterns: patterns, notice: notice)
    }

    /// Texts given as YAML, for tests.
    init(yaml: [Language: String], notice: @escaping @Sendable (String, Language) -> Void = { _, _ in }) throws {
        var patterns: [Language: [String: Pattern]] = [:]
        for (language, text) in yaml { patterns[language] = try Texts.read(text, from: language.rawValue) }
        self.init(patterns: patterns, notice: notice)
    }

    private init(
        patterns: [Language: [String: Pattern]],
        notice: @escaping @Sendable (String, Language) -> Void
    ) {
        self.patterns = patterns
        self.notice = notice
    }

    /// These texts and those that stand elsewhere beside what they describe, as in the questionnaire.
    ///
    /// - Parameter texts: Patterns by the raw value of their language and by key.
    /// - Returns: All of them; a key that was there before keeps its text.
    /// - Throws: Where a text is no pattern.
    public func adding(_ texts: [String: [String: String]]) throws(LoadError) -> Texts {
        var patterns = self.patterns
        for language in patterns.keys {
            for (key, text) in texts[language.rawValue] ?? [:] where patterns[language]?[key] == nil {
                do { patterns[language]?[key] = try Pattern(text) } catch {
                    throw LoadError(description: "\(language.rawValue): \(key): \(error)")
                }
            }
        }
        return Texts(patterns: patterns, notice: notice)
    }

    /// The sentence in that language.
    ///
    /// A text that is missing there is taken from German, one that is missing altogether shows its key.
    public func render(_ phrase: Phrase, in formats: Formats) -> String {
        if let text = phrase.literal { return text }
        guard let pattern = pattern(phrase.key, formats.language) else { return phrase.key }
        return pattern.render(phrase.arguments, formats: formats) { key in
            self.pattern(key, formats.language).map { $0.render([:], formats: formats) { _ in nil } }
        }
    }

    /// Whether there is such a text, in that language or in German.
    public func has(_ key: String, in language: Language = .de) -> Bool {
        patterns[language]?[key] != nil || patterns[.de]?[key] != nil
    }

    /// The keys of a language, sorted.
    public func keys(_ language: Language) -> [String] { (patterns[language] ?? [:]).keys.sorted() }

    /// The names of the arguments that a text takes in a language.
    public func argumentNames(_ key: String, in language: Language) -> Set<String> {
        patterns[language]?[key]?.argumentNames ?? []
    }

    private func pattern(_ key: String, _ language: Language) -> Pattern? {
        if let own = patterns[language]?[key] { return own }
        notice(key, language)
        return patterns[.de]?[key]
    }

    private static func read(_ yaml: String, from path: String) throws(LoadError) -> [String: Pattern] {
        let root: Node?
        do { root = try Yams.compose(yaml: yaml) } catch { throw LoadError(description: "\(path): \(error)") }
        guard let root else { throw LoadError(description: "\(path): empty") }
        var patterns: [String: Pattern] = [:]
        try collect(root, key: "", into: &patterns, from: path)
        return patterns
    }

    private static func collect(
        _ node: Node,
        key: String,
        into patterns: inout [String: Pattern],
        from path: String
    ) throws(LoadError) {
        if case .mapping(let mapping) = node {
            for (name, value) in mapping {
                guard case .scalar(let scalar) = name else { throw LoadError(description: "\(path): key at \(key)") }
                let inner = key.isEmpty ? scalar.string : "\(key).\(scalar.string)"
                try collect(value, key: inner, into: &patterns, from: path)
            }
        } else if case .scalar(let scalar) = node {
            do { patterns[key] = try Pattern(scalar.string) } catch {
                throw LoadError(description: "\(path): \(key): \(error)")
            }
        } else {
            throw LoadError(description: "\(path): \(key): neither text nor mapping")
        }
    }
}

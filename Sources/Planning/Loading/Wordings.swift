import MailCore

/// The texts of questions, rules, test cases and steps in every language, by the key that a `Phrase` names.
///
/// They stand beside what they describe, so `Texts` takes them over instead of reading them from the locales.
public struct Wordings: Hashable, Sendable {
    /// The tags of the languages that every text is there in; German is the reference.
    public static let languages = ["de", "en", "fr"]

    /// The texts by language and key.
    public private(set) var texts: [String: [String: String]] = [:]

    /// What the texts of a key name of the answers.
    private var names: [String: Set<String>] = [:]

    /// Whether there is a text of that key.
    public func has(_ key: String) -> Bool { texts[Wordings.languages[0]]?[key] != nil }

    /// All keys, sorted.
    public var keys: [String] { (texts[Wordings.languages[0]] ?? [:]).keys.sorted() }

    /// The phrase of that key with those of the arguments that its text names: others would only make equal
    /// sentences look different.
    func phrase(_ key: String, _ arguments: [String: String]) -> Phrase {
        let names = names[key] ?? []
        return Phrase(key, names.isEmpty ? [:] : arguments.filter { names.contains($0.key) })
    }

    /// Takes the text that a block has under that name: `{de, en, fr}`, or `{all}` for names of products.
    mutating func take(_ name: String, of block: Block, as key: String, needed: Bool = false) throws(LoadError) {
        guard let texts = try block.block(name) else {
            if needed { throw block.wrong(name, "\(name) is missing") }
            return
        }
        try texts.allow(Set(Wordings.languages + ["all"]))
        guard !has(key) else { throw texts.wrong(name, "\(key) is there twice") }
        for language in Wordings.languages {
            guard let text = try texts.string(texts.has("all") ? "all" : language), !text.isEmpty else {
                throw LoadError(
                    file: texts.file,
                    line: texts.line,
                    reason: "\(name): the text in \(language) is missing"
                )
            }
            self.texts[language, default: [:]][key] = text
            names[key, default: []].formUnion(Wordings.arguments(of: text))
        }
    }

    /// The names after each opening brace.
    private static func arguments(of text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map { part in
            String(part.prefix { $0 != ":" && $0 != "}" })
        }
    }
}

/// A sentence to be rendered in the reader's language by `Texts`: a key and what to put into it.
public struct Phrase: Hashable, Codable, Sendable {
    /// The key in `Templates/locales`.
    public var key: String
    /// The arguments by name; numbers as decimal digits, dates as RFC 3339, sizes as bytes.
    public var arguments: [String: String]

    /// A phrase with its arguments.
    public init(_ key: String, _ arguments: [String: String] = [:]) {
        self.key = key
        self.arguments = arguments
    }

    /// What somebody wrote, to be shown as it is in every language.
    public static func literal(_ text: String) -> Phrase { Phrase(literalKey, ["text": text]) }

    /// What is shown as it is; nil for a sentence of ours.
    public var literal: String? { key == Phrase.literalKey ? arguments["text"] : nil }

    private static let literalKey = "literal"
}

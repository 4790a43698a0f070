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
}

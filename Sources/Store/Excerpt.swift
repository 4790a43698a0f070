/// A passage of a text, with the words that were searched for told apart.
public struct Excerpt: Hashable, Sendable {
    /// A stretch of it.
    public struct Piece: Hashable, Sendable {
        /// The text, spaces included.
        public var text: String
        /// Whether it was searched for.
        public var isMatch: Bool
    }

    /// The stretches in order; put together they read as the passage.
    public private(set) var pieces: [Piece] = []
    /// Whether text before it was left out.
    public private(set) var isBegun = false
    /// Whether text after it was left out.
    public private(set) var isCut = false

    /// The passage as one text.
    public var text: String { pieces.map(\.text).joined() }

    private static let length = 26
    private static let lead = 6

    /// The passage around the place that most of the terms, folded, are met at; the beginning where there is none.
    init(of text: String, about terms: [String]) {
        let words = text.split(whereSeparator: \.isWhitespace)
        let met = words.map { word in
            let parts = SearchText.words(word)
            return terms.indices.filter { term in parts.contains { $0.hasPrefix(terms[term]) } }
        }
        let start = Excerpt.start(met)
        let end = min(start + Excerpt.length, words.count)
        isBegun = start > 0
        isCut = end < words.count
        for index in start..<end {
            if index > start { append(" ", isMatch: false) }
            append(words[index], isMatch: !met[index].isEmpty)
        }
    }

    /// Where the window begins that holds the most different terms.
    private static func start(_ met: [[Int]]) -> Int {
        var best = (start: 0, terms: 0)
        for index in met.indices where !met[index].isEmpty {
            let start = index <= length / 2 ? 0 : index - lead
            let terms = Set(met[start..<min(start + length, met.count)].joined()).count
            if terms > best.terms { best = (start, terms) }
        }
        return best.start
    }

    /// Marks or quotes around a word that was searched for are not part of it.
    private mutating func append(_ word: Substring, isMatch: Bool) {
        func isPlain(_ character: Character) -> Bool { character.isLetter || character.isNumber }
        guard isMatch, let first = word.firstIndex(where: isPlain), let last = word.lastIndex(where: isPlain) else {
            return append(String(word), isMatch: false)
        }
        append(String(word[..<first]), isMatch: false)
        append(String(word[first...last]), isMatch: true)
        append(String(word[word.index(after: last)...]), isMatch: false)
    }

    private mutating func append(_ text: String, isMatch: Bool) {
        if text.isEmpty { return }
        if !isMatch, let last = pieces.last, !last.isMatch {
            pieces[pieces.count - 1].text += text
        } else {
            pieces.append(Piece(text: text, isMatch: isMatch))
        }
    }
}

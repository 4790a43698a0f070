/// Text that people typed, made fit to be kept.
enum PlainText {
    /// One line without control characters and without spaces around it, cut to so many characters.
    static func line(_ text: String, most: Int) -> String {
        let visible = text.unicodeScalars.map { isControl($0) ? " " : Character($0) }
        let words = String(visible).split(separator: " ", omittingEmptySubsequences: true)
        return bound(words.joined(separator: " "), most: most)
    }

    /// Lines, without control characters but their ends, cut to so many characters.
    static func lines(_ text: String, most: Int) -> String {
        let kept = text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || !isControl($0) }
        return bound(String(String.UnicodeScalarView(kept)), most: most)
    }

    /// Cut to so many characters, and to four octets for each: one character may carry any number of accents.
    private static func bound(_ text: String, most: Int) -> String {
        bound(String(text.prefix(most)), octets: 4 * most)
    }

    /// Cut to so many octets of UTF-8.
    static func bound(_ text: String, octets most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var (kept, octets) = (String.UnicodeScalarView(), 0)
        for scalar in text.unicodeScalars {
            octets += UTF8.width(scalar)
            guard octets <= most else { break }
            kept.append(scalar)
        }
        return String(kept)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}

/// Text that people typed, made fit to be kept.
enum PlainText {
    /// One line without control characters and without spaces around it, cut to so many characters.
    static func line(_ text: String, most: Int) -> String {
        let visible = text.unicodeScalars.map { isControl($0) ? " " : Character($0) }
        let words = String(visible).split(separator: " ", omittingEmptySubsequences: true)
        return String(words.joined(separator: " ").prefix(most))
    }

    /// Lines, without control characters but their ends, cut to so many characters.
    static func lines(_ text: String, most: Int) -> String {
        let kept = text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || !isControl($0) }
        return String(String(String.UnicodeScalarView(kept)).prefix(most))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}

/// Text as it is compared in a search: without case, accents and spelling of umlauts.
///
/// «Rückgängig», «rueckgaengig» and «ruckgangig» are one word, so are «gross» and «groß». The beginning of a word stays the
/// beginning of its folded form, so that prefixes match.
enum SearchText {
    /// The words of a text, folded.
    static func words(_ text: some StringProtocol) -> [String] {
        text.split { !($0.isLetter || $0.isNumber) }.map { fold($0) }.filter { !$0.isEmpty }
    }

    /// One word, folded.
    static func fold(_ word: some StringProtocol) -> String {
        var folded = ""
        for character in word.lowercased() {
            let plain = letters[character] ?? String(character)
            if plain == "e", let last = folded.last, "aou".contains(last) { continue }
            folded += plain
        }
        return folded
    }

    /// Characters compare by canonical equivalence: composed and decomposed ones are the same.
    private static let letters: [Character: String] = {
        var letters: [Character: String] = ["ß": "ss", "æ": "a", "œ": "o", "ø": "o", "ı": "i", "ł": "l", "đ": "d"]
        let families = [
            "a": "àáâãäåāăą", "c": "çćčĉ", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīį", "n": "ñńňņ", "o": "òóôõöōő",
            "r": "řŕ", "s": "śšşș", "t": "ťţț", "u": "ùúûüūůűų", "y": "ýÿ", "z": "źżž",
        ]
        for (plain, accented) in families {
            for character in accented { letters[character] = plain }
        }
        return letters
    }()
}

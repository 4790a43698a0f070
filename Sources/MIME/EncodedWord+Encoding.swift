extension EncodedWord {
    /// A header text in ASCII (RFC 2047): as it is where it can be, else in encoded words on folded lines.
    ///
    /// Control characters become spaces, so that a text can never begin a field of its own.
    public static func encode(_ text: String) -> String {
        let safe = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 })
        )
        let isPlain = safe.utf8.allSatisfy { $0 < 127 } && safe.firstRange(of: "=?") == nil && safe.utf8.count <= 60
        return isPlain ? safe : words(safe).joined(separator: "\r\n ")
    }

    /// Words of at most 60 characters, so that the line with the field's name has room too; no character is split between two.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text.unicodeScalars {
            let next = String(character).utf8.map(quoted).joined()
            if word.utf8.count + next.utf8.count > 48 {
                words.append(word)
                word = ""
            }
            word += next
        }
        return (words + [word]).map { "=?utf-8?Q?\($0)?=" }
    }

    /// The narrow set that is allowed everywhere (§5 (3)).
    private static func quoted(_ octet: UInt8) -> String {
        switch octet {
        case 32: "_"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            String(Unicode.Scalar(octet))
        default: QuotedPrintable.hexadecimal(octet)
        }
    }
}

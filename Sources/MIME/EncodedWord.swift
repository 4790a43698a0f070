/// Decodes header texts (RFC 2047): for people to read, so that whatever cannot be decoded is shown as it stands.
public enum EncodedWord {
    /// The text of a field's body: encoded words decoded, raw 8-bit text taken as UTF-8 or else as Windows-1252.
    ///
    /// - Parameters:
    ///   - body: The unfolded body.
    ///   - most: The most characters to deliver.
    /// - Returns: One line of text.
    public static func decode(_ body: [UInt8], atMost most: Int = 200) -> String {
        var pieces: [Piece] = []
        var rest = body[...]
        while let word = Word(firstIn: rest) {
            let between = rest[..<word.start]
            rest = rest[word.end...]
            // White space between two encoded words is no part of the text (§6.2).
            let isGlue = between.allSatisfy(isBlank) && pieces.last?.isEncoded == true
            if !isGlue, !between.isEmpty { pieces.append(Piece(octets: Array(between), charset: "", isEncoded: false)) }
            // Many programs cut a character in two: words of one charset are joined before they are decoded.
            if isGlue, let last = pieces.indices.last, pieces[last].charset == word.charset {
                pieces[last].octets += word.octets
            } else {
                pieces.append(Piece(octets: word.octets, charset: word.charset, isEncoded: true))
            }
        }
        if !rest.isEmpty { pieces.append(Piece(octets: Array(rest), charset: "", isEncoded: false)) }
        return readable(pieces.map { Charset.decode($0.octets, charset: $0.charset) }.joined(), atMost: most)
    }

    private struct Piece {
        var octets: [UInt8]
        var charset: String
        var isEncoded: Bool
    }

    /// Without control characters, so that it is one line anywhere.
    private static func readable(_ text: String, atMost most: Int) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(4 * most) {
            let isControl = scalar.value < 32 || (127..<160).contains(scalar.value)
            result.append(isControl ? " " : scalar)
        }
        return String(String(result).prefix(most))
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == 32 || octet == 9 || octet == 13 || octet == 10 }
}

/// `=?charset?encoding?text?=` somewhere in a text.
private struct Word {
    var start: Int
    var end: Int
    var charset: String
    var octets: [UInt8]

    private static let question = UInt8(ascii: "?")
    private static let equals = UInt8(ascii: "=")

    /// The first well-formed one, or nil.
    init?(firstIn text: ArraySlice<UInt8>) {
        var from = text.startIndex
        while let start = text[from...].firstIndex(of: Word.equals) {
            if let word = Word(at: start, in: text) {
                self = word
                return
            }
            from = start + 1
        }
        return nil
    }

    private init?(at start: Int, in text: ArraySlice<UInt8>) {
        guard start + 1 < text.endIndex, text[start + 1] == Word.question,
            let first = text[(start + 2)...].prefix(60).firstIndex(of: Word.question), first > start + 2,
            first + 2 < text.endIndex, text[first + 2] == Word.question,
            let end = Word.end(from: first + 3, in: text)
        else { return nil }
        // RFC 2231 §5 lets a language follow the charset.
        let name = text[(start + 2)..<first].prefix { $0 != UInt8(ascii: "*") }
        let encoded = text[(first + 3)..<end]
        switch text[first + 1] | 0x20 {
        case UInt8(ascii: "q"): octets = Word.quoted(encoded)
        case UInt8(ascii: "b"): octets = Base64.decode(encoded)
        default: return nil
        }
        charset = String(decoding: name, as: UTF8.self).lowercased()
        self.start = start
        self.end = end + 2
    }

    /// Where `?=` is; a question mark that is followed by something else belongs to the text.
    private static func end(from start: Int, in text: ArraySlice<UInt8>) -> Int? {
        var from = start
        while let mark = text[from...].firstIndex(of: question), mark + 1 < text.endIndex {
            if text[mark + 1] == equals { return mark }
            from = mark + 1
        }
        return nil
    }

    /// The Q encoding (§4.2); an equals sign that no two digits follow stands for itself.
    private static func quoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let octet = text[index]
            if octet == equals, index + 2 < text.endIndex, let high = digit(text[index + 1]),
                let low = digit(text[index + 2])
            {
                octets.append(high << 4 | low)
                index += 3
                continue
            }
            octets.append(octet == UInt8(ascii: "_") ? 32 : octet)
            index += 1
        }
        return octets
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// A folder name in a form that hardly any server refuses, for one that was refused as it is.
enum PlainName {
    /// Characters that some server or other does not take in a name, separators and wildcards among them.
    private static let uncommon: Set<Character> = Set("./\\^%*?\"<>|:;#&~$!`{}[]")
    /// Servers store names as file names, encoded: 255 octets at most.
    private static let longest = 120

    /// The name without control characters, without spaces and dots at its ends, and with `_` for what is uncommon; a
    /// plain name stays as it is.
    static func of(_ name: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in name.unicodeScalars where !isControl(scalar) { text.append(scalar) }
        var plain = trimmed(String(text)).map { uncommon.contains($0) ? "_" : $0 }
        while plain.reduce(0, { $0 + $1.utf8.count }) > longest { plain.removeLast() }
        let result = trimmed(String(plain))
        return result.isEmpty ? "_" : result
    }

    /// Control characters, line and paragraph separators, and what turns the direction of writing.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE...0xFFFF: true
        default: false
        }
    }

    private static func trimmed(_ name: String) -> String {
        let isEdge = { (character: Character) in character.isWhitespace || character == "." }
        let start = name.drop(while: isEdge)
        guard let end = start.lastIndex(where: { !isEdge($0) }) else { return "" }
        return String(start[...end])
    }
}

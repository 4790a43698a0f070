/// The words of a zone file: quotes, escapes, comments and parentheses (RFC 1035 §5.1).
struct ZoneFileWords {
    /// A word; `octets` have their escapes resolved.
    struct Word {
        var text: String
        var octets: [UInt8]
    }

    /// What belongs together, be it written on one line or, in parentheses, on several.
    struct Line {
        var words: [Word] = []
        /// Whether it begins with a space: its name is that of the line before.
        var isContinued = false
    }

    private var octets: ArraySlice<UInt8>
    private var number = 1
    private var depth = 0

    /// All lines that say something, with their numbers.
    static func lines(_ text: String) throws(ZoneFile.Flaw) -> [(Int, Line)] {
        var reader = ZoneFileWords(octets: Array(text.utf8)[...])
        var lines: [(Int, Line)] = []
        while !reader.octets.isEmpty {
            let begin = reader.number
            let line = try reader.line()
            if !line.words.isEmpty { lines.append((begin, line)) }
        }
        return lines
    }

    private init(octets: ArraySlice<UInt8>) { self.octets = octets }

    private mutating func line() throws(ZoneFile.Flaw) -> Line {
        var line = Line(isContinued: octets.first == UInt8(ascii: " ") || octets.first == UInt8(ascii: "\t"))
        while let octet = octets.first {
            switch octet {
            case UInt8(ascii: "\n"):
                octets.removeFirst()
                number += 1
                if depth == 0 { return line }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                octets.removeFirst()
            case UInt8(ascii: ";"):
                octets = octets.drop { $0 != UInt8(ascii: "\n") }
            case UInt8(ascii: "("), UInt8(ascii: ")"):
                depth += octet == UInt8(ascii: "(") ? 1 : -1
                guard depth >= 0 else { throw ZoneFile.Flaw(line: number, word: ")") }
                octets.removeFirst()
            default:
                line.words.append(try word(isQuoted: octet == UInt8(ascii: "\"")))
            }
        }
        guard depth == 0 else { throw ZoneFile.Flaw(line: number, word: "(") }
        return line
    }

    private mutating func word(isQuoted: Bool) throws(ZoneFile.Flaw) -> Word {
        var (raw, resolved): ([UInt8], [UInt8]) = ([], [])
        if isQuoted { octets.removeFirst() }
        while let octet = octets.first {
            if isQuoted, octet == UInt8(ascii: "\"") {
                octets.removeFirst()
                return Word(text: String(decoding: raw, as: UTF8.self), octets: resolved)
            }
            if octet == UInt8(ascii: "\n") || (!isQuoted && ZoneFileWords.endsWord.contains(octet)) { break }
            let taken = octet == UInt8(ascii: "\\") ? try escape() : (Array(octets.prefix(1)), octet)
            octets = octets.dropFirst(taken.0.count)
            raw += taken.0
            resolved.append(taken.1)
        }
        guard !isQuoted else { throw ZoneFile.Flaw(line: number, word: "\"") }
        return Word(text: String(decoding: raw, as: UTF8.self), octets: resolved)
    }

    /// `\DDD` is an octet in decimal digits, `\X` the character itself.
    private func escape() throws(ZoneFile.Flaw) -> ([UInt8], UInt8) {
        let digits = Array(octets.dropFirst().prefix(3))
        if digits.count == 3, digits.allSatisfy({ (48...57).contains($0) }),
            let octet = UInt8(String(decoding: digits, as: UTF8.self))
        {
            return (Array(octets.prefix(4)), octet)
        }
        guard let next = digits.first, next != UInt8(ascii: "\n") else { throw ZoneFile.Flaw(line: number, word: "\\") }
        return (Array(octets.prefix(2)), next)
    }

    private static let endsWord: Set<UInt8> = Set(" \t\r;()\"".utf8)
}

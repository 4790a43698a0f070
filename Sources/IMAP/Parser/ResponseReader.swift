/// Reads the text of one collected response.
///
/// Lenient where servers are known to stray and the meaning stays clear: more spaces than one, NIL for an empty list, 8-bit
/// octets in quoted strings, attributes that we never asked for.
struct ResponseReader {
    /// Why a response cannot be read.
    enum Fault: Error {
        case syntax
        case overLimit(IMAPError.Limit)
        /// The text ends in a literal that has not been read yet.
        case pendingLiteral
    }

    let text: [UInt8]
    let literals: [Frame.Literal]
    let limits: IMAPLimits
    var position = 0
    private var nextLiteral = 0

    init(_ frame: Frame, _ limits: IMAPLimits) {
        text = frame.text
        literals = frame.literals
        self.limits = limits
    }

    /// What a complete response says.
    static func event(_ frame: Frame, _ limits: IMAPLimits) -> Event {
        var reader = ResponseReader(frame, limits)
        if let fault = frame.fault { return reader.malformed(fault) }
        do {
            return try reader.response()
        } catch .overLimit(let limit) {
            return reader.malformed(.overLimit(limit))
        } catch {
            return reader.malformed(.syntax)
        }
    }

    private func malformed(_ fault: MalformedResponse.Fault) -> Event {
        let excerpt = String(decoding: text.prefix(200), as: UTF8.self)
        return .malformed(MalformedResponse(fault: fault, offset: position, excerpt: excerpt))
    }

    // MARK: - Characters

    /// The octet here, or 0 at the end (no text holds a NUL that matters).
    var peek: UInt8 { position < text.count ? text[position] : 0 }

    var isAtEnd: Bool { position >= text.count }

    mutating func skipSpaces() {
        while position < text.count, text[position] == 32 { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(Fault) {
        guard take(character) else { throw .syntax }
    }

    // MARK: - Words

    /// What goes on until a space, parenthesis, bracket or the end; may be empty.
    mutating func word() -> Range<Int> {
        let start = position
        while position < text.count {
            switch text[position] {
            case 32, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"):
                return start..<position
            default: position += 1
            }
        }
        return start..<position
    }

    /// What goes on until a space, parenthesis or the end: an atom as lenient as servers are; never empty.
    mutating func atom() throws(Fault) -> Range<Int> {
        let start = position
        while position < text.count, text[position] != 32, text[position] != UInt8(ascii: "("),
            text[position] != UInt8(ascii: ")")
        {
            position += 1
        }
        guard start < position else { throw .syntax }
        return start..<position
    }

    /// An atom's text.
    mutating func atomText() throws(Fault) -> String { string(try atom()) }

    /// Whether a range of the text is that word, whatever its case.
    func matches(_ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where !equal(text[range.lowerBound + offset], word.utf8Start[offset]) {
            return false
        }
        return true
    }

    /// The text of a range.
    func string(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }

    /// Takes a word that stands alone here, if it does.
    mutating func takeWord(_ word: StaticString) -> Bool {
        let start = position
        if matches(self.word(), word) { return true }
        position = start
        return false
    }

    /// Takes NIL where it stands alone.
    mutating func takeNIL() -> Bool { (peek | 0x20) == UInt8(ascii: "n") && takeWord("NIL") }

    private func equal(_ octet: UInt8, _ upperCase: UInt8) -> Bool {
        octet == upperCase || (65...90).contains(upperCase) && octet == upperCase | 0x20
    }

    // MARK: - Numbers

    /// A number of up to 64 bits.
    mutating func number() throws(Fault) -> UInt64 {
        let start = position
        var value: UInt64 = 0
        while position < text.count, (48...57).contains(text[position]) {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(UInt64(text[position] - 48))
            guard !overflow, !carry else { throw .syntax }
            value = sum
            position += 1
        }
        guard start < position else { throw .syntax }
        return value
    }

    /// A number that fits into 32 bits.
    mutating func number32() throws(Fault) -> UInt32 {
        guard let value = UInt32(exactly: try number()) else { throw .syntax }
        return value
    }

    /// A count or size.
    mutating func integer() throws(Fault) -> Int {
        guard let value = Int(exactly: try number()) else { throw .syntax }
        return value
    }

    /// A set of numbers (RFC 9051 §9, `sequence-set`); `*` counts as the largest.
    mutating func set() throws(Fault) -> UIDSet {
        var set = UIDSet(ranges: [])
        repeat {
            let lower = try setNumber()
            let upper = take(":") ? try setNumber() : lower
            set.append(min(lower, upper)...max(lower, upper))
            guard set.ranges.count <= limits.ranges else { throw .overLimit(.ranges) }
        } while take(",")
        return set
    }

    private mutating func setNumber() throws(Fault) -> UID {
        if take("*") { return .max }
        let value = try number32()
        guard value > 0 else { throw .syntax }
        return value
    }

    // MARK: - Strings

    /// The literal whose marker ends here, which has just been passed.
    private mutating func literal() throws(Fault) -> FetchedSection.Content {
        guard let close = text[position...].firstIndex(of: UInt8(ascii: "}")) else { throw .syntax }
        let end = close + 1
        while nextLiteral < literals.count, literals[nextLiteral].end < end { nextLiteral += 1 }
        guard nextLiteral < literals.count, literals[nextLiteral].end == end else {
            throw end == text.count ? .pendingLiteral : .syntax
        }
        position = end
        defer { nextLiteral += 1 }
        return literals[nextLiteral].content
    }

    private mutating func quoted() throws(Fault) -> [UInt8] {
        position += 1
        let start = position
        while position < text.count, text[position] != UInt8(ascii: "\""), text[position] != UInt8(ascii: "\\") {
            position += 1
        }
        var octets = Array(text[start..<position])
        while position < text.count {
            if take("\"") { return octets }
            if take("\\"), isAtEnd { break }
            octets.append(text[position])
            position += 1
        }
        throw .syntax
    }

    /// A quoted string, literal or NIL, literals as they were delivered.
    mutating func content() throws(Fault) -> FetchedSection.Content {
        switch peek {
        case UInt8(ascii: "\""): return .octets(try quoted())
        case UInt8(ascii: "{"), UInt8(ascii: "~"): return try literal()
        default:
            guard takeNIL() else { throw .syntax }
            return .absent
        }
    }

    /// A quoted string, literal or NIL.
    mutating func nstring() throws(Fault) -> [UInt8]? {
        switch try content() {
        case .octets(let octets): return octets
        case .absent: return nil
        case .streamed: throw .overLimit(.wholeLiterals)
        }
    }

    /// A quoted string, literal or atom.
    mutating func astring() throws(Fault) -> [UInt8] {
        switch peek {
        case UInt8(ascii: "\""): return try quoted()
        case UInt8(ascii: "{"):
            guard case .octets(let octets) = try literal() else { throw .overLimit(.wholeLiterals) }
            return octets
        default: return Array(text[try atom()])
        }
    }

    /// Passes over a value of whatever kind, lists with all that is in them.
    mutating func skipValue() throws(Fault) {
        var depth = 0
        repeat {
            skipSpaces()
            switch peek {
            case UInt8(ascii: "("):
                position += 1
                depth += 1
                guard depth <= limits.depth else { throw .overLimit(.depth) }
            case UInt8(ascii: ")"):
                guard depth > 0 else { throw .syntax }
                position += 1
                depth -= 1
            case UInt8(ascii: "\""): _ = try quoted()
            case UInt8(ascii: "{"): _ = try literal()
            case UInt8(ascii: "~") where position + 1 < text.count && text[position + 1] == UInt8(ascii: "{"):
                _ = try literal()
            default: _ = try atom()
            }
        } while depth > 0
    }
}

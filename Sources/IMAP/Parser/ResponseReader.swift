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
    var nextLiteral = 0

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

    /// A count or size, cut to what is believed.
    mutating func integer() throws(Fault) -> Int { min(Int(clamping: try number()), limits.amount) }

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
}

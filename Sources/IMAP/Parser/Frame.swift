/// One response being collected: its text, in which `{n}` marks each literal, and the literals beside it.
struct Frame: Sendable {
    /// A literal of the response.
    struct Literal: Sendable {
        /// Where in the text its marker ends.
        var end: Int
        /// Its octets, or where they went.
        var content: FetchedSection.Content
    }

    /// What kind of line it is, which decides its limit and whether it can have literals.
    enum Kind {
        /// Tagged, continuation, OK, NO, BAD, BYE, PREAUTH: a text for people ends it, which may look like a literal.
        case status
        /// SEARCH, ESEARCH, VANISHED.
        case numbers
        /// Everything else.
        case data
    }

    var text: [UInt8] = []
    var literals: [Literal] = []
    /// Octets in the literals held.
    var held = 0
    /// Set where a literal had to be thrown away.
    var fault: MalformedResponse.Fault?

    /// Makes ready for the next response; the text's memory is used again unless it was a large one.
    mutating func reset() {
        text.removeAll(keepingCapacity: text.capacity <= 64 << 10)
        if !literals.isEmpty { literals.removeAll() }
        held = 0
        fault = nil
    }

    var kind: Kind {
        guard text.first == UInt8(ascii: "*") else { return .status }
        let word = text[1...].drop { $0 == UInt8(ascii: " ") }.prefix {
            $0 != 32 && $0 != 13 && $0 != UInt8(ascii: "[")
        }
        guard word.count >= 2, word.count <= 8 else { return .data }
        switch word.reduce(into: UInt64(0), { $0 = $0 << 8 | UInt64($1 & 0xDF) }) {
        case 0x4F4B, 0x4E4F, 0x42_4144, 0x42_5945, 0x50_5245_4155_5448: return .status
        case 0x5345_4152_4348, 0x45_5345_4152_4348, 0x5641_4E49_5348_4544: return .numbers
        default: return .data
        }
    }

    /// The length of the literal that the text announces at its end, if it does.
    ///
    /// What stands before the brace has to be one of the characters that a value can follow, so that a name which ends in
    /// braces is no literal.
    func announcedLiteral() throws(IMAPError) -> Int? {
        // A literal may be all that its line goes on with: then the marker at the end is the old one.
        guard text.last == UInt8(ascii: "}"), literals.last?.end != text.count, kind != .status else { return nil }
        var index = text.count - 2
        if index >= 0, text[index] == UInt8(ascii: "+") { index -= 1 }
        let last = index
        var length = 0
        var scale = 1
        while index >= 0, (48...57).contains(text[index]), last - index < 18 {
            length += Int(text[index] - 48) * scale
            scale *= 10
            index -= 1
        }
        guard index >= 0, index < last, text[index] == UInt8(ascii: "{") else {
            if index >= 0, index < last, (48...57).contains(text[index]) { throw .badLiteral }
            return nil
        }
        if index > 0, text[index - 1] == UInt8(ascii: "~") { index -= 1 }
        guard index > 0, [32, 40, 62, 93].contains(text[index - 1]) else { return nil }
        return length
    }
}

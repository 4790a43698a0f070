extension ResponseReader {
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

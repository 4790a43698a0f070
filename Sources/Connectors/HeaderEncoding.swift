/// Makes encoded words (RFC 2047) of 8-bit text in a message's header, line by line: the same said in ASCII.
///
/// What is no UTF-8 is called `unknown-8bit` (RFC 1428), so that no octet is lost.
struct HeaderEncoding {
    /// A line longer than this is nothing that anybody wrote: the message stays as it is from there on.
    private static let limit = 1 << 20

    private var line: [UInt8] = []
    private var isInHeader = true

    /// Takes octets of the message and gives those that are finished.
    mutating func encode(_ octets: [UInt8]) -> [UInt8] {
        guard isInHeader else { return octets }
        var output: [UInt8] = []
        var rest = octets[...]
        while isInHeader, let end = rest.firstIndex(of: 10) {
            line += rest[...end]
            rest = rest[(end + 1)...]
            isInHeader = line != [10] && line != [13, 10]
            output += HeaderEncoding.encoded(line)
            line = []
        }
        guard isInHeader, line.count + rest.count <= HeaderEncoding.limit else {
            isInHeader = false
            defer { line = [] }
            return output + line + rest
        }
        line += rest
        return output
    }

    /// The rest, at the message's end.
    mutating func finish() -> [UInt8] {
        defer { line = [] }
        return isInHeader ? HeaderEncoding.encoded(line) : line
    }

    // MARK: - A line

    private enum Part {
        case blank, special, text

        init(_ octet: UInt8) {
            switch octet {
            case 32, 9: self = .blank
            case 10, 13: self = .special
            default: self = "\"<>()[],;:@=\\".utf8.contains(octet) ? .special : .text
            }
        }
    }

    private static func encoded(_ line: [UInt8]) -> [UInt8] {
        guard line.contains(where: { $0 >= 128 }) else { return line }
        var output: [UInt8] = []
        var blanks: ArraySlice<UInt8> = []
        var isBehindWord = false
        var rest = line[...]
        while let first = rest.first {
            let kind = Part(first)
            let part = rest.prefix { Part($0) == kind }
            rest = rest[part.endIndex...]
            guard kind != .blank else {
                blanks = part
                continue
            }
            if kind == .text, part.contains(where: { $0 >= 128 }) {
                // White space between encoded words is not shown (RFC 2047 §6.2): it goes into the second one.
                output += isBehindWord && !blanks.isEmpty ? [32] : Array(blanks)
                output += words(isBehindWord ? blanks + part : part)
                isBehindWord = true
            } else {
                output += blanks + part
                isBehindWord = false
            }
            blanks = []
        }
        return output + blanks
    }

    /// Encoded words of at most 75 characters, on lines of their own.
    private static func words(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let charset = String(validating: text, as: UTF8.self) == nil ? "unknown-8bit" : "utf-8"
        var words: [String] = []
        var rest = text
        while !rest.isEmpty {
            var count = min(18, rest.count)
            // A character is not split between two words.
            while count > 1, count < rest.count, rest[rest.startIndex + count] & 0xC0 == 0x80 { count -= 1 }
            words.append("=?\(charset)?Q?" + rest.prefix(count).map(quoted).joined() + "?=")
            rest = rest.dropFirst(count)
        }
        return Array(words.joined(separator: "\r\n ").utf8)
    }

    private static func quoted(_ octet: UInt8) -> String {
        switch octet {
        case 32: return "_"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return String(Unicode.Scalar(octet))
        default:
            let digits = String(octet, radix: 16, uppercase: true)
            return octet < 16 ? "=0\(digits)" : "=\(digits)"
        }
    }
}

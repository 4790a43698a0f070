/// Reads numbers, strings and compressed names out of a DNS message, never beyond its end.
struct DNSReader {
    /// RFC 1035 §2.3.4.
    static let nameLimit = 255

    let octets: [UInt8]
    var position = 0

    init(_ octets: [UInt8]) { self.octets = octets }

    mutating func skip(_ count: Int) throws(DNSMessage.Malformed) {
        guard position + count <= octets.count else { throw .cutShort }
        position += count
    }

    /// A number of 16 bits.
    mutating func number() throws(DNSMessage.Malformed) -> Int {
        guard position + 2 <= octets.count else { throw .cutShort }
        defer { position += 2 }
        return Int(octets[position]) << 8 | Int(octets[position + 1])
    }

    /// A string with its length before it.
    mutating func string(upTo end: Int) throws(DNSMessage.Malformed) -> ArraySlice<UInt8> {
        guard position < end else { throw .cutShort }
        let begin = position + 1
        let close = begin + Int(octets[position])
        guard close <= end else { throw .cutShort }
        position = close
        return octets[begin..<close]
    }

    /// A name, lower case, without the final dot.
    ///
    /// A pointer may only lead back, before the place where the name itself began, so that no name goes round in circles.
    mutating func name() throws(DNSMessage.Malformed) -> String {
        var text = ""
        var at = position
        var bound = position
        var end: Int?
        while true {
            guard at < octets.count else { throw .cutShort }
            let length = Int(octets[at])
            switch length {
            case 0:
                position = end ?? at + 1
                return text
            case 1...63:
                guard at + 1 + length <= octets.count else { throw .cutShort }
                if !text.isEmpty { text += "." }
                for octet in octets[(at + 1)...(at + length)] { DNSReader.append(octet, to: &text) }
                guard text.utf8.count <= DNSReader.nameLimit else { throw .badName }
                at += 1 + length
            case 192...255:
                guard at + 1 < octets.count else { throw .cutShort }
                let target = (length & 63) << 8 | Int(octets[at + 1])
                guard target < bound else { throw .badName }
                if end == nil { end = at + 2 }
                (at, bound) = (target, target)
            default:
                throw .badName
            }
        }
    }

    /// What no host name has is written as RFC 1035 §5.1 does, so that it cannot pass for a dot or a line end.
    private static func append(_ octet: UInt8, to text: inout String) {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"):
            text.unicodeScalars.append(Unicode.Scalar(octet + 32))
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            text.unicodeScalars.append(Unicode.Scalar(octet))
        default:
            let digits = String(octet)
            text += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
    }
}

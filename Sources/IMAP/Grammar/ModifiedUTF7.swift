/// IMAP's own UTF-7 (RFC 3501 §5.1.3): printable ASCII as it is, the rest as base64 of UTF-16 between `&` and `-`.
public enum ModifiedUTF7 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
        return table
    }()

    /// The wire form of a name.
    public static func encode(_ name: String) -> String {
        var wire: [UInt8] = []
        var shifted: [UInt16] = []
        for scalar in name.unicodeScalars {
            guard (0x20...0x7E).contains(scalar.value) else {
                shifted.append(contentsOf: String(scalar).utf16)
                continue
            }
            flush(&shifted, into: &wire)
            wire.append(UInt8(scalar.value))
            if scalar == "&" { wire.append(UInt8(ascii: "-")) }
        }
        flush(&shifted, into: &wire)
        return String(decoding: wire, as: UTF8.self)
    }

    /// The name of a wire form; one that is not valid is taken as UTF-8, so that people see what they know.
    public static func decode(_ wire: [UInt8]) -> String {
        guard wire.contains(UInt8(ascii: "&")) || wire.contains(where: { $0 >= 128 }) else {
            return String(decoding: wire, as: UTF8.self)
        }
        return strict(wire) ?? MailboxName(wire: wire).text
    }

    private static func flush(_ units: inout [UInt16], into wire: inout [UInt8]) {
        guard !units.isEmpty else { return }
        wire.append(UInt8(ascii: "&"))
        var bits: UInt32 = 0
        var count = 0
        for unit in units {
            bits = bits << 16 | UInt32(unit)
            count += 16
            while count >= 6 {
                count -= 6
                wire.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { wire.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        wire.append(UInt8(ascii: "-"))
        units = []
    }

    /// The name, or nil where the wire form is not what ``encode(_:)`` would ever make.
    private static func strict(_ wire: [UInt8]) -> String? {
        var name = ""
        var index = 0
        while index < wire.count {
            let octet = wire[index]
            index += 1
            guard octet < 128 else { return nil }
            guard octet == UInt8(ascii: "&") else {
                name.unicodeScalars.append(Unicode.Scalar(octet))
                continue
            }
            guard let end = wire[index...].firstIndex(of: UInt8(ascii: "-")) else { return nil }
            if end == index {
                name.append("&")
            } else {
                guard let text = unshift(wire[index..<end]) else { return nil }
                name.append(text)
            }
            index = end + 1
        }
        return name
    }

    private static func unshift(_ text: ArraySlice<UInt8>) -> String? {
        var units: [UInt16] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 16 else { continue }
            count -= 16
            units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
            bits &= (1 << UInt32(count)) - 1
        }
        guard count < 6, bits == 0, !units.isEmpty else { return nil }
        return String(validating: units, as: UTF16.self)
    }
}

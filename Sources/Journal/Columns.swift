import FoundationEssentials
import GRDB
import MailCore

/// How values are kept in columns.
enum Columns {
    static func keywords(_ flags: Flags) -> String? {
        flags.keywords.isEmpty ? nil : flags.keywords.sorted().joined(separator: " ")
    }

    static func flags(_ system: Int, _ keywords: String?) -> Flags {
        let names = keywords.map { Set($0.split(separator: " ").map(String.init)) } ?? []
        return Flags(Flags.System(rawValue: UInt8(truncatingIfNeeded: system)), keywords: names)
    }

    static func losses(_ losses: [Loss]) -> String? {
        losses.isEmpty ? nil : losses.map(\.rawValue).joined(separator: ",")
    }

    static func losses(_ text: String?) -> [Loss] {
        text.map { $0.split(separator: ",").compactMap { Loss(rawValue: String($0)) } } ?? []
    }

    /// Hexadecimal digits as octets; nil where they are none, and such a digest equals no other.
    static func bytes(_ hex: String?) -> Data? {
        guard let hex, hex.utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hex.utf8.count / 2)
        var high: UInt8?
        for digit in hex.utf8 {
            guard let value = nibble(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return Data(bytes)
    }

    static func hex(_ data: Data?) -> String? {
        guard let data else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(data.count * 2)
        for byte in data {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    static func date(_ seconds: Int64?, _ zone: Int64?) -> InternalDate? {
        seconds.map { InternalDate(seconds: $0, offset: Int32(truncatingIfNeeded: zone ?? 0)) }
    }
}

internal import Glibc

/// An sRGB colour, and whether text in it can be read (WCAG 2.2, 1.4.3).
public struct Colour: Hashable, Sendable, CustomStringConvertible {
    /// Red, from 0 to 255.
    public let red: UInt8
    /// Green.
    public let green: UInt8
    /// Blue.
    public let blue: UInt8

    /// The contrast that text needs.
    public static let readable = 4.5

    /// A colour.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Reads `#1f35c7` or `#13c`.
    public init?(_ text: String) {
        guard text.hasPrefix("#") else { return nil }
        var digits = Array(text.utf8.dropFirst()).map { Colour.digit($0) }
        if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
        let values = digits.compactMap(\.self)
        guard values.count == 6, digits.count == 6 else { return nil }
        self.init(red: values[0] << 4 | values[1], green: values[2] << 4 | values[3], blue: values[4] << 4 | values[5])
    }

    /// The form `#1f35c7`.
    public var description: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Relative luminance: 0 for black, 1 for white.
    public var luminance: Double {
        let parts = [red, green, blue].map { value -> Double in
            let part = Double(value) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// The contrast ratio: 1 for the same colour, 21 for black on white.
    public func contrast(with other: Colour) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// The nearest colour on the way to `end` that can be read on all those backgrounds; itself where it can.
    public func readable(on backgrounds: [Colour], towards end: Colour) -> Colour {
        for step in 0...255 {
            let colour = mixed(with: end, Double(step) / 255)
            if backgrounds.allSatisfy({ colour.contrast(with: $0) >= Colour.readable }) { return colour }
        }
        return end
    }

    private func mixed(with other: Colour, _ share: Double) -> Colour {
        func mix(_ one: UInt8, _ two: UInt8) -> UInt8 {
            UInt8((Double(one) * (1 - share) + Double(two) * share).rounded())
        }
        return Colour(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

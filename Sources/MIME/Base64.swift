/// Base64 as mail programs write it (RFC 2045 §6.8): padding may lack, other characters are passed over.
///
/// Only for what is shown to people. The one in SASL is strict, because a login must not have two readings.
public enum Base64 {
    /// The octets that the text stands for, as far as they can be read.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in text {
            guard let value = value(octet) else {
                // Padding ends a group; joined words may go on behind it.
                if octet == UInt8(ascii: "=") { (bits, count) = (0, 0) }
                continue
            }
            bits = (bits << 6 | UInt32(value)) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return octets
    }

    private static func value(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): octet - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): octet - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

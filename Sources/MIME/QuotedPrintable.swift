/// Writes text as quoted-printable (RFC 2045 §6.7): lines of at most 76 characters, whatever the text holds.
public enum QuotedPrintable {
    /// The encoded text; its lines end with CRLF.
    public static func encode(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line(String($0)) }
            .joined(separator: "\r\n")
    }

    private static func line(_ text: String) -> String {
        let octets = Array(text.utf8.filter { $0 != 13 })
        var output = ""
        var width = 0
        for (index, octet) in octets.enumerated() {
            let isLast = index == octets.count - 1
            let word = word(octet, isLast: isLast)
            // Room for the mark that says that the line goes on.
            if width + word.utf8.count > (isLast ? 76 : 75) {
                output += "=\r\n"
                width = 0
            }
            output += word
            width += word.utf8.count
        }
        return output
    }

    /// White space at a line's end is lost on the way, so it is written in digits.
    private static func word(_ octet: UInt8, isLast: Bool) -> String {
        switch octet {
        case UInt8(ascii: "="): "=3D"
        case 33...126: String(Unicode.Scalar(octet))
        case 32, 9: isLast ? hexadecimal(octet) : String(Unicode.Scalar(octet))
        default: hexadecimal(octet)
        }
    }

    static func hexadecimal(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16, uppercase: true)
        return octet < 16 ? "=0\(digits)" : "=\(digits)"
    }
}

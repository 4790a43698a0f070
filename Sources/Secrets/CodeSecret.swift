import Crypto
import FoundationEssentials
public import MailCore

/// The secret of one-time codes that change with the time (TOTP, RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as every
/// authenticator app has it.
public struct CodeSecret: Hashable, Sendable {
    let key: Redacted<[UInt8]>

    /// The length of a time step, in seconds.
    static let period: Int64 = 30

    init(key: [UInt8]) { self.key = Redacted(key) }

    /// A new secret of 160 bits (RFC 4226 §4).
    public static func random() -> CodeSecret { CodeSecret(key: Sodium.random(20)) }

    /// The secret as people type it: base 32 (RFC 4648 §6) without padding.
    public var text: Redacted<String> { Redacted(CodeSecret.base32(key.exposed)) }

    /// What authenticator apps take, as a link or a QR code.
    public func uri(issuer: String, account: String) -> Redacted<String> {
        let (issuer, account) = (CodeSecret.escaped(issuer), CodeSecret.escaped(account))
        return Redacted(
            "otpauth://totp/\(issuer):\(account)?secret=\(text.exposed)&issuer=\(issuer)"
                + "&algorithm=SHA1&digits=6&period=\(CodeSecret.period)"
        )
    }

    /// The time step whose code that is: the present one, the one before, or the one after; nil for a wrong code.
    ///
    /// Whoever accepts it must note the step and accept no code of it or of an earlier one again (RFC 6238 §5.2).
    public func step(of code: String, at time: Int64) -> Int64? {
        let typed = code.filter { !$0.isWhitespace }
        let present = time / CodeSecret.period
        // All are compared, so that the time tells nothing.
        return [present - 1, present, present + 1].reduce(nil) { found, step in
            Token.equal(typed, self.code(step)) ? step : found
        }
    }

    /// The code of a time step (RFC 4226 §5.3).
    func code(_ step: Int64, digits: Int = 6) -> String {
        let message = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: key.exposed))
        let bytes = Array(mac)
        let offset = Int(bytes[19] & 15)
        let number = bytes[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let text = String(number % (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 })
        return String(repeating: "0", count: digits - text.count) + text
    }

    private static func base32(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", 0, 0)
        for byte in bytes {
            (buffer, bits) = (buffer << 8 | Int(byte), bits + 8)
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }

    /// Everything but the unreserved characters of RFC 3986 §2.3 as octets.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

import CSodium
import FoundationEssentials
public import MailCore

/// Random names that are their own proof: session cookies, form tokens.
public enum Token {
    /// 192 random bits, as 32 characters that need no escaping in URLs and cookies.
    public static func random() -> Redacted<String> {
        text(of: Sodium.random(24))
    }

    /// The octets in characters that need no escaping.
    static func text(of octets: [UInt8]) -> Redacted<String> {
        let text = Data(octets).base64EncodedString()
        return Redacted(text.replacing("+", with: "-").replacing("/", with: "_"))
    }

    /// What is stored of a token: BLAKE2b in hexadecimal.
    ///
    /// A token's own entropy makes a slow hash needless.
    public static func digest(_ token: String) -> String {
        Sodium.digest(Array(token.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0\(digits)" : digits
        }.joined()
    }

    /// Whether both are equal, in a time that does not tell where they differ.
    public static func equal(_ left: String, _ right: String) -> Bool {
        Sodium.prepare()
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && sodium_memcmp(left, right, left.count) == 0
    }
}

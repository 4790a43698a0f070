import CSodium
public import MailCore

/// A password that an account begins with, until its person chooses another.
public enum InitialPassword {
    /// Four groups of four, 90 random bits; with a capital, a small letter, a digit and a sign, as providers demand, and
    /// without characters that look alike on paper.
    public static func random() -> Redacted<String> {
        Sodium.prepare()
        while true {
            let text = (0..<groups).map { _ in group() }.joined(separator: "-")
            let isMixed = text.contains(where: \.isUppercase) && text.contains(where: \.isLowercase)
            if isMixed, text.contains(where: \.isNumber) { return Redacted(text) }
        }
    }

    private static let groups = 4
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789")

    private static func group() -> String {
        String((0..<4).map { _ in alphabet[Int(randombytes_uniform(UInt32(alphabet.count)))] })
    }
}

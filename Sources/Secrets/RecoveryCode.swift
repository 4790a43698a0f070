public import MailCore

/// The code on the confirmation page that proves the owner without a password.
///
/// 100 bits and a check character in groups of six: it is derived from a key of this installation and the migration's ID,
/// so that the page can be opened again without the code being stored; the database keeps its digest alone.
public struct RecoveryCode: Hashable, Sendable {
    /// The code as it is shown and printed.
    public let text: Redacted<String>

    /// Reads what a person typed: spaces, dashes and case are forgiven, O, I, L are read as 0, 1, 1; nil where the check
    /// character says that it was mistyped.
    public init?(typed: String) {
        let cleaned = typed.uppercased().filter { !$0.isWhitespace && $0 != "-" }
        let digits = cleaned.compactMap { RecoveryCode.alphabet.firstIndex(of: RecoveryCode.lookalikes[$0] ?? $0) }
        guard digits.count == cleaned.count, digits.count == 21 else { return nil }
        guard RecoveryCode.check(digits.prefix(20)) == digits[20] else { return nil }
        self.init(digits: Array(digits.prefix(20)))
    }

    init(digest: [UInt8]) {
        self.init(digits: digest.prefix(20).map { Int($0 & 31) })
    }

    private init(digits: [Int]) {
        let all = (digits + [RecoveryCode.check(digits[...])]).map { RecoveryCode.alphabet[$0] }
        let groups = stride(from: 0, to: all.count, by: 6).map { String(all[$0..<min($0 + 6, all.count)]) }
        text = Redacted(groups.joined(separator: "-"))
    }

    /// What is stored of it.
    public var digest: String { Token.digest(text.exposed) }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let lookalikes: [Character: Character] = ["O": "0", "I": "1", "L": "1"]

    /// Odd weights catch every single wrong digit.
    private static func check(_ digits: ArraySlice<Int>) -> Int {
        digits.enumerated().reduce(0) { $0 + $1.element * (2 * $1.offset + 1) } % 32
    }
}

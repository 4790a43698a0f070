/// The name of one migration: 8 to 64 characters of `[A-Za-z0-9-]`.
///
/// Those that Umzug makes carry 80 random bits in Crockford's base 32, in groups of four, and a check character:
/// `7K4X-9QTD-M2RB-P5HW-3`.
public struct MigrationID: Hashable, Codable, Sendable, CustomStringConvertible, RawRepresentable {
    /// The text.
    public let rawValue: String

    /// Takes a name, or gives nil where it has another form.
    public init?(rawValue: String) {
        let text = rawValue.utf8
        guard (8...64).contains(text.count), text.allSatisfy(MigrationID.isAllowed) else { return nil }
        self.rawValue = rawValue
    }

    /// A new name with 80 random bits.
    public static func random(using generator: inout some RandomNumberGenerator) -> MigrationID {
        let digits = (0..<16).map { _ in Int.random(in: 0..<32, using: &generator) }
        return MigrationID(digits: digits)
    }

    /// A new name from the system's random source.
    public static func random() -> MigrationID {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// Reads what a person typed: spaces and case are forgiven, and O, I, L are read as 0, 1, 1 in names that Umzug made.
    public init?(typed text: String) {
        let trimmed = text.filter { !$0.isWhitespace }
        let folded = trimmed.uppercased().map { MigrationID.lookalikes[$0] ?? $0 }.filter { $0 != "-" }
        let digits = folded.compactMap { MigrationID.alphabet.firstIndex(of: $0) }
        if folded.count == 17, digits.count == 17, MigrationID.check(Array(digits.prefix(16))) == digits[16] {
            self.init(digits: Array(digits.prefix(16)))
        } else {
            self.init(rawValue: trimmed)
        }
    }

    /// Whether the name is long enough to be guarded by itself on the web (DESIGN §6).
    public var isTrackable: Bool { rawValue.count >= 20 }

    /// The text.
    public var description: String { rawValue }

    private init(digits: [Int]) {
        let all = digits + [MigrationID.check(digits)]
        let characters = all.map { MigrationID.alphabet[$0] }
        let groups = stride(from: 0, to: characters.count, by: 4).map { String(characters[$0..<min($0 + 4, 17)]) }
        rawValue = groups.joined(separator: "-")
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    private static let lookalikes: [Character: Character] = ["O": "0", "I": "1", "L": "1"]

    /// A weighted sum that catches every single wrong digit, and every swap of neighbours but those 16 apart.
    private static func check(_ digits: [Int]) -> Int {
        digits.enumerated().reduce(0) { $0 + $1.element * (2 * $1.offset + 1) } % 32
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

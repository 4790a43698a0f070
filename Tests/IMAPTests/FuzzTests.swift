import FoundationEssentials
import IMAP
import Testing

/// Hostile octets: whatever comes, the parser answers, in time and memory that its limits bound.
@Suite struct FuzzTests {
    /// How many cases to try; `UMZUG_FUZZ` for a soak.
    static let cases = ProcessInfo.processInfo.environment["UMZUG_FUZZ"].flatMap { Int($0) } ?? 20_000

    private static let words = [
        "* ", "\r\n", "(", ")", "[", "]", "{3}\r\n", "{99999999999999999999}\r\n", "~{2+}\r\n", "\"", "\\", "NIL",
        "FETCH", "BODY[]",
        "BODY[HEADER.FIELDS (", "UID", "FLAGS", " ", "0", "4294967296", "18446744073709551616", ":", ",", "*", "<0>",
        "+ ", "OK",
        "ENVELOPE", "\0", "\u{FF}", "&", "INTERNALDATE", "MODSEQ (", "{1048577}\r\n", "}", "a1 OK [",
    ]

    @Test("mutated transcripts and random words never break the parser")
    func mutations() {
        var generator = SeededGenerator(seed: 20_261_121)
        var limits = IMAPLimits(wholeLiteral: 64)
        limits.response = 4096
        for number in 0..<Self.cases {
            let octets = number % 4 == 0 ? Self.randomWords(&generator) : Self.mutated(&generator)
            let used = number % 2 == 0 ? limits : IMAPLimits()
            let whole = read(octets, limits: used, greeting: number % 8 == 1)
            #expect(whole.events.count <= octets.count + 1)
            guard number % 16 == 0 else { continue }
            let pieces = (0..<octets.count).map { _ in Int.random(in: 1...9, using: &generator) }
            let split = read(octets, pieces: pieces, limits: used, greeting: number % 8 == 1)
            #expect(split.error == whole.error)
            if whole.error == nil { #expect(split.events == whole.events) }
        }
    }

    private static func randomWords(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 1...60, using: &generator)).flatMap { _ -> [UInt8] in
            if Int.random(in: 0..<8, using: &generator) == 0 { return [UInt8.random(in: 0...255, using: &generator)] }
            return Array((words.randomElement(using: &generator) ?? "").utf8)
        }
    }

    private static func mutated(_ generator: inout SeededGenerator) -> [UInt8] {
        var octets = Transcripts.all[Int.random(in: 0..<Transcripts.all.count, using: &generator)].octets
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let place = Int.random(in: 0..<octets.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: octets[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: octets.insert(contentsOf: Array((words.randomElement(using: &generator) ?? "").utf8), at: place)
            case 2: octets.removeSubrange(place..<min(octets.count, place + Int.random(in: 1...20, using: &generator)))
            default: octets.append(contentsOf: octets[place..<min(octets.count, place + 200)])
            }
            if octets.isEmpty { octets = [42] }
        }
        return octets
    }

    @Test(
        "a large hostile line is refused in linear time",
        arguments: ["(", "{1}", "\"\\", "[", "* ", "a ", "\\Seen "]
    )
    func hostileLine(_ unit: String) {
        for prefix in [
            "* 1 FETCH (BODYSTRUCTURE ", "* FLAGS (", "* OK [", "* LIST () \"/\" ", "* 1 FETCH (ENVELOPE (", "* ID (",
        ] {
            let octets =
                Array(prefix.utf8) + Array(String(repeating: unit, count: 1_000_000 / unit.utf8.count).utf8) + [13, 10]
            let time = ContinuousClock().measure { _ = read(octets, pieces: [Int](repeating: 16_384, count: 70)) }
            #expect(time < .seconds(10), "quadratic time would take hours")
        }
    }

    @Test("many literals in one response stay linear enough")
    func manyLiterals() {
        var octets = Array("* 1 FETCH (BODY[] NIL".utf8)
        for _ in 0..<999 { octets += Array(" BODY[] {9}\r\n123456789".utf8) }
        octets += Array(")\r\n".utf8)
        var limits = IMAPLimits(wholeLiteral: 8)
        limits.wholeLiterals = 8
        let time = ContinuousClock().measure {
            let (events, error) = read(octets, limits: limits)
            #expect(error == nil)
            #expect(events.count == 999 * 3 + 1)
        }
        #expect(time < .seconds(20))
    }
}

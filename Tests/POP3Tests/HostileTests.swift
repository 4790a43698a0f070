import MailCore
import POP3
import Testing

@Suite("POP3, hostile servers")
struct HostileTests {
    @Test(
        "Each limit holds",
        arguments: [
            ("+OK \(String(repeating: "x", count: 300))", POP3Error.Limit.line),
            ("+OK\r\n+OK\r\n\(String(repeating: "a\r\n", count: 20))", .capabilities),
            ("+OK\r\n+OK\r\n.\r\n+OK\r\n\(String(repeating: "1 a\r\n", count: 40))", .listing),
            (
                "+OK\r\n+OK\r\n.\r\n+OK\r\n.\r\n+OK\r\n\(String(repeating: "y", count: 150))\r\n\(String(repeating: "y", count: 400))",
                .message
            ),
        ]
    )
    func limits(text: String, limit: POP3Error.Limit) throws {
        var limits = POP3Limits()
        limits.line = 200
        limits.capabilities = 10
        limits.listing = 30
        limits.message = 500
        var conversation = Conversation(limits: limits)
        for command in [Command.capabilities, .uniqueIDs, .retrieve(1)] { _ = try conversation.send(command) }
        #expect(throws: POP3Error.limit(limit)) {
            conversation.receive(Array(text.utf8))
            while try conversation.next() != nil {}
        }
    }

    @Test("Octets that nobody takes do not pile up without bound")
    func pending() throws {
        var limits = POP3Limits()
        limits.pending = 10_000
        var conversation = Conversation(limits: limits)
        for _ in 0..<20 { conversation.receive([UInt8](repeating: 65, count: 1_000)) }
        #expect(throws: POP3Error.limit(.pending)) { try conversation.next() }
    }

    @Test("A large message streams through in bounded memory and linear time")
    func large() throws {
        var conversation = Conversation()
        _ = try conversation.send(.retrieve(1))
        conversation.receive(Array("+OK\r\n+OK\r\n".utf8))
        let line = Array("..\(String(repeating: "x", count: 74))\r\n".utf8)
        let piece = [UInt8]((0..<800).map { _ in line }.joined())
        var octets = 0
        for turn in 0..<100 {
            conversation.receive(turn == 99 ? piece + Array(".\r\n".utf8) : piece)
            while let event = try conversation.next() {
                switch event {
                case .messageOctets(let bytes):
                    #expect(bytes.count <= piece.count)
                    octets += bytes.count
                case .messageEnds(_, let total): #expect(total == octets)
                default: break
                }
            }
        }
        #expect(octets == 100 * 800 * (line.count - 1))
        #expect(conversation.outstanding == 0)
    }

    @Test("Octets that trickle in are not searched again and again")
    func trickle() throws {
        var limits = POP3Limits()
        limits.line = 2_000_000
        var conversation = Conversation(limits: limits)
        for _ in 0..<1_000_000 {
            conversation.receive([65])
            _ = try conversation.next()
        }
    }

    @Test("No octets whatsoever crash it, and none are invented", arguments: 0..<10)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let words = [
            "+OK", "-ERR", "\r\n", ".", "\n", "\r", " ", "1 2", "[IN-USE]", "+", "x", "..", "\u{FF}", "=", "[", ".",
        ]
        let commands: [Command] = [
            .capabilities, .uniqueIDs, .sizes, .retrieve(1), .top(1, lines: 0), .status, .noOperation,
            .authenticate(mechanism: "PLAIN", initialResponse: nil),
        ]
        for _ in 0..<2_000 {
            var conversation = Conversation()
            var received = 5
            var given = 0
            conversation.receive(Array("+OK\r\n".utf8))
            do {
                for _ in 0..<20 {
                    if let command = commands.randomElement(using: &generator) { _ = try? conversation.send(command) }
                    let text = (0..<5).map { _ in words.randomElement(using: &generator) ?? "" }.joined()
                    received += text.utf8.count
                    conversation.receive(Array(text.utf8))
                    while let event = try conversation.next() {
                        if case .messageOctets(let bytes) = event { given += bytes.count }
                        if case .challenge = event { _ = try conversation.cancelAuthentication() }
                    }
                }
            } catch {
                #expect(throws: error) { try conversation.next() }
            }
            #expect(given <= received)
        }
    }

    @Test("Any message comes back as it was", arguments: 0..<10)
    func roundTrips(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let message = HostileTests.message(using: &generator)
            let wire = Array("+OK\r\n+OK\r\n".utf8) + HostileTests.stuffed(message) + Array(".\r\n+OK 0 0\r\n".utf8)
            let cut = Int.random(in: 0...wire.count, using: &generator)
            let events = try ConversationTests.events(
                [.retrieve(1), .status],
                [Array(wire[..<cut]), Array(wire[cut...])].filter { !$0.isEmpty }
            )
            let octets = events.compactMap { if case .messageOctets(let bytes) = $0 { bytes } else { nil } }
            #expect(Array(octets.joined()) == message)
            #expect(events.last == .status(messages: 0, octets: 0))
        }
    }

    /// Octets out of which line ends and dots stick, ending in CRLF as POP3 has it.
    private static func message(using generator: inout SeededGenerator) -> [UInt8] {
        let pieces: [[UInt8]] = [[13, 10], [10], [13], [46], [46, 46], [65], [0], [255], [13, 10, 46]]
        let count = Int.random(in: 0...30, using: &generator)
        let body = (0..<count).flatMap { _ in pieces.randomElement(using: &generator) ?? [] }
        return body.isEmpty ? [] : body + [13, 10]
    }

    /// What a server makes of it: a dot more in front of every line that begins with one.
    private static func stuffed(_ message: [UInt8]) -> [UInt8] {
        var wire: [UInt8] = []
        var isLineStart = true
        for (index, byte) in message.enumerated() {
            if isLineStart, byte == 46 { wire.append(46) }
            wire.append(byte)
            isLineStart = byte == 10 && index > 0 && message[index - 1] == 13
        }
        return wire
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

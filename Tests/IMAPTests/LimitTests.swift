import IMAP
import Testing

private func bounds(_ change: (inout IMAPLimits) -> Void) -> IMAPLimits {
    var limits = IMAPLimits()
    change(&limits)
    return limits
}

private let zeros = String(repeating: "0", count: 200)

@Suite struct LimitTests {
    static let fatalCases: [(String, IMAPLimits, IMAPError)] = [
        ("a OK \(zeros)\r\n", bounds { $0.statusLine = 100 }, .overLimit(.statusLine)),
        ("* OK \(zeros)", bounds { $0.statusLine = 100 }, .overLimit(.statusLine)),
        ("+ \(zeros)", bounds { $0.statusLine = 100 }, .overLimit(.statusLine)),
        ("\(zeros)", bounds { $0.statusLine = 100 }, .overLimit(.statusLine)),
        ("* LIST () \(zeros)", bounds { ($0.statusLine, $0.response) = (100, 150) }, .overLimit(.response)),
        ("* SEARCH \(zeros)", bounds { ($0.statusLine, $0.response, $0.numbers) = (9, 9, 150) }, .overLimit(.numbers)),
        ("* 1 FETCH (BODY[] {2147483649}\r\n", IMAPLimits(), .overLimit(.literal)),
        ("* 1 FETCH (BODY[] {99999999999999999}\r\n", IMAPLimits(), .overLimit(.literal)),
        ("* 1 FETCH (BODY[] {9999999999999999999999}\r\n", IMAPLimits(), .badLiteral),
        ("* X {1}\r\na {1}\r\nb {1}\r\n", bounds { $0.literalCount = 2 }, .overLimit(.literalCount)),
    ]

    @Test(
        "beyond a limit that leaves no safe place to go on the parser stops, and stays stopped",
        arguments: fatalCases
    )
    func fatal(_ text: String, _ limits: IMAPLimits, _ expected: IMAPError) throws {
        var parser = ResponseParser(limits: limits, expectsGreeting: false)
        parser.receive(Array(text.utf8))
        #expect(throws: expected) { while try parser.next() != nil {} }
        parser.receive(lines("* 3 EXISTS"))
        #expect(throws: expected) { try parser.next() }
    }

    static let localCases: [(String, IMAPLimits, IMAPError.Limit)] = [
        ("* 1 FETCH (BODYSTRUCTURE \(String(repeating: "(", count: 101)))", IMAPLimits(), .depth),
        ("* FLAGS (a b c)", bounds { $0.elements = 2 }, .elements),
        ("* LIST (a b c) \"/\" x", bounds { $0.elements = 2 }, .elements),
        ("* CAPABILITY a b c", bounds { $0.elements = 2 }, .elements),
        ("* 1 FETCH (X-GM-LABELS (a b c))", bounds { $0.elements = 2 }, .elements),
        ("* NAMESPACE ((\"a\" \".\")(\"b\" \".\")(\"c\" \".\"))", bounds { $0.elements = 2 }, .elements),
        ("* QUOTAROOT x a b c", bounds { $0.elements = 2 }, .elements),
        ("* SEARCH 1 3 5", bounds { $0.ranges = 2 }, .ranges),
        ("* VANISHED 1,3,5", bounds { $0.ranges = 2 }, .ranges),
        ("* LIST () \"/\" {9}\r\n123456789", bounds { $0.wholeLiteral = 8 }, .wholeLiterals),
    ]

    @Test("a response beyond a limit of its own is reported, and the next one is read", arguments: localCases)
    func local(_ line: String, _ limits: IMAPLimits, _ limit: IMAPError.Limit) {
        let (events, error) = read(lines(line, "* 3 EXISTS"), limits: limits)
        #expect(error == nil)
        #expect(events.count == 2)
        #expect(events.last == .untagged(.exists(3)))
        guard case .malformed(let response)? = events.first else {
            Issue.record("read as \(events)")
            return
        }
        #expect(response.fault == .overLimit(limit))
    }

    @Test("literals that are too many to be held together are streamed")
    func heldTogether() {
        var limits = IMAPLimits()
        limits.wholeLiterals = 5
        let (events, _) = read(lines("* 1 FETCH (BODY[HEADER] {4}", "abcd BODY[] {3}", "xyz)"), limits: limits)
        #expect(events.count == 4)
        #expect(events[1] == .literalChunk(Array("xyz".utf8)))
    }

    @Test("a long line in many pieces is read in linear time")
    func linear() {
        let uids = (1...100_000).map { String($0 * 2) }.joined(separator: " ")
        let octets = lines("* SEARCH \(uids)")
        let clock = ContinuousClock()
        var events: [Event] = []
        let time = clock.measure {
            events = read(octets, pieces: [Int](repeating: 7, count: octets.count / 7 + 1)).events
        }
        guard case .untagged(.search(let result))? = events.first else {
            Issue.record("read as \(events.count) events")
            return
        }
        #expect(result.all?.count == 100_000)
        #expect(time < .seconds(20), "quadratic time would take hours")
    }
}

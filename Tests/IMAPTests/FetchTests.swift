import IMAP
import MailCore
import Testing

@Suite struct FetchTests {
    static let date = InternalDate(seconds: 837_596_665)

    static let responses: [(String, Event)] = [
        (
            "* 12 FETCH (FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4286 UID 9)",
            message(12) {
                $0.flags = Flags(.seen)
                $0.internalDate = date
                $0.size = 4286
                $0.uid = 9
            }
        ),
        ("* 1 fetch (uid 4294967295 flags ())", message(1) { ($0.uid, $0.flags) = (.max, Flags()) }),
        (
            "* 2  FETCH  ( FLAGS ( \\Recent \\ANSWERED $MDNSent \\XUnknown Junk  )  RFC822.SIZE 5000000000 )",
            message(2) {
                $0.flags = Flags(.answered, keywords: ["$MDNSent", "Junk"])
                $0.size = 5_000_000_000
            }
        ),
        (
            "* 3 FETCH (UID 5 MODSEQ (12345678901234567890) FLAGS NIL)",
            message(3) { ($0.uid, $0.modSeq, $0.flags) = (5, 12_345_678_901_234_567_890, Flags()) }
        ),
        ("* 3 FETCH (UID 5 BODY[] NIL)", message(3) { ($0.uid, $0.sections) = (5, [FetchedSection(.whole, .absent)]) }),
        ("* 3 FETCH (BODY[] \"\")", message(3) { $0.sections = [FetchedSection(.whole, .octets([]))] }),
        (
            "* 3 FETCH (BODY[TEXT]<5> \"a\\\"b\\\\c\")",
            message(3) { $0.sections = [FetchedSection(.text, origin: 5, .octets(Array("a\"b\\c".utf8)))] }
        ),
        (
            "* 3 FETCH (RFC822.HEADER \"h\" RFC822.TEXT \"t\" RFC822 NIL BINARY[] \"b\" BODY[1.2.MIME] \"m\" BINARY.SIZE[1] 5)",
            message(3) {
                $0.sections = [
                    FetchedSection(.header, .octets([104])), FetchedSection(.text, .octets([116])),
                    FetchedSection(.whole, .absent), FetchedSection(.binary, .octets([98])),
                    FetchedSection(.other("1.2.MIME"), .octets([109])),
                ]
            }
        ),
        (
            "* 3 FETCH (BODY[HEADER.FIELDS (MESSAGE-ID \"X-]\" DATE)] \"x\" BODY[HEADER.FIELDS.NOT (A)] \"y\")",
            message(3) {
                $0.sections = [
                    FetchedSection(.headerFields, .octets([120])),
                    FetchedSection(.other("HEADER.FIELDS.NOT (A)"), .octets([121])),
                ]
            }
        ),
        (
            "* 9 FETCH (X-GM-THRID 1278455344230334865 X-GM-MSGID 1278455344230334866 X-GM-LABELS (\\Inbox \"\\\\Sent\" \"&Zeg-\" Foo) UID 8)",
            message(9) {
                $0.threadID = "1278455344230334865"
                $0.emailID = "1278455344230334866"
                $0.labels = ["\\Inbox", "\\Sent", "&Zeg-", "Foo"]
                $0.uid = 8
            }
        ),
        (
            "* 9 FETCH (EMAILID (M6d99ac3275bb4e) THREADID NIL SAVEDATE NIL PREVIEW \"x (y\" ANNOTATION (/c (v \"x\")))",
            message(9) { $0.emailID = "M6d99ac3275bb4e" }
        ),
        (
            "* 4 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"=?utf-8?q?x?=\" ((\"T\" NIL \"g\" \"h\")(NIL NIL \"a\" \"b\")) NIL NIL ((NIL NIL \"i\" \"c\")) NIL NIL NIL \"<B27@c.net>\") UID 1)",
            message(4) {
                $0.envelope = Envelope(
                    date: Array("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)".utf8),
                    subject: Array("=?utf-8?q?x?=".utf8),
                    messageID: Array("<B27@c.net>".utf8)
                )
                $0.uid = 1
            }
        ),
        (
            "* 4 FETCH (ENVELOPE NIL BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1)(\"x\") \"MIXED\") UID 1)",
            message(4) { $0.uid = 1 }
        ),
        ("* 4 FETCH (INTERNALDATE \"yesterday\" UID NIL RFC822.SIZE NIL)", message(4) { _ in }),
    ]

    @Test("a FETCH gives the message's attributes", arguments: responses)
    func attributes(_ line: String, _ expected: Event) {
        #expect(read(lines(line)).events == [expected])
    }

    @Test("a literal is delivered to the octet, whatever it holds")
    func literal() {
        let body = Array("a1 OK {5}\r\n* 3 FETCH (\0\u{FF}\r\n)\r\n".utf8)
        var octets = Array("* 7 FETCH (BODY[] {\(body.count)}\r\n".utf8)
        octets += body
        octets += Array(" UID 77 BODY[HEADER] {0}\r\n BINARY[] ~{2}\r\n\0\n)\r\na1 OK done\r\n".utf8)
        let expected = message(7) {
            $0.uid = 77
            $0.sections = [
                FetchedSection(.whole, .octets(body)), FetchedSection(.header, .octets([])),
                FetchedSection(.binary, .octets([0, 10])),
            ]
        }
        #expect(
            read(octets).events == [expected, .tagged(TaggedResponse(tag: "a1", StatusResponse(.ok, text: "done")))]
        )
    }

    @Test("a body over the limit passes through in chunks, with what is known of it before")
    func streamed() {
        let body = [UInt8](repeating: 120, count: 2000)
        let octets =
            Array("* 7 FETCH (UID 77 RFC822.SIZE 1990 BODY[HEADER] {3}\r\nabc BODY[]<0> {2000}\r\n".utf8) + body
            + Array(" FLAGS (\\Seen))\r\n".utf8)
        var known = FetchResponse(sequence: 7)
        known.uid = 77
        known.size = 1990
        known.sections = [FetchedSection(.header, .octets(Array("abc".utf8)))]
        let begin = StreamedLiteral(length: 2000, message: known, section: .whole, origin: 0)
        let end = message(7) {
            $0 = known
            $0.flags = Flags(.seen)
            $0.sections.append(FetchedSection(.whole, origin: 0, .streamed(length: 2000)))
        }
        let limits = IMAPLimits(wholeLiteral: 1000)
        let expected: [Event] = [.literalBegin(begin), .literalChunk(body), .literalEnd, end]
        #expect(read(octets, limits: limits).events == expected)
        #expect(read(octets, pieces: [Int](repeating: 1, count: octets.count), limits: limits).events == expected)
    }

    @Test("RFC822 is streamed like BODY[]")
    func streamedRFC822() {
        let octets = Array("* 7 FETCH (RFC822 {4}\r\nabcd UID 1)\r\n".utf8)
        let events = read(octets, limits: IMAPLimits(wholeLiteral: 2)).events
        let begin = StreamedLiteral(length: 4, message: FetchResponse(sequence: 7), section: .whole)
        #expect(events.first == .literalBegin(begin))
        #expect(events.count == 4)
    }

    @Test("pieces that are read later wait in order")
    func queued() throws {
        var parser = ResponseParser(expectsGreeting: false)
        for octet in lines("* 1 EXISTS", "* 2 EXISTS") { parser.receive([octet]) }
        #expect(!parser.isDrained)
        #expect(try parser.next() == .untagged(.exists(1)))
        #expect(!parser.isDrained)
        #expect(try parser.next() == .untagged(.exists(2)))
        #expect(try parser.next() == nil)
        #expect(parser.isDrained)
        parser.receive(Array("* 3".utf8))
        #expect(try parser.next() == nil)
        #expect(!parser.isDrained, "half a response is something left")
    }
}

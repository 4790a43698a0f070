import MIME
import Testing

@Suite("Header block")
struct HeaderBlockTests {
    @Test("fields are found by name, unfolded, in any case, with either line end")
    func fields() {
        for lineEnd in ["\r\n", "\n"] {
            let lines = ["Received: a", "SUBJECT : one", "\ttwo", "Message-Id:  <1@x> ", "", "Subject: body"]
            let header = HeaderBlock(of: Array(lines.joined(separator: lineEnd).utf8))
            #expect(header.field("subject") == Array("one two".utf8))
            #expect(header.field("message-id") == Array("<1@x>".utf8))
            #expect(header.field("date") == nil)
            #expect(header.isComplete)
        }
    }

    @Test(
        "the block ends before the first empty line, or with the message",
        arguments: [
            ("A: b\r\n\r\nbody", 6, true), ("A: b\n\nbody", 5, true), ("A: b\r\n", 6, false), ("A: b", 4, false),
            ("", 0, false), ("\r\nbody", 0, true), ("no field\r\nA: b\r\n\r\n", 16, true),
            ("A: b\r\n \r\nC: d\r\n\r\n", 15, true),
        ]
    )
    func ends(message: String, end: Int, isComplete: Bool) {
        let header = HeaderBlock(of: Array(message.utf8))
        #expect(header.end == end)
        #expect(header.isComplete == isComplete)
    }

    @Test("a header line of a megabyte costs only what is asked for")
    func longLine() {
        let long = [UInt8](repeating: 0x78, count: 1 << 20)
        let header = HeaderBlock(of: Array("X: ".utf8) + long + Array("\r\nSubject: found\r\n\r\n".utf8))
        #expect(header.field("subject") == Array("found".utf8))
        #expect(header.field("x")?.count == 1_000)
    }

    @Test("a message without an empty line is looked at up to the limit")
    func limit() {
        let header = HeaderBlock(of: [UInt8](repeating: 0x78, count: HeaderBlock.limit + 10))
        #expect(header.end == HeaderBlock.limit)
        #expect(header.isComplete)
    }

    @Test("bare LF and a missing last line end make no difference to what is digested")
    func canonical() {
        func canonical(_ text: String) -> String {
            var octets: [UInt8] = []
            HeaderBlock(of: Array(text.utf8)).withCanonicalLineEnds { octets.append(contentsOf: $0) }
            return String(decoding: octets, as: UTF8.self)
        }
        for text in [
            "A: b\r\nC: d\r\n\r\nx", "A: b\nC: d\n\nx", "A: b\nC: d\r\n\r\nx", "A: b\r\nC: d\n", "A: b\r\nC: d",
        ] {
            #expect(canonical(text) == "A: b\r\nC: d\r\n")
        }
        #expect(canonical("\r\nbody") == "")
        #expect(canonical("A: \rb\n\n") == "A: \rb\r\n")
    }
}

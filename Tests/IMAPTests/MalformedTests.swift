import IMAP
import Testing

@Suite struct MalformedTests {
    @Test(
        "a response that cannot be read is reported, and the next one is read",
        arguments: [
            "* 1 FETCH (UID", "* 1 FETCH UID 5", "* 1 FETCH (UID x)", "* 1 FETCH (UID 4294967296)",
            "* 1 FETCH (BODY[ \"x\")",
            "* 1 FETCH (RFC822.SIZE 99999999999999999999)", "* 1 FETCH (BODY[] \"x)", "* 1 FETCH (BODY[] x)",
            "* 1 FETCH (FLAGS (a)", "* 1 FETCH (UID 5", "* 1 FETCH (BODY[]<x> NIL)", "* 4294967296 FETCH (UID 1)",
            "* LIST", "* LIST () \"/\"", "* LIST () x y", "* LIST (a \"/\" b", "* STATUS x", "* STATUS x (MESSAGES y)",
            "* SEARCH x", "* SEARCH 1,2", "* SEARCH 4294967296", "* VANISHED", "* VANISHED 0", "* VANISHED 1:",
            "* ESEARCH (TAG", "* ID (a", "* QUOTA x (STORAGE 1)", "* NAMESPACE ((", "* FLAGS x",
            "* 99999999999999999999 EXISTS",
            "a1", "a1 DONE", "a1 BYE", " OK x", "* ", "garbage", "* FOO {x}", "* FLAGS {0", "* 1 FETCH (ENVELOPE (1))",
        ]
    )
    func syntax(_ line: String) throws {
        let (events, error) = read(lines(line, "* 3 EXISTS"))
        #expect(error == nil)
        #expect(events.count == 2)
        #expect(events.last == .untagged(.exists(3)))
        if !line.contains("FOO") {
            guard case .malformed(let response)? = events.first else {
                Issue.record("read as \(events)")
                return
            }
            #expect(response.fault == .syntax)
            #expect(line.hasPrefix(response.excerpt))
        }
    }

    @Test("a malformed response with a literal is passed over with it")
    func literal() {
        let (events, error) = read(lines("* 1 FETCH (UID x BODY[] {7}", "* 9 EX)", "* 3 EXISTS"))
        #expect(error == nil)
        #expect(events.count == 2)
        #expect(events.last == .untagged(.exists(3)))
    }

    @Test("a large literal of a malformed response is passed over without being held")
    func largeLiteral() {
        let (events, error) = read(
            lines("* 1 FETCH (UID x BODY[] {14}", "* 9 EXISTS  )", "* 3 EXISTS"),
            limits: IMAPLimits(wholeLiteral: 5)
        )
        #expect(error == nil)
        #expect(events.count == 2)
        guard case .malformed(let response)? = events.first else {
            Issue.record("read as \(events)")
            return
        }
        #expect(response.fault == .overLimit(.wholeLiterals))
    }

    @Test("empty lines are passed over")
    func emptyLines() {
        #expect(read(lines("", "* 3 EXISTS", "", "")).events == [.untagged(.exists(3))])
        #expect(read(Array("\n\r\r\n* 3 EXISTS\r\r\n".utf8)).events == [.untagged(.exists(3))])
    }

    @Test("a name that ends in braces is no literal")
    func braces() {
        let (events, error) = read(lines("* LIST () \"/\" foo{5}", "* 3 EXISTS"))
        #expect(error == nil)
        #expect(
            events == [
                .untagged(.list(MailboxListing(MailboxName(text: "foo{5}"), separator: "/"))), .untagged(.exists(3)),
            ]
        )
    }

    @Test("half a response is neither an event nor an error")
    func incomplete() {
        for text in [
            "* 1 FETCH (BODY[] {5}\r\nabc", "* 1 EXI", "* 1 FETCH (BODY[] {5}\r\n", "a1 OK",
            "* 1 FETCH (BODY[] {5}\r\nabcde",
        ] {
            let (events, error) = read(Array(text.utf8))
            #expect(events.isEmpty && error == nil, "\(text)")
        }
    }
}

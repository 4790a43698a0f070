import IMAP
import MailCore
import Testing

@Suite struct StatusTests {
    static let responses: [(String, StatusResponse)] = [
        ("OK IMAP4rev1 ready", StatusResponse(.ok, text: "IMAP4rev1 ready")),
        ("OK", StatusResponse(.ok)),
        ("ok   [alert]   System shutdown", StatusResponse(.ok, code: .alert, text: "System shutdown")),
        ("OK [READ-WRITE]", StatusResponse(.ok, code: .readWrite)),
        ("OK[READ-ONLY]done", StatusResponse(.ok, code: .readOnly, text: "done")),
        ("NO [TRYCREATE] no such mailbox", StatusResponse(.no, code: .tryCreate, text: "no such mailbox")),
        ("OK [UIDVALIDITY 4294967295] x", StatusResponse(.ok, code: .uidValidity(.max), text: "x")),
        ("OK [UIDNEXT 4392]", StatusResponse(.ok, code: .uidNext(4392))),
        ("OK [UNSEEN 12] first", StatusResponse(.ok, code: .unseen(12), text: "first")),
        ("OK [HIGHESTMODSEQ 9007199254740993]", StatusResponse(.ok, code: .highestModSeq(9_007_199_254_740_993))),
        ("OK [NOMODSEQ] none", StatusResponse(.ok, code: .noModSeq, text: "none")),
        ("OK [MAILBOXID (F2212ea87)] id", StatusResponse(.ok, code: .mailboxID("F2212ea87"), text: "id")),
        (
            "OK [APPENDUID 38505 3955:3957,4000] done",
            StatusResponse(
                .ok,
                code: .appendUID(validity: 38505, UIDSet(ranges: [3955...3957, 4000...4000])),
                text: "done"
            )
        ),
        (
            "OK [APPENDUID 38505 7,3,5:4]",
            StatusResponse(.ok, code: .appendUID(validity: 38505, UIDSet(ranges: [7...7, 3...3, 4...5])))
        ),
        (
            "OK [COPYUID 38505 304,319:320 3956:3958] Done",
            StatusResponse(
                .ok,
                code: .copyUID(
                    validity: 38505,
                    source: UIDSet([304, 319, 320]),
                    destination: UIDSet([3956, 3957, 3958])
                ),
                text: "Done"
            )
        ),
        ("NO [MODIFIED 7,9] failed", StatusResponse(.no, code: .modified(UIDSet([7, 9])), text: "failed")),
        ("NO [BADCHARSET]", StatusResponse(.no, code: .badCharset([]))),
        (
            "NO [BADCHARSET (UTF-8 \"US-ASCII\")] x",
            StatusResponse(.no, code: .badCharset(["UTF-8", "US-ASCII"]), text: "x")
        ),
        (
            "OK [PERMANENTFLAGS (\\Deleted \\Seen $Junk odd[1] \\*)] Limited",
            StatusResponse(
                .ok,
                code: .permanentFlags(
                    PermanentFlags(
                        Flags([.deleted, .seen], keywords: ["$Junk", "odd[1]"]),
                        allowsNewKeywords: true
                    )
                ),
                text: "Limited"
            )
        ),
        (
            "OK [CAPABILITY IMAP4rev1 LITERAL+ AUTH=PLAIN] Logged in",
            StatusResponse(
                .ok,
                code: .capability(Capabilities(["IMAP4rev1", "LITERAL+", "AUTH=PLAIN"])),
                text: "Logged in"
            )
        ),
        ("NO [AUTHENTICATIONFAILED] no", StatusResponse(.no, code: .authenticationFailed, text: "no")),
        ("BYE [UNAVAILABLE] later", StatusResponse(.bye, code: .unavailable, text: "later")),
        (
            "NO [WEBALERT https://accounts.google.com/x?a=[1]] Web login required.",
            StatusResponse(
                .no,
                code: .other("WEBALERT", "https://accounts.google.com/x?a=[1"),
                text: "] Web login required."
            )
        ),
        // Courier's and hMailServer's numbers that are none; a code that never ends; a quote that never ends.
        ("OK [UIDNEXT]", StatusResponse(.ok, code: .other("UIDNEXT", ""))),
        ("OK [APPENDUID 0 0] done", StatusResponse(.ok, code: .other("APPENDUID", "0 0"), text: "done")),
        ("OK [UIDNEXT 99999999999]", StatusResponse(.ok, code: .other("UIDNEXT", "99999999999"))),
        ("OK [ALERT", StatusResponse(.ok, text: "[ALERT")),
        ("OK [X \"a] b", StatusResponse(.ok, code: .other("X", "\"a"), text: "b")),
        ("BAD Command Argument Error. 11 {5}", StatusResponse(.bad, text: "Command Argument Error. 11 {5}")),
        ("PREAUTH here", StatusResponse(.preauth, text: "here")),
    ]

    @Test("a status response gives condition, code and text", arguments: responses)
    func untagged(_ line: String, _ expected: StatusResponse) {
        #expect(read(lines("* \(line)")).events == [.untagged(.status(expected))])
        guard expected.condition != .bye, expected.condition != .preauth else { return }
        let tagged = Event.tagged(TaggedResponse(tag: "a1", expected))
        #expect(read(lines("a1 \(line)")).events == [tagged])
        #expect(read(Array("a1 \(line)\n".utf8)).events == [tagged], "a bare LF ends a line too")
    }

    @Test(
        "simple codes are known by name",
        arguments: [
            ("AUTHORIZATIONFAILED", ResponseCode.authorizationFailed), ("EXPIRED", .expired),
            ("PRIVACYREQUIRED", .privacyRequired), ("CONTACTADMIN", .contactAdmin), ("INUSE", .inUse),
            ("LIMIT", .limit),
            ("OVERQUOTA", .overQuota), ("ALREADYEXISTS", .alreadyExists), ("NONEXISTENT", .nonexistent),
            ("CANNOT", .cannot), ("NOPERM", .noPerm), ("SERVERBUG", .serverBug), ("THROTTLED", .throttled),
            ("TOOBIG", .tooBig), ("CLOSED", .closed), ("CORRUPTION", .corruption),
        ]
    )
    func simple(_ name: String, _ code: ResponseCode) {
        #expect(
            read(lines("a NO [\(name)] x")).events == [
                .tagged(TaggedResponse(tag: "a", StatusResponse(.no, code: code, text: "x")))
            ]
        )
    }

    @Test("a greeting is the first response, and nothing else may be one")
    func greeting() {
        #expect(
            read(lines("* OK [CAPABILITY IMAP4rev1] hi", "* 3 EXISTS"), greeting: true).events == [
                .greeting(StatusResponse(.ok, code: .capability(Capabilities(["IMAP4rev1"])), text: "hi")),
                .untagged(.exists(3)),
            ]
        )
        #expect(read(lines("* PREAUTH"), greeting: true).events == [.greeting(StatusResponse(.preauth))])
        #expect(read(lines("* BYE busy"), greeting: true).events == [.greeting(StatusResponse(.bye, text: "busy"))])
        let others = [
            "SSH-2.0-OpenSSH_9.2", "+OK POP3 ready", "220 smtp", "HTTP/1.1 400 Bad", "\u{15}\u{3}\u{1}", "*OK", "* NO",
            "* 1 EXISTS", "* ",
        ]
        for other in others {
            #expect(read(lines(other), greeting: true).error == .notIMAP, "\(other)")
        }
        #expect(read([0x15, 3], greeting: true).error == .notIMAP, "a TLS alert is known without a line's end")
    }

    @Test(
        "a continuation carries what follows the plus",
        arguments: [
            ("+ Ready", "Ready"), ("+", ""), ("+ ", ""), ("+OK", "OK"), ("+ PDE4OTY=", "PDE4OTY="),
        ]
    )
    func continuation(_ line: String, _ text: String) {
        #expect(read(lines(line)).events == [.continuation(Continuation(text: Array(text.utf8)))])
    }
}

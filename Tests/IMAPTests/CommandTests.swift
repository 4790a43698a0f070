import IMAP
import MailCore
import Testing

@Suite struct CommandTests {
    /// The command with `|` where a continuation is awaited and `<n>` for octets that the caller sends.
    private func text(_ command: Command, _ literals: LiteralMode = .nonSynchronizing) -> String {
        command.encode(tag: "a1", literals: literals).pieces.reduce(into: "") { text, piece in
            switch piece {
            case .octets(let octets): text += String(decoding: octets, as: UTF8.self)
            case .awaitContinuation: text += "|"
            case .stream(let length): text += "<\(length)>"
            }
        }
    }

    private static let sent = MailboxName(text: "Sent Items")

    static let commands: [(Command, String)] = [
        (.capability, "CAPABILITY"), (.noop, "NOOP"), (.logout, "LOGOUT"), (.startTLS, "STARTTLS"),
        (.compressDeflate, "COMPRESS DEFLATE"), (.namespace, "NAMESPACE"), (.unselect, "UNSELECT"),
        (.authenticate(.plain, initialResponse: Redacted(Array("\0tim\0x".utf8))), "AUTHENTICATE PLAIN AHRpbQB4"),
        (.authenticate(.xoauth2, initialResponse: Redacted([])), "AUTHENTICATE XOAUTH2 ="),
        (.authenticate(.scramSHA256, initialResponse: nil), "AUTHENTICATE SCRAM-SHA-256"),
        (.id([]), "ID NIL"),
        (.id([("name", "Umzug"), ("version", "1 \"x\"")]), "ID (\"name\" \"Umzug\" \"version\" \"1 \\\"x\\\"\")"),
        (.enable(["CONDSTORE", "QRESYNC"]), "ENABLE CONDSTORE QRESYNC"),
        (.list(ListRequest()), "LIST \"\" \"*\""),
        (
            .list(ListRequest(returning: [.specialUse, .subscribed, .status([.messages, .uidNext, .size])])),
            "LIST \"\" \"*\" RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UIDNEXT SIZE))"
        ),
        (
            .list(
                ListRequest(
                    patterns: [MailboxName(text: "a"), MailboxName(text: "b/%")],
                    onlySubscribed: true,
                    returning: [.children]
                )
            ),
            "LIST (SUBSCRIBED) \"\" (\"a\" \"b/%\") RETURN (CHILDREN)"
        ),
        (.lsub(pattern: MailboxName(text: "*")), "LSUB \"\" \"*\""),
        (
            .status(sent, [.uidValidity, .highestModSeq, .mailboxID]),
            "STATUS \"Sent Items\" (UIDVALIDITY HIGHESTMODSEQ MAILBOXID)"
        ),
        (.select(.inbox, condstore: false), "SELECT INBOX"),
        (.examine(sent, condstore: true), "EXAMINE \"Sent Items\" (CONDSTORE)"),
        (.uidFetch(.all, [.uid, .flags, .internalDate, .size]), "UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE)"),
        (
            .uidFetch(
                UIDSet([1, 2, 9]),
                [.message(), .header(.init(offset: 0, count: 10)), .headerFields(["DATE", "SUBJECT"]), .binary()]
            ),
            "UID FETCH 1:2,9 (BODY.PEEK[] BODY.PEEK[HEADER]<0.10> BODY.PEEK[HEADER.FIELDS (DATE SUBJECT)] BINARY.PEEK[])"
        ),
        (
            .uidFetch(.all, [.flags, .modSeq], changedSince: 99, vanished: true),
            "UID FETCH 1:* (FLAGS MODSEQ) (CHANGEDSINCE 99 VANISHED)"
        ),
        (.uidSearch([]), "UID SEARCH ALL"),
        (
            .uidSearch([.deleted, .not(.uid(UIDSet([5, 6])))], returning: [.all, .count]),
            "UID SEARCH RETURN (ALL COUNT) DELETED NOT UID 5:6"
        ),
        (
            .uidSearch([
                .header(field: "Message-ID", "<a@b>"), .since(InternalDate(seconds: 951_782_400)), .keyword("$x"),
                .modSeq(3),
            ]),
            "UID SEARCH HEADER Message-ID \"<a@b>\" SINCE 29-Feb-2000 KEYWORD $x MODSEQ 3"
        ),
        (
            .uidStore(UIDSet([7]), .replace, Flags([.seen, .answered], keywords: ["b", "A"])),
            "UID STORE 7 FLAGS (\\Answered \\Seen A b)"
        ),
        (
            .uidStore(UIDSet([7]), .add, Flags(.deleted), silent: true, unchangedSince: 12),
            "UID STORE 7 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Deleted)"
        ),
        (.uidExpunge(UIDSet([3, 4])), "UID EXPUNGE 3:4"), (.create(sent), "CREATE \"Sent Items\""),
        (.create(sent, use: .sent), "CREATE \"Sent Items\" (USE (\\Sent))"), (.delete(sent), "DELETE \"Sent Items\""),
        (.subscribe(sent), "SUBSCRIBE \"Sent Items\""), (.unsubscribe(sent), "UNSUBSCRIBE \"Sent Items\""),
        (.getQuotaRoot(.inbox), "GETQUOTAROOT INBOX"),
    ]

    @Test("a command is written as its RFC has it", arguments: commands)
    func encoding(_ command: Command, _ expected: String) {
        #expect(text(command) == "a1 \(expected)\r\n")
        #expect(text(command, .synchronizing) == "a1 \(expected)\r\n")
    }

    static let names: [([UInt8], String)] = [
        (Array("a]b".utf8), "\"a]b\""), (Array("a\"b\\".utf8), "\"a\\\"b\\\\\""), ([], "\"\""),
        (Array("nil".utf8), "\"nil\""),
        (Array("a*%".utf8), "\"a*%\""), (Array("&Zeg-/x".utf8), "&Zeg-/x"), (Array("ü".utf8), "{2+}\r\nü"),
        (Array("a\r\nx DELETE y".utf8), "{13+}\r\na\r\nx DELETE y"), (Array("(x)".utf8), "\"(x)\""),
    ]

    @Test("a name goes as atom, quoted string or literal, and never breaks out", arguments: names)
    func astrings(_ wire: [UInt8], _ expected: String) {
        #expect(text(.delete(MailboxName(wire: wire))) == "a1 DELETE \(expected)\r\n")
    }

    @Test("literals wait for the server unless it takes them at once")
    func literalModes() {
        let command = Command.delete(MailboxName(text: "ü"))
        #expect(text(command, .synchronizing) == "a1 DELETE {2}\r\n|ü\r\n")
        #expect(text(command, .nonSynchronizingSmall) == "a1 DELETE {2+}\r\nü\r\n")
        let large = Command.append(.inbox, [AppendMessage(flags: Flags(), date: nil, body: .stream(length: 4097))])
        #expect(text(large, .nonSynchronizingSmall) == "a1 APPEND INBOX {4097}\r\n|<4097>\r\n")
        #expect(text(large, .nonSynchronizing) == "a1 APPEND INBOX {4097+}\r\n<4097>\r\n")
    }

    @Test("messages are appended from their own arrays")
    func append() throws {
        let body = Array("Subject: x\r\n\r\n".utf8)
        let messages = [
            AppendMessage(
                flags: Flags(.seen, keywords: ["$a", "b c", "d\r\n"]),
                date: InternalDate(seconds: 0),
                body: .octets(body)
            ),
            AppendMessage(flags: Flags(), date: nil, body: .octets([0]), isBinary: true),
            AppendMessage(flags: Flags(), date: nil, body: .octets([])),
        ]
        #expect(messages[0].flags.unsendableKeywords == ["b c", "d\r\n"])
        let command = Command.append(Self.sent, messages)
        #expect(
            text(command) == "a1 APPEND \"Sent Items\" (\\Seen $a) \" 1-Jan-1970 00:00:00 +0000\" {14+}\r\n"
                + "Subject: x\r\n\r\n ~{1+}\r\n\0 {0+}\r\n\r\n"
        )
        let pieces = command.encode(tag: "a1", literals: .nonSynchronizing).pieces
        guard case .octets(let sent) = pieces[1] else {
            Issue.record("the message is not a piece of its own")
            return
        }
        #expect(sent.withUnsafeBytes { $0.baseAddress } == body.withUnsafeBytes { $0.baseAddress }, "no copy is made")
    }

    @Test("joining makes few writes of the same octets", arguments: [8, 64, 1000, 100_000])
    func joining(_ size: Int) {
        var generator = SeededGenerator(seed: UInt64(size))
        let messages = (0..<50).map { _ in
            AppendMessage(
                flags: Flags(.seen),
                date: nil,
                body: .octets([UInt8](repeating: 65, count: Int.random(in: 0...300, using: &generator)))
            )
        }
        for literals in [LiteralMode.synchronizing, .nonSynchronizing] {
            let command = Command.append(.inbox, messages).encode(tag: "t", literals: literals)
            let joined = command.pieces(joinedTo: size)
            #expect(flattened(joined) == flattened(command.pieces))
            #expect(joined.count <= command.pieces.count)
        }
    }

    private func flattened(_ pieces: [EncodedCommand.Piece]) -> [[UInt8]] {
        pieces.reduce(into: [[]]) { parts, piece in
            if case .octets(let octets) = piece { parts[parts.count - 1] += octets } else { parts.append([]) }
        }
    }

    @Test("a password goes as it is, unless it holds NUL")
    func login() throws {
        let command = try Command.login(user: "a b", password: Redacted("p\"ä\r\n"))
        #expect(text(command) == "a1 LOGIN \"a b\" {6+}\r\np\"ä\r\n\r\n")
        #expect(throws: Command.CredentialError.unsendable) { try Command.login(user: "a", password: Redacted("\0")) }
        #expect(Command.CredentialError.unsendable.problem.code == .passwordUnusable)
    }

    @Test("no description shows an argument")
    func redaction() throws {
        let commands = [
            try Command.login(user: "Geheim7", password: Redacted("Geheim7")),
            .authenticate(.plain, initialResponse: Redacted(Array("Geheim7".utf8))),
        ]
        for command in commands {
            let encoded = command.encode(tag: "a1", literals: .synchronizing)
            var dumped = ""
            dump(command, to: &dumped)
            dump(encoded, to: &dumped)
            let shown = "\(command) \(encoded) \(String(reflecting: command)) \(String(reflecting: encoded)) \(dumped)"
            #expect(!shown.contains("Geheim7") && !shown.contains("R2VoZWltNw"))
        }
        #expect(EncodedCommand.response(Array("x".utf8)) == Array("eA==\r\n".utf8))
        #expect(EncodedCommand.cancelAuthentication == Array("*\r\n".utf8))
    }
}

import MailCore
import POP3
import Testing

@Suite("POP3 conversation")
struct ConversationTests {
    /// A whole session: commands, what the server sends, what it means.
    struct Session: Sendable {
        var commands: [Command]
        var server: String
        var events: [Event]
    }

    static let sessions: [Session] = [
        Session(
            commands: [.capabilities, .user("anna"), .password(Redacted("p w{\"ü"))],
            server: """
                +OK Dovecot ready.\r\n+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\nLOGIN-DELAY 60 USER\r
                STLS\r\nSASL PLAIN login\r\n.\r\n+OK\r\n-ERR [AUTH] Authentication failed.\r\n
                """,
            events: [
                .greeting(Reply(isOK: true, text: "Dovecot ready.")),
                .capabilities(
                    Capabilities([
                        "CAPA": [], "TOP": [], "UIDL": [], "RESP-CODES": [], "PIPELINING": [],
                        "LOGIN-DELAY": ["60", "USER"], "STLS": [], "SASL": ["PLAIN", "login"],
                    ])
                ),
                .ok(.user("anna"), Reply(isOK: true)),
                .refused(
                    .password(Redacted("p w{\"ü")),
                    Reply(isOK: false, code: .authentication, text: "Authentication failed.")
                ),
            ]
        ),
        Session(
            commands: [.status, .uniqueIDs, .sizes, .retrieve(1), .retrieve(2), .top(3, lines: 0), .quit],
            server: """
                +ok hi\r\n+OK 3 1200\r\n+OK\r\n1 000a5b\r\n2  x y \r\nnonsense\r\n3\r\n.\r\n+OK 3 messages\r\n1 400\r
                2 800 extra\r\n3 99999999999999999999\r\n.\r\n+OK 400 octets\r\nA: b\r\n\r\n..dot\r\n...\r\n.\r
                -err [sys/TEMP] later\r\n+OK\r\nB: c\r\n\r\n.\r\n+OK bye\r\n
                """,
            events: [
                .greeting(Reply(isOK: true, text: "hi")),
                .status(messages: 3, octets: 1200),
                .uniqueIDs([uid(1, "000a5b"), uid(2, "x y ")]),
                .sizes([size(1, 400), size(2, 800)]),
                .messageBegins(1), .messageOctets(Array("A: b\r\n\r\n.dot\r\n..\r\n".utf8)),
                .messageEnds(1, octets: 18),
                .refused(.retrieve(2), Reply(isOK: false, code: .temporary, text: "later")),
                .messageBegins(3), .messageOctets(Array("B: c\r\n\r\n".utf8)), .messageEnds(3, octets: 8),
                .ok(.quit, Reply(isOK: true, text: "bye")),
            ]
        ),
        Session(
            commands: [.retrieve(1), .retrieve(2), .retrieve(3)],
            server: "+OK\n+OK\r\nbare\n.\nLF\n..x\r\r\n.\r\n+OK\r\n.\r\n+OK\nall\n..bare\n.\n",
            events: [
                .greeting(Reply(isOK: true)),
                .messageBegins(1), .messageOctets(Array("bare\n.\nLF\n..x\r\r\n".utf8)), .messageEnds(1, octets: 16),
                .messageBegins(2), .messageEnds(2, octets: 0),
                .messageBegins(3), .messageOctets(Array("all\n.bare\n".utf8)), .messageEnds(3, octets: 10),
            ]
        ),
    ]

    @Test("Every session means the same, however its octets are cut up", arguments: sessions.indices)
    func splits(index: Int) throws {
        let session = Self.sessions[index]
        let bytes = Array(session.server.utf8)
        #expect(try Self.events(session.commands, [bytes]) == session.events)
        #expect(try Self.events(session.commands, bytes.map { [$0] }) == session.events)
        for cut in 1..<bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(try Self.events(session.commands, pieces) == session.events, "cut at \(cut)")
        }
    }

    @Test("Commands are written as RFC 1939 has them, one line each")
    func commands() throws {
        var conversation = Conversation()
        let lines: [(Command, String)] = [
            (.capabilities, "CAPA"), (.user("a b"), "USER a b"), (.password(Redacted("p \"{ü")), "PASS p \"{ü"),
            (.status, "STAT"), (.uniqueIDs, "UIDL"), (.sizes, "LIST"), (.top(2, lines: 0), "TOP 2 0"),
            (.retrieve(7), "RETR 7"), (.noOperation, "NOOP"), (.quit, "QUIT"),
        ]
        for (command, line) in lines {
            #expect(try conversation.send(command) == Array("\(line)\r\n".utf8))
        }
    }

    @Test("What would not stay on its line is refused", arguments: ["a\r\nDELE 1", "a\n", "\0", "a\r", ""])
    func injection(text: String) {
        var conversation = Conversation()
        #expect(throws: POP3Error.unusableArgument) { try conversation.send(.user(text)) }
        #expect(throws: POP3Error.unusableArgument) { try conversation.send(.password(Redacted(text))) }
        #expect(conversation.outstanding == 1)
    }

    @Test("A password is never shown")
    func redaction() {
        #expect(!"\(Command.password(Redacted("geheim")))".contains("geheim"))
    }

    @Test("An authentication goes by challenges, and a long first response waits for one")
    func authentication() throws {
        var conversation = Conversation()
        conversation.receive(Array("+OK\r\n".utf8))
        _ = try conversation.next()
        let token = Array(String(repeating: "t", count: 300).utf8)
        let short = try conversation.send(.authenticate(mechanism: "PLAIN", initialResponse: Redacted([0, 97])))
        #expect(short == Array("AUTH PLAIN AGE=\r\n".utf8))
        #expect(throws: POP3Error.notNow) { try conversation.send(.status) }
        conversation.receive(Array("-ERR no\r\n".utf8))
        _ = try conversation.next()
        let long = try conversation.send(.authenticate(mechanism: "XOAUTH2", initialResponse: Redacted(token)))
        #expect(long == Array("AUTH XOAUTH2\r\n".utf8))
        #expect(throws: POP3Error.notNow) { try conversation.respond([]) }
        conversation.receive(Array("+ \r\n".utf8))
        #expect(try conversation.next() == .challenge([]))
        #expect(try conversation.respond(token).count > 400)
        conversation.receive(Array("+ eyJzIjo0MDF9\r\n".utf8))
        #expect(try conversation.next() == .challenge(Array("{\"s\":401}".utf8)))
        #expect(try conversation.cancelAuthentication() == Array("*\r\n".utf8))
        conversation.receive(Array("-ERR [AUTH] token expired\r\n".utf8))
        guard case .refused(_, let reply)? = try conversation.next() else { return #expect(Bool(false)) }
        #expect(reply.code == .authentication)
    }

    @Test("Octets behind the go-ahead for encryption end the conversation")
    func injectedOctets() throws {
        var conversation = Conversation()
        _ = try conversation.send(.startTLS)
        #expect(throws: POP3Error.notNow) { try conversation.send(.capabilities) }
        conversation.receive(Array("+OK\r\n+OK go\r\n+OK\r\nSASL PLAIN\r\n.\r\n".utf8))
        _ = try conversation.next()
        #expect(throws: POP3Error.injected) { try conversation.next() }
        #expect(throws: POP3Error.injected) { try conversation.next() }
    }

    @Test("The end of the connection is an error only in the middle of something")
    func end() throws {
        var idle = Conversation()
        idle.receive(Array("+OK\r\n".utf8))
        _ = try idle.next()
        idle.receive([])
        #expect(try idle.next() == nil)
        var busy = Conversation()
        _ = try busy.send(.retrieve(1))
        busy.receive(Array("+OK\r\n+OK\r\nSubject: cut".utf8))
        while let event = try busy.next() { if case .messageOctets = event { break } }
        busy.receive([])
        #expect(throws: POP3Error.ended) { try busy.next() }
    }

    @Test("What is no POP3 server is told so at its first line", arguments: ["* OK IMAP", "SSH-2.0", "220 smtp", ""])
    func stranger(greeting: String) {
        var conversation = Conversation()
        conversation.receive(Array("\(greeting)\r\n".utf8))
        #expect(throws: POP3Error.unexpected(line: greeting)) { try conversation.next() }
    }

    static func uid(_ number: Int, _ id: String) -> Event.UniqueID { Event.UniqueID(number: number, id: id) }
    static func size(_ number: Int, _ octets: Int) -> Event.Size { Event.Size(number: number, octets: octets) }

    /// Everything that the octets mean; neighbouring pieces of a message are joined.
    static func events(_ commands: [Command], _ pieces: [[UInt8]]) throws -> [Event] {
        var conversation = Conversation()
        for command in commands { _ = try conversation.send(command) }
        var events: [Event] = []
        for piece in pieces {
            conversation.receive(piece)
            while let event = try conversation.next() {
                if case .messageOctets(let more) = event, case .messageOctets(let held)? = events.last {
                    events[events.count - 1] = .messageOctets(held + more)
                } else {
                    events.append(event)
                }
            }
        }
        return events
    }
}

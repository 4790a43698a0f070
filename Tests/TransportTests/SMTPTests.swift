import MailCore
import Peers
import Testing

@testable import Transport

@Suite("SMTP", .timeLimit(.minutes(10)))
struct SMTPTests {
    private static let hello = "S: 220 mx ESMTP\nC: EHLO app.example\n"

    private func client(
        _ port: Int,
        _ security: SMTPServer.Security = .opportunistic,
        user: String? = nil
    ) -> SMTPClient {
        let password = user.map { _ in Redacted("geheim") }
        return SMTPClient(
            SMTPServer(
                host: "127.0.0.1",
                port: port,
                security: security,
                user: user,
                password: password,
                greeting: "app.example"
            )
        )
    }

    private func failure(_ body: () async throws(Problem) -> Void) async -> Problem? {
        do throws(Problem) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    private func sent(_ server: ScriptedServer, _ text: String = "Subject: x\r\n\r\nbody\r\n") async -> Problem? {
        await failure { () async throws(Problem) in
            try await client(server.port).send(Array(text.utf8), from: "us@app.example", to: "anna@mail.example")
        }
    }

    @Test("a mail goes with its envelope, octet by octet, and a line that begins with a dot stays one")
    func envelope() async throws {
        let server = try ScriptedServer(
            SMTPTests.hello + """
                S: 250 mx
                C: MAIL FROM:<us@app.example>
                S: 250 ok
                C: RCPT TO:<anna@mail.example>
                S: 250 ok
                C: DATA
                S: 354 go on
                C: Subject: x
                C:\(" ")
                C: ..
                C: ..end
                C: .
                S: 250 taken
                R: QUIT => 221 bye
                """
        )
        #expect(await sent(server, "Subject: x\r\n\r\n.\r\n.end\r\n") == nil)
        #expect(server.surprises == [])
    }

    @Test(
        "4xx is tried again, 5xx is not but where it refuses the sender; the server's words are kept",
        arguments: ["421 busy", "450 4.2.0 greylisted", "550 5.1.1 nobody", "552 5.3.4 large"],
        ["MAIL", "RCPT", "DATA", "."]
    )
    func refusals(reply: String, command: String) async throws {
        var script = SMTPTests.hello + "S: 250 mx\n"
        for (name, usual) in [("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go on"), (".", "250 taken")] {
            script += name == "." ? "C: Subject: x\nC: \nC: body\nC: .\n" : "C: \(name)*\n"
            script += "S: \(name == command ? reply : usual)\n"
            if name == command { break }
        }
        let server = try ScriptedServer(script + "R: QUIT => 221 bye")
        let problem = try #require(await sent(server))
        // A sender that is refused is the operator's to mend: no mail of his is lost for it.
        #expect(problem.isTransient == (reply.hasPrefix("4") || command == "MAIL"), "\(problem)")
        #expect(problem.detail.contains(reply), "\(problem.detail)")
        #expect(server.surprises == [])
    }

    @Test("no answer to the message may mean that it was taken: it goes again")
    func cut() async throws {
        let server = try ScriptedServer(
            SMTPTests.hello + """
                S: 250 mx
                C: MAIL*
                S: 250 ok
                C: RCPT*
                S: 250 ok
                C: DATA
                S: 354 go on
                C: Subject: x
                C:\(" ")
                C: body
                C: .
                X: close
                """
        )
        let problem = try #require(await sent(server))
        #expect(problem.isTransient && problem.code == .connectionLost, "\(problem)")
    }

    @Test("without STARTTLS neither name nor password nor mail is sent")
    func noTLS() async throws {
        let server = try ScriptedServer("S: 220 mx\nC: EHLO*\nS: 250-mx\nS: 250 AUTH PLAIN LOGIN\nR: QUIT => 221 bye")
        let problem = await failure { () async throws(Problem) in
            try await client(server.port, .startTLS, user: "relay").send([65], from: "a@b.example", to: "c@d.example")
        }
        #expect(problem?.code == .tlsRequired && problem?.isTransient == true)
        #expect(server.received.allSatisfy { $0.hasPrefix("EHLO") || $0 == "QUIT" }, "\(server.received)")
    }

    @Test("a login that is refused is the operator's, and mails wait until it is mended")
    func refusedLogin() async throws {
        let server = try ScriptedServer(
            "S: 220 mx\nC: EHLO*\nS: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN*\nS: 535 5.7.8 no\nR: QUIT => 221 bye"
        )
        let problem = await failure { () async throws(Problem) in
            try await client(server.port, user: "relay").send([65], from: "a@b.example", to: "c@d.example")
        }
        #expect(problem?.code == .loginRefused && problem?.fixer == .operator && problem?.isTransient == true)
    }

    @Test(
        "what would end the command or begin another one never reaches a server",
        arguments: [
            "a@b.example\r\nRCPT TO:<x@y.example>", "<a@b.example>", "a b@c.example", "ä@b.example", "nobody", "",
        ]
    )
    func injection(address: String) async throws {
        let server = try ScriptedServer("S: 220 mx")
        for (sender, recipient) in [(address, "a@b.example"), ("a@b.example", address)] {
            let problem = await failure { () async throws(Problem) in
                try await client(server.port).send([65], from: sender, to: recipient)
            }
            #expect(problem?.code == .usage)
        }
        #expect(server.accepted == 0)
    }

    @Test("a look names the sender and sends nothing", arguments: ["250 ok", "553 5.7.1 not yours", "451 later"])
    func look(reply: String) async throws {
        let server = try ScriptedServer(
            SMTPTests.hello + "S: 250 mx\nC: MAIL FROM:<us@app.example>\nS: \(reply)\nR: QUIT => 221 bye"
        )
        let problem = await failure { () async throws(Problem) in
            try await client(server.port).look(from: "us@app.example")
        }
        #expect((problem == nil) == reply.hasPrefix("2"), "\(String(describing: problem))")
        #expect(problem == nil || problem?.detail.contains(reply) == true)
        #expect(server.surprises == [])
        #expect(!server.received.contains { $0.hasPrefix("RCPT") || $0.hasPrefix("DATA") })
    }
}

import Connectors
import MailCore
import Peers
import Testing

@Suite("Logging in")
struct LoginTests {
    /// What the server answers to the login, and the code that this is for a person.
    static let refusals: [(String, Problem.Code)] = [
        ("NO [AUTHENTICATIONFAILED] Authentication failed.", .loginRefused),
        ("NO LOGIN failed.", .loginRefused),
        ("BAD User name or password wrong", .loginRefused),
        ("NO [ALERT] Application-specific password required: https://support.google.com/", .loginPolicy),
        ("NO [WEBALERT https://accounts.google.com/] Web login required.", .loginPolicy),
        ("NO [AUTHORIZATIONFAILED] Please use an app password", .loginPolicy),
        ("NO AUTHENTICATE failed. Basic authentication is disabled.", .loginPolicy),
        ("NO [CONTACTADMIN] Your account is blocked", .loginPolicy),
        ("NO [PRIVACYREQUIRED] Plaintext authentication disallowed", .tlsRequired),
        ("NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page", .imapDisabled),
        ("NO IMAP access disabled for this account", .imapDisabled),
        ("NO [LIMIT] Too many simultaneous connections. (Failure)", .throttled),
        ("NO [THROTTLED] Slow down", .throttled),
        ("NO Request is throttled. Suggested Backoff Time: 89923 milliseconds", .throttled),
        ("NO [UNAVAILABLE] Temporary authentication failure", .unavailable),
        ("BAD User is authenticated but not connected.", .unavailable),
        ("NO [INUSE] Mailbox is locked by POP server", .inUse),
    ]

    @Test("a refused login says why, and who can do something about it", arguments: refusals)
    func refused(answer: String, code: Problem.Code) async throws {
        let server = try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready
            C: $ AUTHENTICATE PLAIN *
            S: $ \(answer)
            """
        )
        let problem = await problem(Connectors.source(Accounts.settings(server)))
        #expect(problem?.code == code)
        #expect(problem?.side == .source)
        #expect(problem?.isTransient == [.throttled, .unavailable, .inUse].contains(code))
        server.close()
    }

    @Test("a throttled login waits as long as the server says")
    func backoff() async throws {
        let server = try ScriptedServer("S: * BYE Request is throttled. Suggested Backoff Time: 1001 milliseconds")
        let problem = await problem(Connectors.target(Accounts.settings(server)))
        #expect(problem?.reaction == .retry(afterSeconds: 2))
        server.close()
    }

    @Test(
        "a server that is none, or not now, is told apart from one that refuses",
        arguments: [
            ("S: SSH-2.0-OpenSSH_9.2", Problem.Code.noMailServer),
            ("S: 220 mail.example ESMTP", .noMailServer),
            ("S: * BYE Server shutting down", .unavailable),
            ("S: * BYE [ALERT] Too many connections", .throttled),
            ("X: close", .connectionLost),
            ("X: silence", .noAnswer),
        ]
    )
    func greetings(script: String, code: Problem.Code) async throws {
        let server = try ScriptedServer(script)
        let timeout = code == .noAnswer ? 0.3 : 20
        let problem = await problem(Connectors.source(Accounts.settings(server, loginTimeout: timeout)))
        #expect(problem?.code == code)
        server.close()
    }

    @Test(
        "without encryption nothing is said that is secret",
        arguments: [
            "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready",
            "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome",
            """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] ready
            C: $ STARTTLS
            S: $ NO not today
            """,
        ]
    )
    func tlsRequired(script: String) async throws {
        let server = try ScriptedServer(script)
        let problem = await problem(Connectors.source(Accounts.settings(server, allowPlaintext: false)))
        #expect(problem?.code == .tlsRequired)
        #expect(server.received.allSatisfy { $0.hasSuffix("STARTTLS") })
        server.close()
    }

    @Test("what a server sends ahead of the handshake is not believed")
    func injection() async throws {
        let server = try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] ready
            C: $ STARTTLS
            S~ l1 OK go\u{d}\u{a}* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\u{d}\u{a}
            """
        )
        let problem = await problem(Connectors.source(Accounts.settings(server, allowPlaintext: false)))
        #expect(problem?.code == .protocolViolation)
        #expect(server.received.count == 1)
        server.close()
    }

    @Test("a server with LOGIN alone gets a password with every character as it is")
    func loginCommand() async throws {
        let server = try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1] ready
            C: $ LOGIN alice *
            S: $ OK [CAPABILITY IMAP4rev1] in
            R: $ LIST "" "*" => * LIST () "/" INBOX\\n$ OK done
            R: $ LSUB "" "*" => $ OK done
            R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1)\\n$ OK done
            """
        )
        let password = "pa ss\"wo\\rd{ü😀"
        let settings = Accounts.settings(server, credential: Credential(.password(Redacted(password))))
        _ = try await Connectors.source(settings).describe()
        #expect(server.surprises == [])
        let login = server.received.first { $0.contains("LOGIN") }
        #expect(login?.hasSuffix("\r\n" + password) == true)
        server.close()
    }

    @Test("a password that only OAuth would replace is a matter of policy")
    func microsoft() async throws {
        let server = try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR] The Microsoft Exchange IMAP4 service is ready.
            C: $ AUTHENTICATE PLAIN *
            S: $ NO AUTHENTICATE failed.
            """
        )
        let source = Connectors.source(Accounts.settings(server, host: "outlook.office365.com"))
        #expect(await problem(source)?.code == .loginPolicy)
        server.close()
    }

    @Test("a token is answered to a server that explains its refusal")
    func token() async throws {
        let server = try ScriptedServer(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR] ready
            C: $ AUTHENTICATE XOAUTH2 *
            S: + eyJzdGF0dXMiOiI0MDAifQ==
            C: *
            S: l1 NO SASL authentication failed
            """
        )
        let settings = Accounts.settings(server, credential: Credential(.token(Redacted("t0ken"))))
        let problem = await problem(Connectors.source(settings))
        #expect(problem?.code == .loginRefused)
        #expect(problem?.detail.contains("400") == true)
        server.close()
    }

    @Test(
        "POP3 tells the same things apart",
        arguments: [
            ("-ERR [AUTH] Authentication failed.", Problem.Code.loginRefused),
            ("-ERR [IN-USE] Mailbox is locked", .inUse),
            ("-ERR [SYS/TEMP] later", .unavailable),
            ("-ERR Your account is not enabled for POP access", .imapDisabled),
            ("-ERR Application-specific password required", .loginPolicy),
        ]
    )
    func pop3(answer: String, code: Problem.Code) async throws {
        let server = try ScriptedServer(
            """
            S: +OK ready
            C: CAPA
            S: +OK
            S: USER
            S: UIDL
            S: .
            C: USER alice
            S: +OK
            C: PASS secret
            S: \(answer)
            """
        )
        let settings = Accounts.settings(server, service: .pop3)
        #expect(await problem(Connectors.source(settings))?.code == code)
        let strict = Accounts.settings(server, service: .pop3, allowPlaintext: false)
        #expect(await problem(Connectors.source(strict))?.code == .tlsRequired)
        server.close()
    }

    private func problem(_ source: any Source) async -> Problem? {
        do throws(Problem) {
            _ = try await source.describe()
            return nil
        } catch {
            await source.close()
            return error
        }
    }

    private func problem(_ target: any Target) async -> Problem? {
        do throws(Problem) {
            _ = try await target.describe()
            return nil
        } catch {
            await target.close()
            return error
        }
    }
}

@Suite("Looking ahead")
struct LookingAheadTests {
    private static let greeting = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Dovecot ready.\n"

    @Test("the first look goes behind the login, and its refusal costs nothing but the time")
    func refused() async throws {
        let server = try ScriptedServer(
            LookingAheadTests.greeting + """
                C: $ AUTHENTICATE PLAIN *
                S: $ OK [CAPABILITY IMAP4rev1] in
                R: a* => $ BAD what?
                R: $ LIST "" "*" => * LIST () "/" INBOX\\n$ OK done
                R: $ LSUB "" "*" => $ OK done
                R: $ STATUS INBOX * => * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1)\\n$ OK done
                """
        )
        let source = Connectors.source(Accounts.settings(server))
        let boxes = try await source.containers(.mail)
        #expect(boxes.map(\.count) == [3])
        #expect(server.surprises == [])
        #expect(server.received.prefix(5).map { String($0.prefix(3)) } == ["l1 ", "a1 ", "a2 ", "a3 ", "a4 "])
        await source.close()
        server.close()
    }

    @Test("a wrong password is tried once, whatever was sent behind it")
    func wrongPassword() async throws {
        let server = try ScriptedServer(
            LookingAheadTests.greeting + """
                C: $ AUTHENTICATE PLAIN *
                S: $ NO [AUTHENTICATIONFAILED] Authentication failed.
                R: * => $ BAD not logged in
                """
        )
        var settings = Accounts.settings(server)
        settings.connectionLimit = 4
        let source = Connectors.source(settings)
        do throws(Problem) {
            _ = try await source.describe()
            Issue.record("nobody is let in")
        } catch {
            #expect(error.code == .loginRefused)
        }
        await source.close()
        #expect(server.received.filter { $0.contains("AUTHENTICATE") }.count == 1)
        server.close()
    }
}

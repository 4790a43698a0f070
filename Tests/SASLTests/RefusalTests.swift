import MailCore
import SASL
import Testing

@Suite struct RefusalTests {
    private func exchange(_ mechanism: Credential.Mechanism, _ secret: Credential.Secret) throws -> Exchange {
        let identity = Identity(user: "user", credential: Credential(secret), host: "h", port: 993)
        return try Exchange(mechanism, as: identity, nonce: "rOprNGfwEbeRWgbNEkqO")
    }

    @Test("a password with NUL is unusable", arguments: Credential.Mechanism.allCases.filter { !$0.takesToken })
    func nulInPassword(_ mechanism: Credential.Mechanism) {
        #expect(throws: SASLError.unusableCredential) { try exchange(mechanism, .password(Redacted("a\0b"))) }
        #expect(SASLError.unusableCredential.problem.code == .passwordUnusable)
    }

    @Test("a token that would break its field is unusable", arguments: ["a\u{1}b", "a\r\nb", "a b", "a\0"])
    func controlsInToken(_ token: String) {
        for mechanism in [Credential.Mechanism.xoauth2, .oauthbearer] {
            #expect(throws: SASLError.unusableCredential) { try exchange(mechanism, .token(Redacted(token))) }
        }
    }

    @Test("a password with CR and LF goes as it is")
    func lineEndsInPassword() throws {
        #expect(try exchange(.plain, .password(Redacted("a\r\nb"))).initialResponse == Array("\0user\0a\r\nb".utf8))
    }

    @Test("a mechanism refuses the wrong kind of secret", arguments: Credential.Mechanism.allCases)
    func wrongSecret(_ mechanism: Credential.Mechanism) {
        let secret: Credential.Secret = mechanism.takesToken ? .password(Redacted("x")) : .token(Redacted("x"))
        #expect(throws: SASLError.wrongSecret) { try exchange(mechanism, secret) }
    }

    static let serverFirsts: [(String, SASLError)] = [
        ("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=%%%,i=4096", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096", .malformedChallenge),
        ("m=x,r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=99999999999999999999", .malformedChallenge),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4095", .iterationsOutOfRange),
        ("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=600001", .iterationsOutOfRange),
        ("e=unknown-user", .refused("unknown-user")),
        ("\u{FF}", .malformedChallenge),
    ]

    @Test("SCRAM refuses a first message that is wrong", arguments: serverFirsts)
    func serverFirst(_ message: String, _ error: SASLError) throws {
        var exchange = try exchange(.scramSHA256, .password(Redacted("pencil")))
        #expect(throws: error) { try exchange.respond(to: Array(message.utf8)) }
    }

    @Test("SCRAM computes as many rounds as careful administrators ask for", arguments: [4096, 100_000, 600_000])
    func rounds(_ count: Int) throws {
        var exchange = try exchange(.scramSHA256, .password(Redacted("pencil")))
        #expect(try !exchange.respond(to: Array("r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=\(count)".utf8)).isEmpty)
    }

    @Test(
        "SCRAM refuses a server that does not know the password",
        arguments: [
            ("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", SASLError.wrongServerSignature),
            ("v=AAAA", .wrongServerSignature), ("v=", .wrongServerSignature), ("", .malformedChallenge),
            ("e=invalid-proof", .refused("invalid-proof")),
        ]
    )
    func serverFinal(_ message: String, _ error: SASLError) throws {
        var exchange = try answered()
        #expect(throws: error) { try exchange.respond(to: Array(message.utf8)) }
        #expect(throws: SASLError.endedEarly) { try exchange.finish() }
    }

    @Test("SCRAM does not take a success without the server's signature")
    func skippedSignature() throws {
        #expect(throws: SASLError.endedEarly) { try answered().finish() }
        #expect(throws: SASLError.endedEarly) { try exchange(.scramSHA256, .password(Redacted("x"))).finish() }
    }

    @Test("challenges beyond the last are refused")
    func tooManyChallenges() throws {
        var login = try exchange(.login, .password(Redacted("x")))
        for _ in 0..<2 { _ = try login.respond(to: []) }
        #expect(throws: SASLError.malformedChallenge) { try login.respond(to: []) }
        var cram = try exchange(.cramMD5, .password(Redacted("x")))
        _ = try cram.respond(to: [])
        #expect(throws: SASLError.malformedChallenge) { try cram.respond(to: []) }
    }

    private func answered() throws -> Exchange {
        var exchange = try exchange(.scramSHA256, .password(Redacted("pencil")))
        let first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
        _ = try exchange.respond(to: Array(first.utf8))
        return exchange
    }
}

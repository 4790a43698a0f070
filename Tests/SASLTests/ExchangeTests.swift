import MailCore
import SASL
import Testing

@Suite struct ExchangeTests {
    /// A conversation from a specification: what the client says first, then challenges and answers.
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var mechanism: Credential.Mechanism
        var user: String
        var secret: Credential.Secret
        var authorizationID: String?
        var first: String?
        var rounds: [(challenge: String, response: String)] = []
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "RFC 4616 §4, first",
            mechanism: .plain,
            user: "tim",
            secret: .password(Redacted("tanstaaftanstaaf")),
            first: "\0tim\0tanstaaftanstaaf"
        ),
        Vector(
            name: "RFC 4616 §4, with an identity to act as",
            mechanism: .plain,
            user: "Kurt",
            secret: .password(Redacted("xipj3plmq")),
            authorizationID: "Ursel",
            first: "Ursel\0Kurt\0xipj3plmq"
        ),
        Vector(
            name: "a master user of Dovecot is only a user name",
            mechanism: .plain,
            user: "alice*master",
            secret: .password(Redacted("s p,ä=\"")),
            first: "\0alice*master\0s p,ä=\""
        ),
        Vector(
            name: "LOGIN, whatever the prompts say",
            mechanism: .login,
            user: "alice",
            secret: .password(Redacted("secret")),
            first: nil,
            rounds: [("User Name\0", "alice"), ("Passwort:", "secret")]
        ),
        Vector(
            name: "RFC 2195 §2",
            mechanism: .cramMD5,
            user: "tim",
            secret: .password(Redacted("tanstaaftanstaaf")),
            first: nil,
            rounds: [("<1896.697170952@postoffice.reston.mci.net>", "tim b913a602c7eda7a495b4e6e7334d3890")]
        ),
        Vector(
            name: "RFC 7677 §3",
            mechanism: .scramSHA256,
            user: "user",
            secret: .password(Redacted("pencil")),
            first: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
            rounds: [
                (
                    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
                ),
                ("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", ""),
            ]
        ),
        Vector(
            name: "XOAUTH2 as Google shows it, refused",
            mechanism: .xoauth2,
            user: "someuser@example.com",
            secret: .token(Redacted("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")),
            first: "user=someuser@example.com\u{1}auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\u{1}\u{1}",
            rounds: [(#"{"status":"400"}"#, "")]
        ),
        Vector(
            name: "RFC 7628 §4.1 and §4.3",
            mechanism: .oauthbearer,
            user: "user@example.com",
            secret: .token(Redacted("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==")),
            first: "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}"
                + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u{1}\u{1}",
            rounds: [(#"{"status":"invalid_token"}"#, "\u{1}")]
        ),
    ]

    @Test("the specifications' conversations come out to the octet", arguments: vectors)
    func conversation(_ vector: Vector) throws {
        var exchange = try begin(vector.mechanism, vector.user, vector.secret, actingAs: vector.authorizationID)
        #expect(exchange.initialResponse.map { String(decoding: $0, as: UTF8.self) } == vector.first)
        for round in vector.rounds {
            let response = try exchange.respond(to: Array(round.challenge.utf8))
            #expect(String(decoding: response, as: UTF8.self) == round.response)
        }
        try exchange.finish()
    }

    @Test(
        "a server that asks for nothing first gets the initial response",
        arguments: [
            Credential.Mechanism.plain, .scramSHA256,
        ]
    )
    func emptyChallenge(_ mechanism: Credential.Mechanism) throws {
        var exchange = try begin(mechanism, "user", .password(Redacted("pencil")))
        #expect(try exchange.respond(to: []) == exchange.initialResponse)
    }

    @Test("SCRAM escapes names and binds the identity to act as")
    func scramNames() throws {
        let exchange = try begin(.scramSHA256, "a=b,c", .password(Redacted("x")), actingAs: "d,e")
        #expect(exchange.initialResponse == Array("n,a=d=2Ce,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO".utf8))
    }

    @Test("a refused token leaves the server's reason")
    func refusedToken() throws {
        var exchange = try begin(.oauthbearer, "u", .token(Redacted("t")))
        _ = try exchange.respond(to: Array("{}".utf8))
        #expect(exchange.refusal == "{}")
    }

    @Test("no description shows a secret", arguments: Credential.Mechanism.allCases)
    func redaction(_ mechanism: Credential.Mechanism) throws {
        let secret: Credential.Secret =
            mechanism.takesToken ? .token(Redacted("Geheim7")) : .password(Redacted("Geheim7"))
        let exchange = try begin(mechanism, "user", secret)
        var dumped = ""
        dump(exchange, to: &dumped)
        #expect(!"\(exchange) \(String(reflecting: exchange)) \(dumped)".contains("Geheim7"))
    }

    private func begin(
        _ mechanism: Credential.Mechanism,
        _ user: String,
        _ secret: Credential.Secret,
        actingAs identity: String? = nil
    ) throws -> Exchange {
        let credential = Credential(secret, authorizationID: identity)
        let who = Identity(user: user, credential: credential, host: "server.example.com", port: 143)
        return try Exchange(mechanism, as: who, nonce: "rOprNGfwEbeRWgbNEkqO")
    }
}

import MailCore
import SASL
import Testing

@Suite struct ChoiceTests {
    private static let password: Credential.Secret = .password(Redacted("x"))
    private static let token: Credential.Secret = .token(Redacted("x"))

    static let cases: [(Credential, [String], [Credential.Mechanism])] = [
        (
            Credential(password), ["LOGIN", "plain", "CRAM-MD5", "SCRAM-SHA-256"],
            [.scramSHA256, .cramMD5, .plain, .login]
        ),
        (Credential(password), ["PLAIN", "LOGIN"], [.plain, .login]),
        (Credential(password), ["XOAUTH2", "GSSAPI"], []),
        (Credential(token), ["PLAIN", "XOAUTH2", "OAUTHBEARER"], [.oauthbearer, .xoauth2]),
        (Credential(token), ["XOAUTH2"], [.xoauth2]),
        (Credential(token), ["PLAIN"], []),
        (Credential(password, mechanism: .login), [], [.login]),
        (Credential(password, authorizationID: "bob"), ["LOGIN", "CRAM-MD5", "PLAIN"], [.plain]),
        (Credential(token, authorizationID: "bob"), ["XOAUTH2", "OAUTHBEARER"], [.oauthbearer]),
    ]

    @Test("the strongest that is offered comes first", arguments: cases)
    func choice(_ credential: Credential, _ offered: [String], _ expected: [Credential.Mechanism]) {
        #expect(credential.mechanisms(offered: offered) == expected)
    }

    static let vectors: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("base64 follows RFC 4648 §10, missing padding forgiven", arguments: vectors)
    func base64(_ plain: String, _ text: String) {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(Base64.decode(Array(text.utf8)) == Array(plain.utf8))
        #expect(Base64.decode(Array(text.utf8.filter { $0 != UInt8(ascii: "=") })) == Array(plain.utf8))
    }

    @Test("what is no base64 is refused", arguments: ["Z", "Zm9v=Zg=", "Zm 9v", "Zg===", "Zm9vY", "ä"])
    func notBase64(_ text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test("all octets survive base64")
    func roundTrip() {
        for count in 0..<40 {
            let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count &* 91) }
            #expect(Base64.decode(Array(Base64.encode(octets).utf8)) == octets)
        }
    }
}

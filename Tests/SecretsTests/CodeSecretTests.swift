import MailCore
import Testing

@testable import Secrets

@Suite("One-time codes")
struct CodeSecretTests {
    private let secret = CodeSecret(key: Array("12345678901234567890".utf8))

    @Test(
        "codes are those of RFC 6238, appendix B",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)]
    )
    func vectors(_ time: Int64, _ code: String) {
        #expect(secret.code(time / 30, digits: 8) == code)
        #expect(secret.step(of: String(code.suffix(6)), at: time) == time / 30)
    }

    @Test(
        "codes are those of RFC 4226, appendix D",
        arguments: zip(
            0...9,
            [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ]
        )
    )
    func counters(_ step: Int, _ code: String) { #expect(secret.code(Int64(step)) == code) }

    @Test("a code counts one step earlier and later, and no more")
    func tolerance() {
        let code = secret.code(1000)
        let times: [(Int64, Bool)] = [
            (29_969, false), (29_970, true), (30_000, true), (30_029, true), (30_059, true), (30_060, false),
        ]
        for (time, isRight) in times {
            #expect(secret.step(of: code, at: time) == (isRight ? 1000 : nil), "\(time)")
        }
    }

    @Test("spaces are forgiven, anything else is not", arguments: ["", "0", "28708", "2870822", "94287082", "abcdef"])
    func typed(_ wrong: String) {
        #expect(secret.step(of: "287 082 ", at: 59) == 1)
        #expect(secret.step(of: wrong, at: 59) == nil)
    }

    @Test("the link carries the secret in base 32, and names that need it escaped")
    func link() {
        #expect(secret.text.exposed == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            secret.uri(issuer: "Umzug & Söhne", account: "anna@firma.example").exposed
                == "otpauth://totp/Umzug%20%26%20S%C3%B6hne:anna%40firma.example"
                + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Umzug%20%26%20S%C3%B6hne"
                + "&algorithm=SHA1&digits=6&period=30"
        )
        #expect("\(secret)".contains("redacted"))
    }

    @Test("new secrets differ, and have 160 bits")
    func random() {
        #expect(CodeSecret.random() != .random())
        #expect(CodeSecret.random().text.exposed.count == 32)
    }
}

@Suite("Vault")
struct VaultTests {
    private let vault = Vault(key: Array(repeating: 7, count: 32))

    @Test("a secret opens for its place alone, with its key alone, and unaltered alone")
    func opening() throws {
        let secret = CodeSecret.random()
        let text = try vault.seal(secret, of: "anna")
        #expect(try vault.codes(text, of: "anna") == secret)
        #expect(try vault.seal(secret, of: "anna") != text)
        #expect(throws: SecretsError.cannotOpen) { try vault.codes(text, of: "berta") }
        let other = Vault(key: Array(repeating: 8, count: 32))
        #expect(throws: SecretsError.cannotOpen) { try other.codes(text, of: "anna") }
        for wrong in ["", "?", "AAAA", String(text.dropLast(4)), "AAAA" + text.dropFirst(4)] {
            #expect(throws: SecretsError.cannotOpen, "\(wrong)") { try vault.codes(wrong, of: "anna") }
        }
    }
}

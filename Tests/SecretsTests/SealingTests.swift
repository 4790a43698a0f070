import MailCore
import Testing

@testable import Secrets

@Suite("Sealed secrets")
struct SealingTests {
    private let migration = MigrationID.random()
    private let secret = Redacted(Array("päss wörd 🔑".utf8))

    private func makeKey() throws -> OpeningKey { try #require(OpeningKey(bytes: OpeningKey.random())) }

    @Test("what was sealed is opened for the same context")
    func roundTrip() throws {
        let key = try makeKey()
        let context = SealingContext.credential(.source, of: migration)
        let sealed = key.sealingKey.seal(secret, as: context)
        #expect(try key.open(sealed, as: context) == secret)
    }

    @Test("sealing the same twice gives different octets that do not contain the secret")
    func ciphertext() throws {
        let key = try makeKey().sealingKey
        let context = SealingContext.credential(.source, of: migration)
        let (first, second) = (key.seal(secret, as: context), key.seal(secret, as: context))
        #expect(first != second)
        #expect(!first.bytes.contains(secret.exposed))
        #expect(!first.bytes.contains(Array(migration.rawValue.utf8)))
    }

    @Test("for another side, another migration or another purpose it stays closed")
    func contexts() throws {
        let key = try makeKey()
        let sealed = key.sealingKey.seal(secret, as: .credential(.source, of: migration))
        let others = [
            SealingContext.credential(.target, of: migration),
            .credential(.source, of: .random()),
            SealingContext(purpose: "credential.sourc", migration: migration),
            SealingContext(purpose: "", migration: migration),
        ]
        for other in others {
            #expect(throws: SecretsError.cannotOpen) { try key.open(sealed, as: other) }
        }
    }

    @Test("each flipped bit is noticed")
    func tampering() throws {
        let key = try makeKey()
        let context = SealingContext.credential(.source, of: migration)
        let sealed = key.sealingKey.seal(secret, as: context)
        for index in sealed.bytes.indices {
            var bytes = sealed.bytes
            bytes[index] ^= 1
            #expect(throws: SecretsError.cannotOpen) { try key.open(Sealed(bytes: bytes), as: context) }
        }
    }

    @Test("cut or foreign octets are refused", arguments: [0, 1, 47, 48, 49, 60])
    func cut(_ count: Int) throws {
        let key = try makeKey()
        let context = SealingContext.credential(.source, of: migration)
        let sealed = key.sealingKey.seal(secret, as: context)
        #expect(throws: SecretsError.cannotOpen) {
            try key.open(Sealed(bytes: Array(sealed.bytes.prefix(count))), as: context)
        }
        #expect(throws: SecretsError.cannotOpen) {
            try key.open(Sealed(bytes: Sodium.random(count)), as: context)
        }
    }

    @Test("another installation's key does not open it")
    func otherKey() throws {
        let context = SealingContext.credential(.source, of: migration)
        let sealed = try makeKey().sealingKey.seal(secret, as: context)
        let other = try makeKey()
        #expect(throws: SecretsError.cannotOpen) { try other.open(sealed, as: context) }
    }

    @Test(
        "a credential comes back whole",
        arguments: [
            Credential(.password(Redacted("a \"b\" \\ { ü 😀"))),
            Credential(.token(Redacted("ya29.x")), mechanism: .xoauth2, authorizationID: "boss@example.org"),
            Credential(.password(Redacted("")), mechanism: .cramMD5),
        ]
    )
    func credentials(_ credential: Credential) throws {
        let key = try makeKey()
        let context = SealingContext.credential(.target, of: migration)
        let sealed = try key.sealingKey.seal(credential, as: context)
        #expect(try key.credential(sealed, as: context) == credential)
    }

    @Test("a sealed blob that is no credential is refused as one")
    func noCredential() throws {
        let key = try makeKey()
        let context = SealingContext.credential(.target, of: migration)
        let sealed = key.sealingKey.seal(Redacted(Array("{}".utf8)), as: context)
        #expect(throws: SecretsError.cannotOpen) { try key.credential(sealed, as: context) }
    }

    @Test("the private key is not printed")
    func printing() throws {
        let bytes = OpeningKey.random()
        let key = try #require(OpeningKey(bytes: bytes))
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("\(bytes[0]), \(bytes[1])"))
        #expect("\(key)" == "<opening key>")
    }
}

import CSodium
public import MailCore

/// The private half, which opens what was sealed; only the worker holds it.
public struct OpeningKey: Sendable, CustomStringConvertible {
    private let secret: Redacted<[UInt8]>
    /// The other half.
    public let sealingKey: SealingKey

    /// Takes a key, or gives nil where it has another length.
    init?(bytes: [UInt8]) {
        Sodium.prepare()
        guard bytes.count == crypto_box_secretkeybytes() else { return nil }
        var publicBytes = [UInt8](repeating: 0, count: crypto_box_publickeybytes())
        guard crypto_scalarmult_base(&publicBytes, bytes) == 0, let key = SealingKey(bytes: publicBytes) else {
            return nil
        }
        secret = Redacted(bytes)
        sealingKey = key
    }

    /// A new key.
    static func random() -> [UInt8] {
        Sodium.random(crypto_box_secretkeybytes())
    }

    /// Opens what was sealed for exactly this context.
    ///
    /// - Throws: `cannotOpen` for another key, another context, or an altered ciphertext.
    public func open(_ sealed: Sealed, as context: SealingContext) throws(SecretsError) -> Redacted<[UInt8]> {
        let overhead = crypto_box_sealbytes()
        let prefix = context.prefix
        guard sealed.bytes.count >= overhead + prefix.count else { throw .cannotOpen }
        var plain = [UInt8](repeating: 0, count: sealed.bytes.count - overhead)
        defer { Sodium.wipe(&plain) }
        let count = UInt64(sealed.bytes.count)
        guard crypto_box_seal_open(&plain, sealed.bytes, count, sealingKey.bytes, secret.exposed) == 0 else {
            throw .cannotOpen
        }
        guard plain.starts(with: prefix) else { throw .cannotOpen }
        return Redacted(Array(plain[prefix.count...]))
    }

    /// Never the key.
    public var description: String { "<opening key>" }
}

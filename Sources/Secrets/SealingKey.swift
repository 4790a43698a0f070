import CSodium
public import MailCore

/// The public half, which seals and cannot open: what the web process has for mailboxes' passwords.
public struct SealingKey: Hashable, Sendable {
    /// The X25519 public key.
    let bytes: [UInt8]

    /// Takes a key, or gives nil where it has another length.
    init?(bytes: [UInt8]) {
        guard bytes.count == crypto_box_publickeybytes() else { return nil }
        self.bytes = bytes
    }

    /// Seals a small secret for a purpose and a migration.
    ///
    /// `crypto_box_seal` takes no associated data, so the context goes first inside the plaintext, and
    /// ``OpeningKey/open(_:as:)`` checks it.
    public func seal(_ secret: Redacted<[UInt8]>, as context: SealingContext) -> Sealed {
        Sodium.prepare()
        var plain = context.prefix + secret.exposed
        defer { Sodium.wipe(&plain) }
        var sealed = [UInt8](repeating: 0, count: plain.count + crypto_box_sealbytes())
        crypto_box_seal(&sealed, plain, UInt64(plain.count), bytes)
        return Sealed(bytes: sealed)
    }
}

extension SealingContext {
    /// The context as octets; lengths first, so that no two contexts share a prefix.
    var prefix: [UInt8] {
        var bytes: [UInt8] = [1]
        for text in [purpose, migration.rawValue] {
            let utf8 = Array(text.utf8)
            bytes.append(UInt8(truncatingIfNeeded: utf8.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: utf8.count))
            bytes += utf8
        }
        return bytes
    }
}

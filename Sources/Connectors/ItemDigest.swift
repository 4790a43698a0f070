internal import Crypto
internal import MIME
internal import MailCore

/// SHA-256 of octets, in lower-case hexadecimal.
enum ItemDigest {
    static func of(_ octets: [UInt8]) -> String { text(SHA256.hash(data: octets)) }

    static func text(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 64) { text in
            var index = 0
            for octet in digest {
                text[index] = digits[Int(octet >> 4)]
                text[index + 1] = digits[Int(octet & 15)]
                index += 2
            }
            return index
        }
    }
}

extension Fingerprint {
    /// The fingerprint of a message of which at least the header block is at hand.
    ///
    /// The digest is that of the header block without the empty line, every line end made CRLF (``MIME/HeaderBlock``), so
    /// that a server's normalising of line ends makes no difference.
    init(_ header: HeaderBlock, octets: Int) {
        var hash = SHA256()
        header.withCanonicalLineEnds { hash.update(bufferPointer: $0) }
        self.init(
            messageID: String(decoding: header.field("message-id") ?? [], as: UTF8.self),
            date: String(decoding: header.field("date") ?? [], as: UTF8.self),
            octets: octets,
            headerDigest: ItemDigest.text(hash.finalize())
        )
    }
}

extension HeaderBlock {
    /// The subject as people read it.
    var subject: String { EncodedWord.decode(field("subject") ?? []) }
}

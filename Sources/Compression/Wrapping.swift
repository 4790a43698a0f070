/// What stands around the deflated octets.
public enum Wrapping: Sendable, Hashable {
    /// Nothing (RFC 1951; IMAP COMPRESS=DEFLATE).
    case raw
    /// A two-octet header and Adler-32 (RFC 1950).
    case zlib
    /// A gzip member (RFC 1952).
    case gzip

    /// What zlib calls `windowBits`.
    var windowBits: Int32 {
        switch self {
        case .raw: -15
        case .zlib: 15
        case .gzip: 31
        }
    }
}

/// Why octets could not be inflated.
public enum InflateError: Error, Hashable, Sendable {
    /// They are not what they should be.
    case malformed
    /// They end before the end.
    case truncated
    /// More than `limit` octets would come out.
    case tooLarge(limit: Int)
}

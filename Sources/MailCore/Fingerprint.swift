/// What an item is, wherever it sits: equal for copies of one message, whatever server holds them.
///
/// Never made of INTERNALDATE or flags, which differ between copies.
public struct Fingerprint: Hashable, Codable, Sendable {
    /// The recipe; fingerprints of different versions are never compared.
    public var version: Int
    /// The Message-ID field's body without surrounding white space; empty where there is none.
    public var messageID: String
    /// The Date field's body without surrounding white space; empty where there is none.
    public var date: String
    /// The item's size in octets.
    public var octets: Int
    /// SHA-256 of the header block, in lower-case hexadecimal.
    public var headerDigest: String

    /// A fingerprint of the present version.
    public init(messageID: String, date: String, octets: Int, headerDigest: String) {
        version = 1
        self.messageID = messageID
        self.date = date
        self.octets = octets
        self.headerDigest = headerDigest
    }
}

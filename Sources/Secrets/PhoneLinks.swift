public import MailCore

/// Short-lived keys for links to a migration's settings, derived from a key of this installation; nothing is stored of them.
public struct PhoneLinks: Sendable {
    private let key: [UInt8]

    init(key: [UInt8]) { self.key = key }

    /// The key that holds until that instant, in seconds since 1970: the instant, a dash and 128 bits.
    public func token(of id: MigrationID, until: Int64) -> String {
        // Recovery codes come of the bare ID, which holds no blank.
        let digest = Sodium.digest(Array("phone \(id.rawValue) \(until)".utf8), key: key, length: 16)
        let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "\(String(until, radix: 36))-\(digits.joined())"
    }

    /// Whether it is the migration's key and holds at that instant.
    public func holds(_ token: String, of id: MigrationID, at now: Int64) -> Bool {
        guard let until = Int64(token.prefix { $0 != "-" }, radix: 36), until > now else { return false }
        return Token.equal(token, self.token(of: id, until: until))
    }
}

extension KeyFolder {
    /// The keys of links to a migration's settings.
    public func phoneLinks() throws(SecretsError) -> PhoneLinks { PhoneLinks(key: try recoveryKey()) }
}

public import MailCore

/// The keys of an installation: `<data>/keys`, made on first start.
///
/// - `sealing.pub`: the public half; the web process seals mailboxes' passwords with it, and cannot open them again.
/// - `sealing.key`: the private half, readable for the owner alone; read once at the start, when the two halves are
///   compared, and used only by the worker.
/// - `recovery.key`: readable for the owner alone, and used by the web process too: recovery codes, the tokens of links in
///   mails and on phones, and the key of the ``Vault`` are derived from it.
public struct KeyFolder: Sendable {
    private let path: String

    /// The keys of that data folder.
    public init(data folder: String) { path = "\(folder)/keys" }

    /// Makes the keys that are missing; to be called once by the first process that starts.
    public func prepare() throws(SecretsError) {
        try KeyFile.makeFolder(path)
        let private_ = try KeyFile.loadOrCreate("\(path)/sealing.key", mode: 0o600) { OpeningKey.random() }
        guard let key = OpeningKey(bytes: private_) else { throw .badKey(file: "sealing.key") }
        let public_ = try KeyFile.loadOrCreate("\(path)/sealing.pub", mode: 0o644) { key.sealingKey.bytes }
        guard public_ == key.sealingKey.bytes else { throw .badKey(file: "sealing.pub") }
        _ = try KeyFile.loadOrCreate("\(path)/recovery.key", mode: 0o600) { Sodium.random(32) }
    }

    /// The public half.
    public func sealingKey() throws(SecretsError) -> SealingKey {
        guard let key = SealingKey(bytes: try KeyFile.load("\(path)/sealing.pub")) else {
            throw .badKey(file: "sealing.pub")
        }
        return key
    }

    /// The private half.
    public func openingKey() throws(SecretsError) -> OpeningKey {
        guard let key = OpeningKey(bytes: try KeyFile.load("\(path)/sealing.key")) else {
            throw .badKey(file: "sealing.key")
        }
        return key
    }

    /// Derives tokens of links in mails, from any text: the same each time, and without the key nobody's guess.
    public func linkTokens() throws(SecretsError) -> @Sendable (String) -> Redacted<String> {
        let key = try KeyFile.load("\(path)/recovery.key")
        guard key.count == 32 else { throw .badKey(file: "recovery.key") }
        // No migration ID has a space in it, so that no token is a recovery code's digest.
        return { text in Token.text(of: Sodium.digest(Array("mail link \(text)".utf8), key: key, length: 24)) }
    }

    /// Derives recovery codes.
    public func recoveryCodes() throws(SecretsError) -> @Sendable (MigrationID) -> RecoveryCode {
        let key = try recoveryKey()
        return { id in RecoveryCode(digest: Sodium.digest(Array(id.rawValue.utf8), key: key)) }
    }

    func recoveryKey() throws(SecretsError) -> [UInt8] {
        let key = try KeyFile.load("\(path)/recovery.key")
        guard key.count == 32 else { throw .badKey(file: "recovery.key") }
        return key
    }
}

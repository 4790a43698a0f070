import Crypto
import FoundationEssentials
public import MailCore

/// Keeps small secrets that the web process itself has to read again, sealed with a key of this installation: whoever has
/// the database alone learns nothing, and what is moved to another place opens there no more (ChaCha20-Poly1305).
public struct Vault: Sendable {
    private let key: Redacted<[UInt8]>

    init(key: [UInt8]) { self.key = Redacted(key) }

    /// Seals a secret for one place, such as `codes anna`.
    public func seal(_ secret: Redacted<[UInt8]>, for place: String) throws(SecretsError) -> String {
        do {
            let box = try ChaChaPoly.seal(secret.exposed, using: symmetric, authenticating: Array(place.utf8))
            return box.combined.base64EncodedString()
        } catch {
            throw .cannotOpen
        }
    }

    /// Opens what was sealed for that place.
    ///
    /// - Throws: `cannotOpen` for another key, another place, or an altered text.
    public func open(_ text: String, for place: String) throws(SecretsError) -> Redacted<[UInt8]> {
        do {
            guard let data = Data(base64Encoded: text) else { throw SecretsError.cannotOpen }
            let box = try ChaChaPoly.SealedBox(combined: data)
            return Redacted(Array(try ChaChaPoly.open(box, using: symmetric, authenticating: Array(place.utf8))))
        } catch {
            throw .cannotOpen
        }
    }

    private var symmetric: SymmetricKey { SymmetricKey(data: key.exposed) }
}

extension Vault {
    /// Seals the secret of somebody's codes.
    public func seal(_ secret: CodeSecret, of login: String) throws(SecretsError) -> String {
        try seal(secret.key, for: "codes \(login)")
    }

    /// Opens the secret of somebody's codes.
    public func codes(_ text: String, of login: String) throws(SecretsError) -> CodeSecret {
        CodeSecret(key: try open(text, for: "codes \(login)").exposed)
    }
}

extension Vault {
    /// Seals the initial passwords of a project's accounts.
    public func sealAccessList(_ list: Redacted<[UInt8]>, of project: String) throws(SecretsError) -> String {
        try seal(list, for: "access list \(project)")
    }

    /// Opens them.
    public func accessList(_ text: String, of project: String) throws(SecretsError) -> Redacted<[UInt8]> {
        try open(text, for: "access list \(project)")
    }
}

extension KeyFolder {
    /// What keeps secrets that the web process reads again.
    public func vault() throws(SecretsError) -> Vault {
        // No migration ID has a space in it, so that this is no recovery code's digest.
        Vault(key: Sodium.digest(Array("vault of secrets".utf8), key: try recoveryKey()))
    }
}

import FoundationEssentials
public import MailCore

/// A credential's form inside the seal.
private struct CredentialForm: Codable {
    var password: String?
    var token: String?
    var mechanism: Credential.Mechanism?
    var authorizationID: String?
}

extension SealingKey {
    /// Seals a credential.
    public func seal(_ credential: Credential, as context: SealingContext) throws -> Sealed {
        var form = CredentialForm(mechanism: credential.mechanism, authorizationID: credential.authorizationID)
        switch credential.secret {
        case .password(let password): form.password = password.exposed
        case .token(let token): form.token = token.exposed
        }
        return seal(Redacted(Array(try JSONEncoder().encode(form))), as: context)
    }
}

extension OpeningKey {
    /// Opens a credential.
    ///
    /// - Throws: `cannotOpen`.
    public func credential(_ sealed: Sealed, as context: SealingContext) throws(SecretsError) -> Credential {
        let bytes = try open(sealed, as: context)
        guard let form = try? JSONDecoder().decode(CredentialForm.self, from: Data(bytes.exposed)) else {
            throw .cannotOpen
        }
        let secret: Credential.Secret
        if let password = form.password {
            secret = .password(Redacted(password))
        } else if let token = form.token {
            secret = .token(Redacted(token))
        } else {
            throw .cannotOpen
        }
        return Credential(secret, mechanism: form.mechanism, authorizationID: form.authorizationID)
    }
}

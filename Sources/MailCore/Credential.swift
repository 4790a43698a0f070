/// What proves who we are at an endpoint.
public struct Credential: Hashable, Sendable {
    /// A password or an OAuth access token.
    public enum Secret: Hashable, Sendable {
        case password(Redacted<String>)
        case token(Redacted<String>)
    }

    /// The SASL mechanism to use whatever is offered (DESIGN §4, `--source-auth`).
    public enum Mechanism: String, Hashable, Codable, CaseIterable, Sendable {
        case plain, login
        case cramMD5 = "cram-md5"
        case scramSHA256 = "scram-sha-256"
        case xoauth2, oauthbearer
    }

    /// A password or an OAuth access token.
    public var secret: Secret
    /// Nil: the strongest that is offered.
    public var mechanism: Mechanism?
    /// The identity to act as (RFC 4422 §2), where it differs from the user who logs in.
    public var authorizationID: String?

    /// A credential.
    public init(_ secret: Secret, mechanism: Mechanism? = nil, authorizationID: String? = nil) {
        self.secret = secret
        self.mechanism = mechanism
        self.authorizationID = authorizationID
    }
}

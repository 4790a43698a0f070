public import MailCore

extension Credential.Mechanism {
    /// The registered name (RFC 4422 §3.1).
    public var saslName: String {
        switch self {
        case .plain: "PLAIN"
        case .login: "LOGIN"
        case .cramMD5: "CRAM-MD5"
        case .scramSHA256: "SCRAM-SHA-256"
        case .xoauth2: "XOAUTH2"
        case .oauthbearer: "OAUTHBEARER"
        }
    }

    /// Whether it carries an OAuth token instead of a password.
    public var takesToken: Bool {
        switch self {
        case .xoauth2, .oauthbearer: true
        case .plain, .login, .cramMD5, .scramSHA256: false
        }
    }

    /// Whether it can say whom to act as (RFC 4422 §3.4.1).
    public var carriesAuthorizationID: Bool {
        switch self {
        case .plain, .scramSHA256, .oauthbearer: true
        case .login, .cramMD5, .xoauth2: false
        }
    }
}

extension Credential {
    /// Mechanisms to try, the strongest first, among those that the server offers; names compare without regard to case.
    ///
    /// A mechanism that the user chose is used whatever is offered. Where an identity to act as is given, mechanisms that
    /// cannot carry it are left out.
    public func mechanisms(offered names: some Sequence<String>) -> [Mechanism] {
        if let mechanism { return [mechanism] }
        let offered = Set(names.map { $0.uppercased() })
        let candidates: [Mechanism] =
            switch secret {
            case .password: [.scramSHA256, .cramMD5, .plain, .login]
            case .token: [.oauthbearer, .xoauth2]
            }
        return candidates.filter { candidate in
            offered.contains(candidate.saslName) && (authorizationID == nil || candidate.carriesAuthorizationID)
        }
    }
}

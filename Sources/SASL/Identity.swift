public import MailCore

/// Who logs in where, and with what; everything that a mechanism may put into its messages.
public struct Identity: Hashable, Sendable {
    /// The user whose password or token it is; Dovecot's `user*master` is just such a name.
    public var user: String
    /// What proves it.
    public var credential: Credential
    /// The server's host name, which OAUTHBEARER names (RFC 7628 §3.1).
    public var host: String
    /// The server's port, which OAUTHBEARER names.
    public var port: Int

    /// Somebody who logs in.
    public init(user: String, credential: Credential, host: String, port: Int) {
        self.user = user
        self.credential = credential
        self.host = host
        self.port = port
    }
}

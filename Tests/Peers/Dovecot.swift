/// Starts private Dovecots (2.3, Debian's packages); see `tools/dovecot.py`.
public enum Dovecot {
    /// How mail is stored.
    public enum Format: String, Encodable, Sendable {
        case maildir, sdbox, mdbox
    }

    /// The certificate that the server shows.
    public enum Certificate: String, Encodable, Sendable {
        case valid, expired
        case wrongName = "wrong-name"
        case selfSigned = "self-signed"
        case unknownIssuer = "unknown-issuer"
    }

    /// What can be chosen about a server; everything has a default.
    public struct Options: Encodable, Sendable {
        /// Login names with their passwords.
        public var users = ["alice": "secret"]
        /// How mail is stored; sdbox keeps every byte, Maildir makes CRLF of bare LF and refuses dots in names.
        public var format = Format.sdbox
        /// The hierarchy separator.
        public var separator = "/"
        /// The prefix of the personal namespace.
        public var prefix = ""
        /// Capabilities not to offer, such as MULTIAPPEND, UIDPLUS, LITERAL+.
        public var without: [String] = []
        /// Capabilities to offer in addition.
        public var with: [String] = []
        /// SASL mechanisms.
        public var mechanisms = ["plain", "login", "cram-md5", "scram-sha-256"]
        /// Master users (login `user*master`, or PLAIN with an authorization identity) with their passwords.
        public var masters: [String: String] = [:]
        /// OAuth tokens with the user that each stands for; not empty offers XOAUTH2 and OAUTHBEARER.
        public var tokens: [String: String] = [:]
        /// Storage quota of every user.
        public var quotaBytes: Int?
        /// Message quota of every user.
        public var quotaMessages: Int?
        /// The largest message that APPEND takes, offered as APPENDLIMIT and refused with `NO [LIMIT]`.
        public var maxMessageBytes: Int?
        /// Special-use folders by name, such as `["Gesendet": "\\Sent"]`; they exist from the start.
        public var specialUse: [String: String] = [:]
        /// The certificate that the server shows.
        public var certificate = Certificate.valid
        /// Whether TLS is offered at all, on the plain ports by STARTTLS.
        public var tls = true
        /// Whether COMPRESS=DEFLATE is offered.
        public var compress = false
        /// Whether ManageSieve listens too.
        public var sieve = false
        /// How many connections one user may have (`mail_max_userip_connections`).
        public var connectionsPerUser = 100
        /// Processes kept ready for new connections.
        public var processes = 0
        /// Lines for the end of dovecot.conf.
        public var extra = ""

        /// The defaults: one user `alice` with password `secret`.
        public init() {}
    }

    /// Starts a server; `change` sets what differs from the defaults.
    public static func start(_ change: (inout Options) -> Void = { _ in }) async throws -> Peer {
        var options = Options()
        change(&options)
        return try await Peer("dovecot", options: options)
    }
}

/// Starts private Cyrus servers (3.6, Debian's packages, unpacked by `make deps`); see `tools/cyrus.py`.
///
/// Its personal namespace is `INBOX/`; it refuses bare line feeds and NUL, and keeps 100 keywords in a mailbox.
public enum Cyrus {
    /// What can be chosen about a server.
    public struct Options: Encodable, Sendable {
        /// Login names with their passwords; PLAIN only.
        public var users = ["alice": "secret"]
        /// The hierarchy separator, `/` or `.`.
        public var separator = "/"
        /// The certificate that the server shows.
        public var certificate = Dovecot.Certificate.valid
        /// Storage quota of every user.
        public var quotaKilobytes: Int?
        /// Folders below INBOX that exist from the first login.
        public var autocreate = ["Sent", "Drafts", "Trash"]
        /// Lines for the end of imapd.conf.
        public var extra = ""

        /// The defaults: one user `alice` with password `secret`.
        public init() {}
    }

    /// Starts a server; `change` sets what differs from the defaults.
    public static func start(_ change: (inout Options) -> Void = { _ in }) async throws -> Peer {
        var options = Options()
        change(&options)
        return try await Peer("cyrus", options: options)
    }
}

/// Where items come from.
///
/// Nothing that a source does changes anything there: `EXAMINE`, `BODY.PEEK`, no `DELE`.
///
/// A source reconnects by itself between calls. A call that cannot be completed throws a ``Problem`` whose reaction says
/// what to do; it never retries for longer than one reconnection, because waiting is the engine's to show.
public protocol Source: Sendable {
    /// Logs in where need be and says what is there.
    func describe() async throws(Problem) -> SourceDescription

    /// The containers of a kind, virtual and unselectable ones included and marked as such.
    func containers(_ kind: Kind) async throws(Problem) -> [SourceContainer]

    /// Lists items of several containers; requests are pipelined and answered in order.
    ///
    /// The stream ends early by throwing a ``Problem`` where the connection fails; a container that cannot be opened is
    /// an event of its own.
    func items(_ requests: [ListingRequest]) -> AsyncThrowingStream<ListingEvent, any Error>

    /// Fetches items of one container in the order given, but that a streamed one comes when the server sends it. May be
    /// called again before earlier answers are read to their end: connectors pipeline the calls over their connections.
    ///
    /// Every reference is answered once, as an item or as a failure of its own, unless the stream throws a ``Problem``.
    func fetch(_ references: [Reference], from container: SourceContainer) -> AsyncThrowingStream<FetchEvent, any Error>

    /// What identifies the items to a person and whether they still exist (missing ones are left out); no contents.
    func inspect(
        _ references: [Reference],
        in container: SourceContainer
    ) async throws(Problem) -> [Observation]

    /// SHA-256 of each item's octets as the source delivers them, in hexadecimal; nil where it is gone or cannot be read.
    ///
    /// Asked for by undo, for large items whose copy was found again after a crash.
    func digests(_ references: [Reference], in container: SourceContainer) async throws(Problem) -> [String?]

    /// Logs out and closes every connection.
    func close() async
}

/// What a source is and can do.
public struct SourceDescription: Hashable, Codable, Sendable {
    /// The kinds that it can deliver.
    public var kinds: Set<Kind>
    /// The names of capabilities that the server announced after login, as it spells them.
    public var capabilities: [String]
    /// What tells this account from others, for "source = target": equal texts are the same account on the same server.
    public var accountIdentity: AccountIdentity
    /// The server's name for itself (RFC 2971 ID, greeting); empty where unknown.
    public var software: String

    /// A description.
    public init(
        kinds: Set<Kind>,
        capabilities: [String],
        accountIdentity: AccountIdentity,
        software: String = ""
    ) {
        self.kinds = kinds
        self.capabilities = capabilities
        self.accountIdentity = accountIdentity
        self.software = software
    }
}

/// What tells whether two connections reach the same account: the peer's address and port, and the user that logged in.
public struct AccountIdentity: Hashable, Codable, Sendable {
    /// The server as addressed: host names and peer addresses, lower case.
    public var servers: Set<String>
    /// The account, folded to lower case.
    public var account: String
    /// The inbox, by a name that no other mailbox of any server has, and how it stood; nil where the server has none.
    public var inbox: String?

    /// An identity.
    public init(servers: Set<String>, account: String, inbox: String? = nil) {
        self.servers = servers
        self.account = account
        self.inbox = inbox
    }

    /// Whether both are the same account on the same server, through whatever host name and port.
    ///
    /// A server reached by other ways shows the same inbox in the same state. That of a copy of the account on another
    /// server may have the same name (replication, copied files), but no longer the same state once there is something to
    /// be moved; and accounts with different users may have been made from one template.
    public func isSame(as other: AccountIdentity) -> Bool {
        if let inbox, inbox == other.inbox, user == other.user { return true }
        return account == other.account && !servers.isDisjoint(with: other.servers)
    }

    /// The account without a domain, which some servers want in the user name and others add by themselves.
    private var user: Substring { account.prefix { $0 != "@" } }
}

/// A folder, calendar or address book at the source.
public struct SourceContainer: Hashable, Codable, Sendable {
    /// Why a container is not moved unless asked for by name.
    public enum Exclusion: String, Hashable, Codable, Sendable {
        /// Holds no items of its own (`\Noselect`, `\NonExistent`).
        case notSelectable
        /// Shows items that live elsewhere (`\All`, `\Flagged`, Gmail's All Mail, Important, Starred).
        case virtual
        /// Belongs to somebody else (other users' and shared namespaces).
        case notPersonal
    }

    /// The kind of its items.
    public var kind: Kind
    /// Its place, without the namespace's prefix.
    public var path: FolderPath
    /// The server's own name for it (IMAP: mailbox name as on the wire), only for connectors.
    public var wireName: String
    /// What it is for, where the server says so.
    public var specialUse: SpecialUse?
    /// A name that survives renaming (MAILBOXID), where the server has one.
    public var stableID: String?
    /// What makes references stale when it changes (UIDVALIDITY), where known before opening.
    public var validity: String?
    /// Number of items, where known.
    public var count: Int?
    /// Octets in all, where known.
    public var bytes: Int?
    /// Whether the account's owner subscribed to it.
    public var isSubscribed: Bool
    /// Why it is off by default; nil where it is not.
    public var exclusion: Exclusion?
    /// What a listing of it would start from, where that is known without opening it; lets the engine pass over
    /// containers whose checkpoint equals the stored one.
    public var checkpoint: Checkpoint?

    /// A container.
    public init(
        kind: Kind,
        path: FolderPath,
        wireName: String,
        specialUse: SpecialUse? = nil,
        stableID: String? = nil,
        validity: String? = nil,
        count: Int? = nil,
        bytes: Int? = nil,
        isSubscribed: Bool = false,
        exclusion: Exclusion? = nil,
        checkpoint: Checkpoint? = nil
    ) {
        self.kind = kind
        self.path = path
        self.wireName = wireName
        self.specialUse = specialUse
        self.stableID = stableID
        self.validity = validity
        self.count = count
        self.bytes = bytes
        self.isSubscribed = isSubscribed
        self.exclusion = exclusion
        self.checkpoint = checkpoint
    }
}

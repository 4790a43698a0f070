public import MailCore

/// A mailbox as LIST or LSUB shows it (RFC 9051 §7.3.1).
public struct MailboxListing: Hashable, Sendable {
    /// Its name.
    public var name: MailboxName
    /// The hierarchy separator; nil on a flat server.
    public var separator: Character?
    /// The attributes, lower case, with their backslash.
    public var attributes: Set<String>
    /// The name that it was asked for, where the server says that it is an older one (RFC 9051 §6.3.9.7, OLDNAME).
    public var oldName: MailboxName?

    /// A mailbox.
    public init(_ name: MailboxName, separator: Character?, attributes: Set<String> = []) {
        self.name = name
        self.separator = separator
        self.attributes = attributes
    }

    /// Whether it can be selected (`\Noselect`, RFC 5258 `\NonExistent`).
    public var isSelectable: Bool { attributes.isDisjoint(with: ["\\noselect", "\\nonexistent"]) }

    /// Whether it is subscribed; only said where it was asked for.
    public var isSubscribed: Bool { attributes.contains("\\subscribed") }

    /// What it is for (RFC 6154, RFC 8457; `\AllMail`, `\Starred`, `\Spam` are Gmail's old XLIST names).
    public var specialUse: SpecialUse? {
        for (attribute, use) in MailboxListing.uses where attributes.contains(attribute) { return use }
        return nil
    }

    private static let uses: [(String, SpecialUse)] = [
        ("\\all", .all), ("\\allmail", .all), ("\\archive", .archive), ("\\drafts", .drafts), ("\\flagged", .flagged),
        ("\\starred", .flagged), ("\\important", .important), ("\\junk", .junk), ("\\spam", .junk), ("\\sent", .sent),
        ("\\trash", .trash),
    ]
}

/// What STATUS says of a mailbox (RFC 9051 §7.3.4); only what was asked for and is known.
public struct MailboxStatus: Hashable, Sendable {
    /// The mailbox.
    public var name: MailboxName
    /// MESSAGES.
    public var messages: Int?
    /// UIDNEXT.
    public var uidNext: UID?
    /// UIDVALIDITY.
    public var uidValidity: UInt32?
    /// UNSEEN.
    public var unseen: Int?
    /// DELETED.
    public var deleted: Int?
    /// SIZE (RFC 8438): octets of all messages.
    public var size: Int?
    /// HIGHESTMODSEQ; 0 where the mailbox keeps none.
    public var highestModSeq: UInt64?
    /// MAILBOXID (RFC 8474).
    public var mailboxID: String?
    /// X-GUID (Dovecot).
    public var guid: String?
    /// APPENDLIMIT (RFC 7889); nil also for NIL: no limit of its own.
    public var appendLimit: Int?

    /// A status that says nothing.
    public init(_ name: MailboxName) { self.name = name }
}

/// A namespace (RFC 2342).
public struct Namespace: Hashable, Sendable {
    /// What names in it begin with.
    public var prefix: MailboxName
    /// Its separator; nil for a flat one.
    public var separator: Character?

    /// A namespace.
    public init(prefix: MailboxName, separator: Character?) {
        self.prefix = prefix
        self.separator = separator
    }
}

/// The namespaces of an account (RFC 2342).
public struct Namespaces: Hashable, Sendable {
    /// The account's own.
    public var personal: [Namespace]
    /// Other users'.
    public var others: [Namespace]
    /// Shared ones.
    public var shared: [Namespace]

    /// Namespaces.
    public init(personal: [Namespace] = [], others: [Namespace] = [], shared: [Namespace] = []) {
        self.personal = personal
        self.others = others
        self.shared = shared
    }
}

/// What a quota root allows (RFC 9208 §5.1).
public struct Quota: Hashable, Sendable {
    /// One resource's share.
    public struct Resource: Hashable, Sendable {
        /// The upper-case name: `STORAGE` (in KiB), `MESSAGE` and others.
        public var name: String
        /// What is used.
        public var usage: Int
        /// What is allowed.
        public var limit: Int

        /// A resource's share.
        public init(name: String, usage: Int, limit: Int) {
            self.name = name
            self.usage = usage
            self.limit = limit
        }
    }

    /// The root's name; may be empty.
    public var root: String
    /// The resources.
    public var resources: [Resource]

    /// A quota.
    public init(root: String, resources: [Resource]) {
        self.root = root
        self.resources = resources
    }

    /// Octets still free, where storage is limited.
    public var freeOctets: Int? {
        resources.first { $0.name == "STORAGE" }.map { storage in
            let (octets, overflow) = max(0, storage.limit - storage.usage).multipliedReportingOverflow(by: 1024)
            return overflow ? Int.max : octets
        }
    }
}

/// The answer to SEARCH, as SEARCH or ESEARCH (RFC 9051 §7.3.5, RFC 4731).
public struct SearchResult: Hashable, Sendable {
    /// The command that it answers, where the server says so.
    public var tag: String?
    /// The messages found.
    public var all: UIDSet?
    /// The lowest.
    public var min: UID?
    /// The highest.
    public var max: UID?
    /// How many.
    public var count: Int?
    /// The highest mod-sequence of those found.
    public var modSeq: UInt64?

    /// A result that says nothing.
    public init() {}
}

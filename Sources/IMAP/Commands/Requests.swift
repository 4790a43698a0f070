public import MailCore

/// The arguments of LIST (RFC 9051 §6.3.9); everything but the patterns needs an extension.
public struct ListRequest: Hashable, Sendable {
    /// What to ask about each mailbox in the same command.
    public enum Return: Hashable, Sendable {
        /// RFC 5258.
        case subscribed, children
        /// RFC 6154.
        case specialUse
        /// RFC 5819, LIST-STATUS.
        case status([StatusItem])
    }

    /// The patterns, in the wire's encoding; more than one needs LIST-EXTENDED.
    public var patterns: [MailboxName]
    /// Only subscribed mailboxes, missing ones included (LIST-EXTENDED).
    public var onlySubscribed: Bool
    /// What to say of each.
    public var returning: [Return]

    /// Arguments; the default lists everything.
    public init(
        patterns: [MailboxName] = [MailboxName(wire: [UInt8(ascii: "*")])],
        onlySubscribed: Bool = false,
        returning: [Return] = []
    ) {
        self.patterns = patterns
        self.onlySubscribed = onlySubscribed
        self.returning = returning
    }
}

/// What STATUS can be asked (RFC 9051 §6.3.11 and extensions).
public enum StatusItem: String, Hashable, Sendable {
    case messages = "MESSAGES"
    case uidNext = "UIDNEXT"
    case uidValidity = "UIDVALIDITY"
    case unseen = "UNSEEN"
    /// IMAP4rev2, or RFC 9208 with QUOTA=RES-STORAGE.
    case deleted = "DELETED"
    /// RFC 8438, STATUS=SIZE.
    case size = "SIZE"
    /// RFC 7162, CONDSTORE.
    case highestModSeq = "HIGHESTMODSEQ"
    /// RFC 8474, OBJECTID.
    case mailboxID = "MAILBOXID"
    /// Dovecot's own name for the same thing.
    case guid = "X-GUID"
    /// RFC 7889, APPENDLIMIT without a value.
    case appendLimit = "APPENDLIMIT"
}

/// What FETCH can be asked.
///
/// Message octets are always peeked at: nothing becomes `\Seen`.
public enum FetchItem: Hashable, Sendable {
    /// A part of a section (RFC 9051 §6.4.5.1).
    public struct Partial: Hashable, Sendable {
        /// The first octet.
        public var offset: Int
        /// How many octets.
        public var count: Int

        /// A part.
        public init(offset: Int, count: Int) {
            self.offset = offset
            self.count = count
        }
    }

    case uid, flags, internalDate, size, envelope
    /// RFC 7162.
    case modSeq
    /// RFC 8474.
    case emailID, threadID
    /// X-GM-EXT-1.
    case gmailLabels, gmailMessageID
    /// `BODY.PEEK[]`.
    case message(Partial? = nil)
    /// `BODY.PEEK[HEADER]`.
    case header(Partial? = nil)
    /// `BODY.PEEK[HEADER.FIELDS (…)]`; names are field names of ours.
    case headerFields([String])
    /// `BINARY.PEEK[]` (RFC 3516).
    case binary(Partial? = nil)
}

/// What SEARCH looks for (RFC 9051 §6.4.4); several keys must all hold.
public indirect enum SearchKey: Hashable, Sendable {
    case all, deleted
    case uid(UIDSet)
    /// The field contains the text; an empty text finds every message that has the field.
    case header(field: String, String)
    case keyword(String)
    /// INTERNALDATE's day in the server's zone is this UTC day or later.
    case since(InternalDate)
    /// RFC 7162.
    case modSeq(UInt64)
    case not(SearchKey)
}

/// What ESEARCH is to answer with (RFC 4731).
public enum SearchReturn: String, Hashable, Sendable {
    case min = "MIN"
    case max = "MAX"
    case all = "ALL"
    case count = "COUNT"
}

/// How STORE changes flags.
public enum StoreAction: String, Hashable, Sendable {
    case replace = ""
    case add = "+"
    case remove = "-"
}

/// A message to be appended.
public struct AppendMessage: Hashable, Sendable {
    /// Its octets.
    public enum Body: Hashable, Sendable {
        /// All of them; sent from this array.
        case octets([UInt8])
        /// So many, which the caller sends itself when it comes to ``EncodedCommand/Piece/stream(length:)``.
        case stream(length: Int)

        /// How many octets.
        public var length: Int {
            switch self {
            case .octets(let octets): octets.count
            case .stream(let length): length
            }
        }
    }

    /// Its flags; keywords that are no atoms are left out (``MailCore/Flags/unsendableKeywords``).
    public var flags: Flags
    /// Its internal date; nil: the server's now.
    public var date: InternalDate?
    /// Its octets.
    public var body: Body
    /// Whether it goes as literal8, the only way to send NUL (RFC 3516 §4.4, BINARY).
    public var isBinary: Bool

    /// A message.
    public init(flags: Flags, date: InternalDate?, body: Body, isBinary: Bool = false) {
        self.flags = flags
        self.date = date
        self.body = body
        self.isBinary = isBinary
    }
}

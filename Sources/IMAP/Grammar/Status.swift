public import MailCore

/// A status response (RFC 9051 §7.1): its condition, a code for programs, and a text for people.
public struct StatusResponse: Hashable, Sendable {
    /// What it says.
    public enum Condition: Hashable, Sendable {
        case ok, no, bad, bye
        /// Only as a greeting: the connection is logged in already.
        case preauth
    }

    /// What it says.
    public var condition: Condition
    /// The code in brackets.
    public var code: ResponseCode?
    /// The text for people; may be empty, and may be an alert where the code says so.
    public var text: String

    /// A status response.
    public init(_ condition: Condition, code: ResponseCode? = nil, text: String = "") {
        self.condition = condition
        self.code = code
        self.text = text
    }
}

/// The end of a command (RFC 9051 §7.1).
public struct TaggedResponse: Hashable, Sendable {
    /// The tag that the command was sent with.
    public var tag: String
    /// How it ended.
    public var status: StatusResponse

    /// The end of a command.
    public init(tag: String, _ status: StatusResponse) {
        self.tag = tag
        self.status = status
    }
}

/// A response code (RFC 9051 §7.1 and the IANA registry); those without data of use to us are ``other(_:_:)``.
public enum ResponseCode: Hashable, Sendable {
    case alert
    case badCharset([String])
    case capability(Capabilities)
    case permanentFlags(PermanentFlags)
    case readOnly, readWrite
    case tryCreate
    case uidNext(UID)
    case uidValidity(UInt32)
    case unseen(UInt32)
    case highestModSeq(UInt64)
    case noModSeq
    /// RFC 4315: the UIDs are in the order of the messages sent.
    case appendUID(validity: UInt32, UIDSet)
    case copyUID(validity: UInt32, source: UIDSet, destination: UIDSet)
    /// RFC 7162 §3.1.3: these were changed by somebody else.
    case modified(UIDSet)
    /// RFC 8474.
    case mailboxID(String)
    case authenticationFailed, authorizationFailed, expired, privacyRequired, contactAdmin
    case unavailable, inUse, throttled, closed
    case limit, overQuota, tooBig
    case alreadyExists, nonexistent, cannot, noPerm, uidNotSticky, useAttr
    case serverBug, clientBug, corruption, parse, unknownCTE
    case compressionActive
    /// Any other: the upper-case name, and what follows it.
    case other(String, String)
}

/// The flags that a mailbox keeps (RFC 9051 §7.1, PERMANENTFLAGS).
public struct PermanentFlags: Hashable, Sendable {
    /// Flags that last.
    public var flags: Flags
    /// Whether new keywords can be made (`\*`).
    public var allowsNewKeywords: Bool

    /// Flags that last.
    public init(_ flags: Flags, allowsNewKeywords: Bool) {
        self.flags = flags
        self.allowsNewKeywords = allowsNewKeywords
    }
}

public import MailCore

/// What a ``ResponseParser`` reads.
public enum Event: Sendable, Hashable {
    /// The first response of a connection: OK, PREAUTH or BYE.
    case greeting(StatusResponse)
    /// The end of a command.
    case tagged(TaggedResponse)
    /// The server waits for more of the command (RFC 9051 §7.6).
    case continuation(Continuation)
    /// Anything else.
    case untagged(UntaggedResponse)
    /// A large body follows; the response that it belongs to comes after ``literalEnd``.
    case literalBegin(StreamedLiteral)
    /// The next octets of the body.
    case literalChunk([UInt8])
    /// The body is complete.
    case literalEnd
    /// A response that cannot be read; what follows can.
    case malformed(MalformedResponse)
}

/// A response without a tag (RFC 9051 §7).
public enum UntaggedResponse: Sendable, Hashable {
    case status(StatusResponse)
    case capability(Capabilities)
    case enabled([String])
    case list(MailboxListing)
    case lsub(MailboxListing)
    case mailboxStatus(MailboxStatus)
    case search(SearchResult)
    case flags(Flags)
    case exists(Int)
    case recent(Int)
    case expunge(UInt32)
    /// RFC 7162 §3.2.10; `earlier` answers VANISHED in a FETCH or SELECT, and says nothing about sequence numbers.
    case vanished(earlier: Bool, UIDSet)
    case fetch(FetchResponse)
    case namespace(Namespaces)
    /// RFC 2971; field names in lower case, fields without value left out.
    case id([String: String])
    case quota(Quota)
    case quotaRoot(MailboxName, roots: [String])
    /// One that we do not know: its upper-case name.
    case unknown(String)
}

/// A request for more of a command.
public struct Continuation: Sendable, Hashable {
    /// What follows the `+`: base64 during authentication, a text for people else.
    public var text: [UInt8]

    /// A request.
    public init(text: [UInt8]) { self.text = text }
}

/// A response that is framed well and cannot be read.
public struct MalformedResponse: Sendable, Hashable {
    /// What is wrong.
    public enum Fault: Sendable, Hashable {
        case syntax
        case overLimit(IMAPError.Limit)
    }

    /// What is wrong.
    public var fault: Fault
    /// Where in the response's text.
    public var offset: Int
    /// The beginning of the response for the technician, at most 200 octets.
    public var excerpt: String

    /// A response that cannot be read.
    public init(fault: Fault, offset: Int, excerpt: String) {
        self.fault = fault
        self.offset = offset
        self.excerpt = excerpt
    }
}

public import MailCore

/// What a server says of one message (RFC 9051 §7.5.2).
///
/// Attribute it by ``uid``, never by the next tag: servers merge pipelined fetches.
public struct FetchResponse: Hashable, Sendable {
    /// The message's sequence number.
    public var sequence: UInt32
    /// Its UID; nil in an unsolicited response that leaves it out.
    public var uid: UID?
    /// Its flags, without `\Recent` and without system flags that we do not know.
    public var flags: Flags?
    /// When the server received it; nil also where the date cannot be read.
    public var internalDate: InternalDate?
    /// RFC822.SIZE, which servers get wrong.
    public var size: Int?
    /// RFC 7162.
    public var modSeq: UInt64?
    /// RFC 8474 EMAILID, or Gmail's X-GM-MSGID.
    public var emailID: String?
    /// RFC 8474 THREADID, or Gmail's X-GM-THRID.
    public var threadID: String?
    /// Gmail's X-GM-LABELS, in modified UTF-7.
    public var labels: [String]?
    /// The envelope.
    public var envelope: Envelope?
    /// Parts of the message's octets, in the order given.
    public var sections: [FetchedSection] = []

    /// A response without attributes.
    public init(sequence: UInt32) { self.sequence = sequence }

    /// The octets of a section, where it came whole; the first where it came more than once.
    public func octets(_ section: Section) -> [UInt8]? {
        for fetched in sections where fetched.section == section {
            if case .octets(let octets) = fetched.content { return octets }
        }
        return nil
    }
}

/// A section that was fetched.
public struct FetchedSection: Hashable, Sendable {
    /// The octets, or where they went.
    public enum Content: Hashable, Sendable {
        case octets([UInt8])
        /// NIL: the server has nothing there, which for a message is a refusal and never an empty message.
        case absent
        /// It was over ``IMAPLimits/wholeLiteral`` and came as chunks before.
        case streamed(length: Int)
    }

    /// Which part of the message.
    public var section: Section
    /// Where a partial fetch begins (`BODY[]<0>`).
    public var origin: Int?
    /// The octets, or where they went.
    public var content: Content

    /// A section that was fetched.
    public init(_ section: Section, origin: Int? = nil, _ content: Content) {
        self.section = section
        self.origin = origin
        self.content = content
    }
}

/// A part of a message (RFC 9051 §6.4.5.1).
public enum Section: Hashable, Sendable {
    /// `BODY[]`, RFC822.
    case whole
    /// `BODY[HEADER]`, RFC822.HEADER.
    case header
    /// `BODY[HEADER.FIELDS (…)]`, whatever the fields: servers reorder and respell them.
    case headerFields
    /// `BODY[TEXT]`, RFC822.TEXT.
    case text
    /// `BINARY[]` (RFC 3516): as `BODY[]`, and NUL survives.
    case binary
    /// Any other, as it is written.
    case other(String)
}

/// The structured header (RFC 9051 §7.5.2, ENVELOPE) as far as we need it; texts as the header writes them, undecoded.
public struct Envelope: Hashable, Sendable {
    /// The Date field.
    public var date: [UInt8]?
    /// The Subject field, with encoded words.
    public var subject: [UInt8]?
    /// The Message-ID field.
    public var messageID: [UInt8]?

    /// An envelope.
    public init(date: [UInt8]?, subject: [UInt8]?, messageID: [UInt8]?) {
        self.date = date
        self.subject = subject
        self.messageID = messageID
    }
}

/// A body that is too large to be held, about to come in chunks.
public struct StreamedLiteral: Hashable, Sendable {
    /// Exactly how many octets follow.
    public var length: Int
    /// What the server said of the message so far; attributes that it writes after the body come with the response.
    public var message: FetchResponse
    /// Which part of the message this is.
    public var section: Section
    /// Where a partial fetch begins.
    public var origin: Int?

    /// A body about to come.
    public init(length: Int, message: FetchResponse, section: Section, origin: Int? = nil) {
        self.length = length
        self.message = message
        self.section = section
        self.origin = origin
    }
}

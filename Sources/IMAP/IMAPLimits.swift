/// What a server may make us hold or do; everything beyond it is an error, never an allocation.
public struct IMAPLimits: Hashable, Sendable {
    /// Octets of a status, tagged or continuation line; the longest honest ones are CAPABILITY and MODIFIED sets of some KiB.
    public var statusLine = 64 << 10
    /// Octets of one response outside its literals; an ENVELOPE with thousands of recipients is some hundred KiB.
    public var response = 1 << 20
    /// Octets of a SEARCH, ESEARCH or VANISHED line: a million UIDs of ten digits, which SEARCH does not compact.
    public var numbers = 16 << 20
    /// Octets of a literal that is delivered whole; larger message bodies come as a stream of chunks.
    public var wholeLiteral = 1 << 20
    /// Octets of all the literals of one response that are held at once.
    public var wholeLiterals = 8 << 20
    /// Octets that a streamed literal may announce, far beyond any server's own message limit.
    public var literal = 1 << 31
    /// Literals in one response: an ENVELOPE may have several an address, a FETCH of ours has three.
    public var literalCount = 1_000
    /// Levels of parentheses: a BODYSTRUCTURE that nests deeper is meant to exhaust a parser's stack.
    public var depth = 100
    /// Elements of one list (flags, attributes, names): each costs far more memory than its octets on the wire.
    public var elements = 10_000
    /// Numbers and ranges of one set.
    public var ranges = 1_000_000
    /// Messages or octets that a mailbox is believed to have; what claims more counts as so many, so that a sum over all
    /// mailboxes stays a number.
    public var amount = 1 << 40
    /// Octets that a message is believed to have, likewise.
    public var messageSize = 1 << 36

    /// The limits above.
    public init() {}

    /// The limits above, with another bound for literals delivered whole.
    public init(wholeLiteral: Int) {
        self.wholeLiteral = wholeLiteral
        wholeLiterals = max(wholeLiterals, wholeLiteral)
    }
}

/// What a server may make us hold or do; everything beyond it is an error, never an allocation.
public struct IMAPLimits: Hashable, Sendable {
    /// Octets of a status, tagged or continuation line. RFC 7162 §4 has servers expect 8 KiB of us; the longest honest
    /// ones we know are CAPABILITY and MODIFIED sets of a few KiB.
    public var statusLine = 64 << 10
    /// Octets of one response outside its literals. An ENVELOPE with thousands of recipients is some hundred KiB.
    public var response = 1 << 20
    /// Octets of a SEARCH, ESEARCH or VANISHED line: one million UIDs of ten digits, which are not compacted in SEARCH.
    public var numbers = 16 << 20
    /// Octets of a literal that is delivered whole; larger message bodies come as a stream of chunks.
    public var wholeLiteral = 1 << 20
    /// Octets of all the literals of one response that are held at once.
    public var wholeLiterals = 8 << 20
    /// Octets that a streamed literal may announce. 2^31 is beyond any server's own message limit.
    public var literal = 1 << 31
    /// Literals in one response; each costs an array. A FETCH of ours asks for three at most.
    public var literalCount = 10_000
    /// Levels of parentheses. A BODYSTRUCTURE that nests deeper is an attack on recursive parsers.
    public var depth = 100
    /// Elements of one list (flags, attributes, addresses, ranges of a set), so that a line costs memory in proportion.
    public var elements = 1_000_000

    /// The limits above.
    public init() {}

    /// The limits above, with another bound for literals delivered whole.
    public init(wholeLiteral: Int) {
        self.wholeLiteral = wholeLiteral
        wholeLiterals = max(wholeLiterals, wholeLiteral)
    }
}

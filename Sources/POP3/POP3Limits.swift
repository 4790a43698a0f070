/// What a server may send.
public struct POP3Limits: Hashable, Sendable {
    /// Octets of one line of an answer or listing; RFC 2449 allows 512, servers send more.
    public var line = 8 * 1024
    /// Lines of a listing, that is, messages in a mailbox.
    public var listing = 2_000_000
    /// Lines of CAPA.
    public var capabilities = 500
    /// Octets of one message.
    public var message = 2 * 1024 * 1024 * 1024
    /// Octets of messages that wait to be taken; more are refused, so take events after each ``Conversation/receive(_:)``.
    public var pending = 64 * 1024 * 1024

    /// The defaults.
    public init() {}
}

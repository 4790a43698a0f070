internal import IMAP
internal import MailCore

/// What takes a command's answer.
///
/// All but `finish` are called by the connection's reader alone, in order.
protocol ResponseSink: AnyObject, Sendable {
    /// Takes a response that belongs to this command; `loose` asks whether it would take it in want of a better one.
    func take(_ response: UntaggedResponse, loose: Bool) -> Bool
    /// Takes a large body that is about to come, if it belongs to this command.
    func begin(_ literal: StreamedLiteral) -> (any LiteralReceiver)?
    /// Returns when there is room for more; the connection is not read meanwhile.
    func makeRoom() async
    /// The command ended: with the server's word, or because the connection did. Called exactly once.
    func finish(_ result: Result<StatusResponse, Problem>)
}

extension ResponseSink {
    func begin(_ literal: StreamedLiteral) -> (any LiteralReceiver)? { nil }
    func makeRoom() async {}
}

/// What takes a large body's octets.
protocol LiteralReceiver: AnyObject, Sendable {
    /// Takes octets; returns when there is room for more, so that the connection is read no faster than it is consumed.
    func push(_ octets: [UInt8]) async
    /// The body is complete.
    func end()
    /// The connection ended inside the body.
    func fail(_ problem: Problem)
}

/// One command on its way: what to send, and who takes the answer.
struct IMAPExchange: Sendable {
    /// The command under its tag.
    var encoded: EncodedCommand
    /// Who takes the answer.
    var sink: any ResponseSink
    /// The body of a streamed APPEND.
    var body: (any ContentStream)?
    /// Whether the command changes the selected mailbox: data that is meant for later commands comes after its end.
    var isBarrier: Bool
    /// Whether the command asks for compression: what follows it is written as its answer says.
    var isCompression = false
}

/// A command to be sent.
struct IMAPRequest: Sendable {
    /// The command.
    var command: Command
    /// Who takes the answer.
    var sink: any ResponseSink
    /// The body of a streamed APPEND.
    var body: (any ContentStream)?

    init(_ command: Command, _ sink: any ResponseSink, body: (any ContentStream)? = nil) {
        self.command = command
        self.sink = sink
        self.body = body
    }
}

import CCurl
public import MailCore

/// Hands mails to a server (RFC 5321) over libcurl.
///
/// What fails is told by its reaction: `retry` where trying again later may help, which is everything between us and the
/// operator's server and its 4xx answers; `stop` where the server refuses sender, recipient or message for good (5xx).
public struct SMTPClient: Sendable {
    private static let threads = BlockingThreads(limit: 4)

    private let server: SMTPServer
    private let settings: TransportSettings

    /// A client of that server.
    public init(_ server: SMTPServer, _ settings: TransportSettings = TransportSettings()) {
        self.server = server
        self.settings = settings
    }

    /// Sends one message to one address; returns once the server has taken it.
    ///
    /// - Throws: As said above. When the connection breaks between the message and its answer, nobody knows whether it was
    ///   taken: that is a `retry`, and the message may come twice.
    public func send(_ message: [UInt8], from sender: String, to recipient: String) async throws(Problem) {
        for address in [sender, recipient] where !SMTPClient.isSendable(address) {
            throw SMTPClient.unsendable
        }
        let exchange = SMTPExchange(
            server: server,
            settings: settings,
            sender: sender,
            recipient: recipient,
            message: message
        )
        try await perform { exchange.perform($0) }
    }

    /// Connects, logs in and asks whether that sender is accepted, without sending anything.
    ///
    /// Some servers judge the sender only together with a recipient: those accept here what they refuse later.
    ///
    /// - Throws: As `send` does.
    public func look(from sender: String) async throws(Problem) {
        guard SMTPClient.isSendable(sender) else { throw SMTPClient.unsendable }
        let look = SMTPLook(server: server, settings: settings, sender: sender)
        try await perform { look.perform($0) }
    }

    /// Carries it out on a thread of our own.
    private func perform(
        _ body: @escaping @Sendable (Attempt) -> Result<Void, Problem>
    ) async throws(Problem) {
        let attempt = Attempt(egress: settings.egress)
        let promise = Promise<Result<Void, Problem>>()
        SMTPClient.threads.submit { promise.settle(body(attempt)) }
        let result = await withTaskCancellationHandler {
            await promise.value()
        } onCancel: {
            attempt.abort()
        }
        try result.get()
    }

    private static let unsendable = Problem(
        .usage,
        reaction: .stop,
        fixer: .you,
        detail: "no address that can be written to"
    )

    /// Visible ASCII without brackets: nothing that ends the command or begins another one.
    static func isSendable(_ address: String) -> Bool {
        let bytes = address.utf8
        return (3...254).contains(bytes.count) && bytes.contains(UInt8(ascii: "@"))
            && bytes.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}

internal import IMAP
internal import MailCore

/// Everything from the first octet to a connection that is logged in; one round trip a step, no more steps than needed.
struct IMAPLogin {
    /// A connection that is logged in, with nothing under way.
    struct Outcome: Sendable {
        var stream: any ByteStream
        var peer: String
        var parser: ResponseParser
        var capabilities: Capabilities
        var greeting: String
        /// What was sent behind the login and is not answered yet.
        var ahead: IMAPAhead?
    }

    let settings: ConnectorSettings
    let stream: any ByteStream
    /// Reads what the server sends.
    var parser = ResponseParser()
    /// What the server offers now, once it said so.
    var capabilities: Capabilities?
    /// The number of the last command.
    var lastTag = 0
    /// Whether nobody in between can read along.
    var isEncrypted: Bool
    /// The first look at the account, to be sent behind the login.
    var ahead: IMAPAhead?
    /// Whether it was sent.
    var isAheadSent = false
    /// Whether the mechanism's first message goes with the command.
    var sendsInitialResponse = false
    /// What the server asked last within the mechanism.
    var challenge: [UInt8] = []
    private let aheadSide: Problem.Side?

    var host: String { settings.endpoint.host }

    private init(_ settings: ConnectorSettings, _ stream: any ByteStream, _ aheadSide: Problem.Side?) {
        self.settings = settings
        self.stream = stream
        self.aheadSide = aheadSide
        isEncrypted = settings.endpoint.security == .tls
    }

    /// Connects and logs in, all within the login's time-out.
    ///
    /// - Parameters:
    ///   - settings: Where, and as whom.
    ///   - side: What to look at the account ahead for, where that can be done.
    ///   - mayLogIn: Awaited with the greeting at hand; false gives the connection up before any credential is sent.
    /// - Returns: A connection.
    /// - Throws: Why there is none.
    static func connect(
        _ settings: ConnectorSettings,
        lookingAheadFor side: Problem.Side? = nil,
        once mayLogIn: (@Sendable () async -> Bool)? = nil
    ) async throws(Problem) -> Outcome {
        let connection = try await settings.dial()
        let deadline = Deadline(seconds: settings.loginTimeout) { await connection.stream.close() }
        defer { deadline.cancel() }
        var login = IMAPLogin(settings, connection.stream, side)
        do throws(Problem) {
            let greeting = try await login.logIn(once: mayLogIn)
            return Outcome(
                stream: connection.stream,
                peer: connection.peer,
                parser: login.parser,
                capabilities: login.capabilities ?? Capabilities(),
                greeting: greeting,
                ahead: login.isAheadSent ? login.ahead : nil
            )
        } catch {
            await connection.stream.close()
            guard deadline.hasPassed else { throw error }
            throw .silence(host: settings.endpoint.host, reaction: .retry(afterSeconds: nil))
        }
    }

    /// Gives the greeting's text.
    private mutating func logIn(once mayLogIn: (@Sendable () async -> Bool)?) async throws(Problem) -> String {
        let greeting = try await greeting()
        note(greeting.code)
        if let aheadSide { ahead = IMAPAhead(greeting: greeting.text, settings, aheadSide) }
        if settings.endpoint.security == .startTLS { try await encrypt(isLoggedIn: greeting.condition == .preauth) }
        if greeting.condition != .preauth {
            if capabilities == nil { try await askCapabilities() }
            if let mayLogIn, await !mayLogIn() { throw .lostConnection }
            try await authenticate()
        }
        if capabilities == nil { try await askCapabilities() }
        return greeting.text
    }
}

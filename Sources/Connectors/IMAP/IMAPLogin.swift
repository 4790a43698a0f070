internal import IMAP
internal import MailCore
internal import SASL

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
    private var parser = ResponseParser()
    private var capabilities: Capabilities?
    private var lastTag = 0
    private var isEncrypted: Bool
    private let aheadSide: Problem.Side?
    private var ahead: IMAPAhead?
    private var isAheadSent = false

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

    private mutating func greeting() async throws(Problem) -> StatusResponse {
        while true {
            switch try await next() {
            case .greeting(let status) where status.condition == .bye:
                throw ServerProblem.farewell(status, host: host)
            case .greeting(let status):
                return status
            case .untagged, .malformed: continue
            case .tagged, .continuation, .literalBegin, .literalChunk, .literalEnd:
                throw Problem(.noMailServer, ["host": host], reaction: .stop, fixer: .you)
            }
        }
    }

    // MARK: - Encryption

    private mutating func encrypt(isLoggedIn: Bool) async throws(Problem) {
        if capabilities == nil, !isLoggedIn { try await askCapabilities() }
        guard !isLoggedIn, capabilities?.contains("STARTTLS") == true else {
            // Logged in already, or no encryption on offer: an attacker in between could have arranged either.
            guard settings.allowPlaintext else { throw tlsRequired("") }
            return
        }
        let answer = try await run(.startTLS)
        guard answer.status.condition == .ok else { throw tlsRequired(answer.status.text) }
        // What was sent ahead of the handshake would be taken for the encrypted server's word.
        guard parser.isDrained else {
            throw Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "octets behind STARTTLS")
        }
        try await stream.startTLS()
        parser = ResponseParser(expectsGreeting: false)
        capabilities = nil
        isEncrypted = true
    }

    private func tlsRequired(_ detail: String) -> Problem {
        Problem(.tlsRequired, ["host": host], reaction: .stop, fixer: .you, detail: detail)
    }

    // MARK: - Authentication

    private mutating func authenticate() async throws(Problem) {
        let offered = capabilities ?? Capabilities()
        let candidates = settings.credential.mechanisms(offered: offered.mechanisms)
        guard let first = candidates.first, !prefersLoginCommand(first, offered) else {
            return try await logInPlainly(offered)
        }
        let refusal = try await attempt(first, offered)
        guard let refusal else { return }
        // A server may offer a challenge mechanism and keep passwords in a form that cannot serve it.
        let weaker = candidates.dropFirst().first { $0 == .plain || $0 == .login }
        guard let weaker, isEncrypted, refusal.code == .loginRefused, first == .scramSHA256 || first == .cramMD5 else {
            throw refusal
        }
        if let refusal = try await attempt(weaker, offered) { throw refusal }
    }

    /// Whether the user asked for LOGIN and the server has no mechanism of that name: the command is what is meant.
    private func prefersLoginCommand(_ mechanism: Credential.Mechanism, _ offered: Capabilities) -> Bool {
        mechanism == .login && !offered.mechanisms.contains("LOGIN")
    }

    private mutating func logInPlainly(_ offered: Capabilities) async throws(Problem) {
        guard case .password(let password) = settings.credential.secret, settings.credential.authorizationID == nil,
            !offered.contains("LOGINDISABLED")
        else {
            let detail = "offered: " + offered.mechanisms.joined(separator: " ")
            throw Problem(.loginPolicy, ["host": host], reaction: .stop, fixer: .you, detail: detail)
        }
        let command: Command
        do throws(Command.CredentialError) {
            command = try .login(user: settings.endpoint.user, password: password)
        } catch {
            throw error.problem
        }
        capabilities = nil
        let answer = try await run(command)
        guard answer.status.condition == .ok else {
            throw LoginProblem.problem(answer.status, explanation: nil, settings)
        }
    }

    /// One mechanism; gives the refusal, so that another can be tried.
    private mutating func attempt(
        _ mechanism: Credential.Mechanism,
        _ offered: Capabilities
    ) async throws(Problem) -> Problem? {
        var exchange: Exchange
        do throws(SASLError) {
            exchange = try Exchange(mechanism, as: settings.saslIdentity, nonce: ConnectorSettings.nonce())
        } catch {
            throw error.problem
        }
        let sendsFirst = offered.contains("SASL-IR") || offered.contains("IMAP4rev2")
        let initial = sendsFirst ? exchange.initialResponse.map { Redacted($0) } : nil
        capabilities = nil
        sendsInitialResponse = initial != nil
        let answer = try await run(.authenticate(mechanism, initialResponse: initial), exchange: &exchange)
        guard answer.status.condition == .ok else {
            capabilities = offered
            return LoginProblem.problem(answer.status, explanation: exchange.refusal, settings)
        }
        do throws(SASLError) { try exchange.finish() } catch { throw error.problem }
        return nil
    }

    // MARK: - Commands, one at a time

    private mutating func askCapabilities() async throws(Problem) {
        let answer = try await run(.capability)
        guard answer.status.condition == .ok, capabilities != nil else {
            throw Problem(.noMailServer, ["host": host], reaction: .stop, fixer: .you, detail: answer.status.text)
        }
    }

    private mutating func run(_ command: Command) async throws(Problem) -> TaggedResponse {
        var none: Exchange?
        return try await run(command, answering: &none)
    }

    private mutating func run(_ command: Command, exchange: inout Exchange) async throws(Problem) -> TaggedResponse {
        var optional: Exchange? = exchange
        defer { exchange = optional ?? exchange }
        return try await run(command, answering: &optional)
    }

    private mutating func run(
        _ command: Command,
        answering exchange: inout Exchange?
    ) async throws(Problem) -> TaggedResponse {
        lastTag += 1
        let encoded = command.encode(tag: "l\(lastTag)", literals: capabilities?.literals ?? .synchronizing)
        settings.log?("C: \(encoded)")
        for piece in encoded.pieces {
            switch piece {
            case .octets(let octets): try await stream.write(octets + behind(encoded, exchange))
            case .awaitContinuation:
                if let refusal = try await answer(to: encoded.tag, stoppingAtContinuation: true) { return refusal }
            case .stream: break
            }
        }
        while true {
            let mayContinue = exchange != nil
            if let response = try await answer(to: encoded.tag, stoppingAtContinuation: mayContinue) { return response }
            let line = try IMAPLogin.line(challenge, answering: &exchange)
            try await stream.write(line + behind(nil, exchange))
        }
    }

    /// What can be sent behind the login's last message, once that goes out.
    ///
    /// Never behind a token: a server that refuses it takes the next line for the end of its explanation.
    private mutating func behind(_ command: EncodedCommand?, _ exchange: Exchange?) -> [UInt8] {
        guard let ahead, let exchange, !exchange.mechanism.takesToken, (try? exchange.finish()) != nil else {
            return []
        }
        // PLAIN is complete with its one message, be it in the command or in answer to a challenge.
        let hasInitial = command.map { !$0.pieces.isEmpty && sendsInitialResponse } ?? true
        guard hasInitial else { return [] }
        isAheadSent = true
        return ahead.exchanges.flatMap { exchange -> [UInt8] in
            exchange.encoded.pieces.flatMap { piece -> [UInt8] in
                if case .octets(let octets) = piece { octets } else { [] }
            }
        }
    }

    private var sendsInitialResponse = false

    private var challenge: [UInt8] = []

    /// The line that answers a challenge; gives up politely where it cannot be answered.
    private static func line(_ challenge: [UInt8], answering exchange: inout Exchange?) throws(Problem) -> [UInt8] {
        guard let octets = Base64.decode(challenge) else { return EncodedCommand.cancelAuthentication }
        do throws(SASLError) {
            return EncodedCommand.response(try exchange?.respond(to: octets) ?? [])
        } catch {
            throw error.problem
        }
    }

    /// Reads to the tagged response, or gives nil at a continuation.
    private mutating func answer(
        to tag: String,
        stoppingAtContinuation stops: Bool
    ) async throws(Problem) -> TaggedResponse? {
        var farewell: StatusResponse?
        while true {
            let event: Event
            do throws(Problem) {
                event = try await next()
            } catch {
                throw farewell.map { LoginProblem.problem($0, explanation: nil, settings) } ?? error
            }
            switch event {
            case .tagged(let response) where response.tag == tag:
                settings.log?("S: \(tag) \(response.status.condition) \(response.status.text)")
                note(response.status.code)
                // Some servers say why in the farewell that comes first, and only «failed» in the answer.
                return response
            case .continuation(let continuation) where stops:
                challenge = continuation.text
                return nil
            case .untagged(.capability(let names)): note(.capability(names))
            case .untagged(.status(let status)) where status.condition == .bye: farewell = status
            case .greeting, .tagged, .continuation, .untagged, .literalBegin, .literalChunk, .literalEnd, .malformed:
                continue
            }
        }
    }

    private mutating func note(_ code: ResponseCode?) {
        guard case .capability(let names) = code else { return }
        let ignored = settings.ignoredCapabilities
        capabilities = Capabilities(names.names.filter { !ignored.contains($0.uppercased()) })
    }

    private mutating func next() async throws(Problem) -> Event {
        while true {
            do throws(IMAPError) {
                if let event = try parser.next() { return event }
            } catch {
                throw error.problem
            }
            let octets = try await stream.read()
            guard !octets.isEmpty else { throw .lostConnection }
            parser.receive(octets)
        }
    }

    private var host: String { settings.endpoint.host }
}

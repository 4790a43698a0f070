internal import MailCore
internal import POP3
internal import SASL

/// Everything from the first octet to a POP3 session that is logged in.
struct POP3Login {
    /// A session that is logged in.
    struct Outcome: Sendable {
        var stream: any ByteStream
        var peer: String
        var conversation: Conversation
        var capabilities: Capabilities
        var greeting: String
    }

    private let settings: ConnectorSettings
    private let stream: any ByteStream
    private var conversation = Conversation()
    private var isEncrypted: Bool

    private init(_ settings: ConnectorSettings, _ stream: any ByteStream) {
        self.settings = settings
        self.stream = stream
        isEncrypted = settings.endpoint.security == .tls
    }

    /// Connects and logs in, all within the login's time-out.
    static func connect(_ settings: ConnectorSettings) async throws(Problem) -> Outcome {
        let connection = try await settings.dial()
        let deadline = Deadline(seconds: settings.loginTimeout) { await connection.stream.close() }
        defer { deadline.cancel() }
        var login = POP3Login(settings, connection.stream)
        do throws(Problem) {
            let (greeting, capabilities) = try await login.logIn()
            return Outcome(
                stream: connection.stream,
                peer: connection.peer,
                conversation: login.conversation,
                capabilities: capabilities,
                greeting: greeting
            )
        } catch {
            await connection.stream.close()
            guard deadline.hasPassed else { throw error }
            throw .silence(host: settings.endpoint.host, reaction: .retry(afterSeconds: nil))
        }
    }

    private mutating func logIn() async throws(Problem) -> (greeting: String, Capabilities) {
        guard case .greeting(let greeting) = try await greeting() else { throw noMailServer("") }
        guard greeting.isOK else { throw refusal(greeting) }
        var capabilities = try await askCapabilities()
        if settings.endpoint.security == .startTLS { try await encrypt(&capabilities) }
        try await authenticate(capabilities)
        return (greeting.text, capabilities)
    }

    private mutating func greeting() async throws(Problem) -> Event {
        do throws(Problem) {
            return try await next()
        } catch {
            throw error.code == .protocolViolation ? noMailServer(error.detail) : error
        }
    }

    private func noMailServer(_ detail: String) -> Problem {
        Problem(.noMailServer, ["host": settings.endpoint.host], reaction: .stop, fixer: .you, detail: detail)
    }

    /// A server without CAPA (RFC 1939 alone) has none.
    private mutating func askCapabilities() async throws(Problem) -> Capabilities {
        guard case .capabilities(let capabilities) = try await run(.capabilities) else {
            return Capabilities(["USER": [], "UIDL": []])
        }
        let ignored = settings.ignoredCapabilities
        return Capabilities(capabilities.arguments.filter { !ignored.contains($0.key) })
    }

    private mutating func encrypt(_ capabilities: inout Capabilities) async throws(Problem) {
        guard capabilities.startsTLS else {
            guard settings.allowPlaintext else { throw tlsRequired("") }
            return
        }
        if case .refused(_, let reply) = try await run(.startTLS) { throw tlsRequired(reply.text) }
        try await stream.startTLS()
        isEncrypted = true
        capabilities = try await askCapabilities()
    }

    private func tlsRequired(_ detail: String) -> Problem {
        Problem(.tlsRequired, ["host": settings.endpoint.host], reaction: .stop, fixer: .you, detail: detail)
    }

    // MARK: - Authentication

    private mutating func authenticate(_ capabilities: Capabilities) async throws(Problem) {
        let candidates = settings.credential.mechanisms(offered: capabilities.mechanisms)
        guard let first = candidates.first, first != .login || capabilities.mechanisms.contains("LOGIN") else {
            return try await logInPlainly(capabilities)
        }
        guard let refusal = try await attempt(first) else { return }
        let weaker = candidates.dropFirst().first { $0 == .plain || $0 == .login }
        guard let weaker, isEncrypted, refusal.code == .loginRefused, first == .scramSHA256 || first == .cramMD5 else {
            throw refusal
        }
        if let refusal = try await attempt(weaker) { throw refusal }
    }

    private mutating func logInPlainly(_ capabilities: Capabilities) async throws(Problem) {
        guard case .password(let password) = settings.credential.secret, settings.credential.authorizationID == nil
        else {
            let detail = "offered: " + capabilities.mechanisms.joined(separator: " ")
            let host = settings.endpoint.host
            throw Problem(.loginPolicy, ["host": host], reaction: .stop, fixer: .you, detail: detail)
        }
        if case .refused(_, let reply) = try await run(.user(settings.endpoint.user)) { throw refusal(reply) }
        if case .refused(_, let reply) = try await run(.password(password)) { throw refusal(reply) }
    }

    private mutating func attempt(_ mechanism: Credential.Mechanism) async throws(Problem) -> Problem? {
        do {
            var exchange = try Exchange(mechanism, as: settings.saslIdentity, nonce: ConnectorSettings.nonce())
            let initial = exchange.initialResponse.map { Redacted($0) }
            var event = try await run(.authenticate(mechanism: mechanism.saslName, initialResponse: initial))
            while case .challenge(let challenge) = event {
                let response = try await exchange.answer(to: challenge)
                try await stream.write(try conversation.respond(response))
                event = try await next()
            }
            if case .refused(_, let reply) = event { return refusal(reply) }
            try exchange.finish()
            return nil
        } catch let error as SASLError {
            throw error.problem
        } catch let error as POP3Error {
            throw error.problem
        } catch let problem as Problem {
            throw problem
        } catch {
            throw .lostConnection
        }
    }

    /// Why we are not let in, by the same words as with IMAP.
    private func refusal(_ reply: Reply) -> Problem {
        let byCode = reply.problem(otherwise: .loginRefused, reaction: .stop, fixer: .you)
        guard byCode.code == .loginRefused else { return byCode }
        return LoginProblem.problem(words: reply.text, settings)
    }

    // MARK: - Commands, one at a time

    private mutating func run(_ command: Command) async throws(Problem) -> Event {
        do throws(POP3Error) {
            let octets = try conversation.send(command)
            settings.log?("C: \(command.name)")
            try await write(octets)
        } catch {
            throw error.problem
        }
        return try await next()
    }

    private func write(_ octets: [UInt8]) async throws(POP3Error) {
        do throws(Problem) { try await stream.write(octets) } catch { throw .ended }
    }

    private mutating func next() async throws(Problem) -> Event {
        while true {
            do throws(POP3Error) {
                if let event = try conversation.next() { return event }
            } catch {
                throw error.problem
            }
            conversation.receive(try await stream.read())
        }
    }
}

extension Command {
    /// The command's word, never an argument.
    var name: String {
        switch self {
        case .capabilities: "CAPA"
        case .startTLS: "STLS"
        case .user: "USER"
        case .password: "PASS"
        case .authenticate: "AUTH"
        case .status: "STAT"
        case .uniqueIDs: "UIDL"
        case .sizes: "LIST"
        case .top: "TOP"
        case .retrieve: "RETR"
        case .noOperation: "NOOP"
        case .quit: "QUIT"
        }
    }
}

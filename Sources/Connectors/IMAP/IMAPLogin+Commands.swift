internal import IMAP
internal import MailCore
internal import SASL

/// Commands before there is a connection to share, one at a time.
extension IMAPLogin {
    /// What the server offers; some say so only when asked.
    mutating func askCapabilities() async throws(Problem) {
        let answer = try await run(.capability)
        guard answer.status.condition == .ok, capabilities != nil else {
            throw Problem(.noMailServer, ["host": host], reaction: .stop, fixer: .you, detail: answer.status.text)
        }
    }

    /// Sends a command and reads to its end.
    mutating func run(_ command: Command) async throws(Problem) -> TaggedResponse {
        var none: Exchange?
        return try await run(command, answering: &none)
    }

    /// Sends AUTHENTICATE and answers its challenges.
    mutating func run(_ command: Command, exchange: inout Exchange) async throws(Problem) -> TaggedResponse {
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
            let line = try await IMAPLogin.line(challenge, answering: &exchange)
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

    /// The line that answers a challenge; gives up politely where it cannot be answered.
    private static func line(
        _ challenge: [UInt8],
        answering exchange: inout Exchange?
    ) async throws(Problem) -> [UInt8] {
        guard let octets = Base64.decode(challenge) else { return EncodedCommand.cancelAuthentication }
        do throws(SASLError) {
            return EncodedCommand.response(try await exchange?.answer(to: octets) ?? [])
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

    /// Takes capabilities as they come.
    mutating func note(_ code: ResponseCode?) {
        guard case .capability(let names) = code else { return }
        let ignored = settings.ignoredCapabilities
        capabilities = Capabilities(names.names.filter { !ignored.contains($0.uppercased()) })
    }

    /// The next event.
    mutating func next() async throws(Problem) -> Event {
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
}

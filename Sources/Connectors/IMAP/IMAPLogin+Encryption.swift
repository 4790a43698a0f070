internal import IMAP
internal import MailCore

/// From the first octet to a line that nobody reads along.
extension IMAPLogin {
    /// The server's first word.
    mutating func greeting() async throws(Problem) -> StatusResponse {
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

    /// STARTTLS, where the server has it; without it no credential goes out unless that is allowed.
    mutating func encrypt(isLoggedIn: Bool) async throws(Problem) {
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
}

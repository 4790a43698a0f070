public import MailCore

/// Why a conversation cannot go on; but for ``unusableArgument`` and ``notNow``, the connection has to be dropped.
public enum POP3Error: Error, Hashable, Sendable {
    /// What of the server's was too much.
    public enum Limit: String, Hashable, Sendable {
        case line, listing, capabilities, message, pending
    }

    /// A name or password is empty or has CR, LF or NUL, which cannot be sent.
    case unusableArgument
    /// Something that has to be answered first is under way.
    case notNow
    /// The server said something that the protocol does not allow.
    case unexpected(line: String)
    /// The server sent octets behind its go-ahead for encryption (response injection).
    case injected
    /// The server sent more than is allowed.
    case limit(Limit)
    /// The connection ended in the middle of something.
    case ended
}

extension POP3Error {
    /// The problem as people have to know it.
    public var problem: Problem {
        switch self {
        case .unusableArgument: Problem(.passwordUnusable, reaction: .stop, fixer: .you)
        case .notNow: Problem(.protocolViolation, reaction: .stop, fixer: .operator, detail: "command out of turn")
        case .unexpected(let line):
            Problem(.protocolViolation, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: line)
        case .injected: Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "octets behind STLS")
        case .limit(let limit):
            Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "over the limit: \(limit.rawValue)")
        case .ended: Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
        }
    }
}

extension Reply {
    /// The problem that a refusal is; without a response code, `otherwise` names it.
    public func problem(otherwise code: Problem.Code, reaction: Problem.Reaction, fixer: Problem.Fixer) -> Problem {
        switch self.code {
        case Code.inUse: Problem(.inUse, reaction: .retry(afterSeconds: nil), fixer: .you, detail: text)
        case Code.loginDelay: Problem(.throttled, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: text)
        case Code.temporary: Problem(.unavailable, reaction: .retry(afterSeconds: nil), fixer: .provider, detail: text)
        case Code.permanent: Problem(.unavailable, reaction: .stop, fixer: .provider, detail: text)
        case Code.authentication: Problem(.loginRefused, reaction: .stop, fixer: .you, detail: text)
        default: Problem(code, reaction: reaction, fixer: fixer, detail: text)
        }
    }
}

public import MailCore

/// Why a server's stream cannot be read any further.
///
/// A response that is malformed on its own is no error but a ``MalformedResponse``; one that is incomplete is neither.
public enum IMAPError: Error, Hashable, Sendable {
    /// One of the bounds in ``IMAPLimits``.
    public enum Limit: String, Hashable, Sendable {
        case statusLine, response, numbers, wholeLiterals, literal, literalCount, depth, elements, ranges
    }

    /// The first line is no IMAP greeting: another service answers there.
    case notIMAP
    /// The server goes beyond a limit in a way that leaves no safe place to go on from.
    case overLimit(Limit)
    /// The announced length of a literal cannot be read, so that nobody knows where the next response begins.
    case badLiteral
}

extension IMAPError {
    /// The error as a person has to know it.
    public var problem: Problem {
        switch self {
        case .notIMAP: Problem(.noMailServer, reaction: .stop, fixer: .you)
        case .overLimit(let limit):
            Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "IMAP limit: \(limit.rawValue)")
        case .badLiteral:
            Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "IMAP: unreadable literal length")
        }
    }
}

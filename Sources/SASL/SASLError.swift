public import MailCore

/// Why an authentication exchange cannot go on.
public enum SASLError: Error, Hashable, Sendable {
    /// The password, user name or identity has a character that the mechanism cannot carry (NUL; CR or LF in a bearer token).
    case unusableCredential
    /// The mechanism needs a password and a token was given, or the other way round.
    case wrongSecret
    /// The server's challenge is none of this mechanism.
    case malformedChallenge
    /// The server demands more hash iterations than we are ready to spend, or fewer than RFC 7677 §4 allows.
    case iterationsOutOfRange
    /// The server could not prove that it knows the password: it may be an impostor.
    case wrongServerSignature
    /// The server said why it refuses (RFC 5802 §7 `server-error-value`).
    case refused(String)
    /// The server ended the exchange before it was complete.
    case endedEarly
}

extension SASLError {
    /// The error as a person has to know it.
    public var problem: Problem {
        switch self {
        case .unusableCredential:
            Problem(.passwordUnusable, reaction: .stop, fixer: .you)
        case .wrongSecret:
            Problem(.loginPolicy, reaction: .stop, fixer: .you)
        case .refused(let reason):
            Problem(.loginRefused, reaction: .stop, fixer: .you, detail: reason)
        case .wrongServerSignature:
            Problem(.loginRefused, reaction: .stop, fixer: .provider, detail: "wrong SCRAM server signature")
        case .malformedChallenge, .iterationsOutOfRange, .endedEarly:
            Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: "SASL: \(self)")
        }
    }
}

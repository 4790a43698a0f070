import MailCore

/// User name and password, each asked for (draft-murchison-sasl-login; obsolete, and all that some servers know).
///
/// The prompts' texts differ between servers, so that only their order counts.
struct Login: Mechanism {
    private var answers: [[UInt8]]

    init(_ identity: Identity) throws(SASLError) {
        answers = [try identity.password(), try identity.authenticationID()]
    }

    var initialResponse: [UInt8]? { nil }
    var mayFinish: Bool { answers.isEmpty }

    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard let answer = answers.popLast() else { throw .malformedChallenge }
        return answer
    }
}

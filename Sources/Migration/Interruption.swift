import MailCore

/// What to do about a problem that ends the work in hand.
enum Interruption: Hashable, Sendable {
    /// Try again by itself, after a growing time or the one that the server named.
    case wait(atLeast: Double)
    /// Nobody but a person can end it; look again now and then in case one did.
    case waitForSomebody(lookAgain: Double)
    /// Waiting is no use.
    case fail
    /// Our own storage: nothing can be written down any more.
    case abort

    /// Decides by what the problem says of itself, and by its code where a person is needed.
    static func of(_ problem: Problem) -> Interruption {
        if problem.code == .storage { return .abort }
        if case .retry(let seconds) = problem.reaction { return .wait(atLeast: Double(seconds ?? 0)) }
        switch problem.code {
        case .quota, .throttled:
            return .waitForSomebody(lookAgain: 600)
        case .loginRefused, .loginPolicy, .imapDisabled, .passwordUnusable, .credentialsMissing:
            // Looking more often would lock the account at many providers.
            return .waitForSomebody(lookAgain: 3600)
        case .hostNotFound, .dnsFailed, .connectionRefused, .noMailServer, .tlsExpired, .tlsWrongName, .tlsUntrusted,
            .tlsFailed,
            .tlsRequired, .noAnswer, .connectionLost, .inUse, .unavailable, .busy:
            return .wait(atLeast: 0)
        default:
            return .fail
        }
    }
}

/// A time of trouble: from the first problem until something got done again.
struct Episode {
    private(set) var begun: Double?
    private var tries = 0
    private var settled = 0

    /// How long to wait now, in seconds: 1, 2, 4 … 600, a fifth more or less by chance, and what the server asked for.
    mutating func delay(now: Double, settled: Int, atLeast: Double, random: UInt64) -> Double {
        if begun == nil || settled > self.settled {
            begun = now
            tries = 0
        }
        self.settled = settled
        let base = min(600, Double(1 << min(tries, 10)))
        tries += 1
        let jitter = 0.8 + 0.4 * Double(random % 1024) / 1023
        return max(base * jitter, atLeast)
    }
}

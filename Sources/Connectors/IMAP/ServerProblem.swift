internal import IMAP
internal import MailCore

/// What a server's refusal means: by its response code, else by the words that providers are known to use.
enum ServerProblem {
    /// A refusal that holds for the account or the moment rather than for one item; nil where it does not.
    static func general(_ status: StatusResponse, host: String) -> Problem? {
        let text = status.text.lowercased()
        let wait = pause(in: text)
        if wait != nil || status.code == .throttled || isThrottling(text) {
            return Problem(
                .throttled,
                ["host": host],
                reaction: .retry(afterSeconds: wait),
                fixer: .provider,
                detail: status.text
            )
        }
        switch status.code {
        case .inUse:
            return Problem(
                .inUse,
                ["host": host],
                reaction: .retry(afterSeconds: nil),
                fixer: .you,
                detail: status.text
            )
        case .unavailable, .serverBug:
            return unavailable(status, host: host)
        default:
            return isTemporary(text) ? unavailable(status, host: host) : nil
        }
    }

    /// Why the server ends the connection.
    static func farewell(_ status: StatusResponse, host: String) -> Problem {
        general(status, host: host) ?? unavailable(status, host: host)
    }

    private static func unavailable(_ status: StatusResponse, host: String) -> Problem {
        Problem(
            .unavailable,
            ["host": host],
            reaction: .retry(afterSeconds: nil),
            fixer: .provider,
            detail: status.text
        )
    }

    /// The pause that Exchange asks for, in whole seconds: «Suggested Backoff Time: 89923 milliseconds».
    static func pause(in text: String) -> Int? {
        guard let range = text.firstRange(of: "suggested backoff time:") else { return nil }
        let digits = text[range.upperBound...].drop { $0 == " " }.prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits), value < 100_000_000 else { return nil }
        return (value + 999) / 1_000
    }

    /// Gmail says «[OVERQUOTA] Account exceeded command or bandwidth limits» and means: later.
    private static func isThrottling(_ text: String) -> Bool {
        let words = ["throttl", "bandwidth limit", "rate limit", "try again later", "maximum number of connections"]
        if words.contains(where: { text.contains($0) }) { return true }
        // Too many of what? Cyrus says it of a message's keywords.
        return text.contains("too many") && pressing.contains { text.contains($0) }
    }

    private static let pressing = [
        "connection", "simultaneous", "login", "attempt", "request", "command", "session", "auth",
    ]

    private static func isTemporary(_ text: String) -> Bool {
        ["temporar", "internal error", "server busy", "not connected", "shutting down"].contains { text.contains($0) }
    }
}

extension ServerProblem {
    /// Why a folder cannot be opened.
    static func folder(_ status: StatusResponse, _ path: FolderPath, host: String) -> Problem {
        general(status, host: host)
            ?? Problem(
                .folderUnreadable,
                ["folder": path.description],
                reaction: .skip,
                fixer: .provider,
                detail: status.text
            )
    }
}

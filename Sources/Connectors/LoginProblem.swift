internal import IMAP
internal import MailCore

/// Why a server does not let us in: providers say very different things with the same response code.
enum LoginProblem {
    /// The problem that a refusal of LOGIN or AUTHENTICATE stands for.
    ///
    /// - Parameters:
    ///   - status: The refusal.
    ///   - explanation: What the server said inside the mechanism (RFC 7628 §3.2.3).
    ///   - settings: Where, and with what.
    /// - Returns: The problem, with the server's own words.
    static func problem(_ status: StatusResponse, explanation: String?, _ settings: ConnectorSettings) -> Problem {
        let host = settings.endpoint.host
        let words = [status.text, explanation ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        let text = words.lowercased()
        func stop(_ code: Problem.Code, _ fixer: Problem.Fixer = .you) -> Problem {
            Problem(code, ["host": host], reaction: .stop, fixer: fixer, detail: words)
        }
        if status.code == .privacyRequired { return stop(.tlsRequired) }
        if says(text, switchedOff) { return stop(.imapDisabled) }
        if says(text, policy) || status.code == .contactAdmin || isClosedToPasswords(settings) {
            return stop(.loginPolicy)
        }
        if let problem = ServerProblem.general(status, host: host) { return problem }
        if status.code == .limit {
            return Problem(
                .throttled,
                ["host": host],
                reaction: .retry(afterSeconds: nil),
                fixer: .provider,
                detail: words
            )
        }
        return stop(.loginRefused)
    }

    /// The problem that a refusal in words alone stands for (POP3).
    static func problem(words: String, _ settings: ConnectorSettings) -> Problem {
        problem(StatusResponse(.no, text: words), explanation: nil, settings)
    }

    /// Gmail, Zoho, GMX, web.de, Zimbra, Exchange.
    private static let switchedOff = [
        "not enabled for imap", "imap access is disabled", "imap access disabled", "imap is disabled", "imap disabled",
        "imap4 is disabled", "enable imap", "imap access denied", "imap service is not enabled", "imap nicht aktiviert",
        "pop3 is disabled", "not enabled for pop", "pop access is not enabled", "pop3 access disabled", "enable pop",
    ]

    /// App passwords and OAuth: Gmail, iCloud, Yahoo, AOL, Microsoft; «web login required» is Gmail's.
    private static let policy = [
        "application-specific password", "app-specific password", "app password", "application password",
        "basic auth", "authentication is blocked", "legacy auth", "modern auth", "oauth", "web login required",
        "log in via your web browser", "less secure", "two-factor", "2-step", "two-step", "authorization code",
        "security policy", "not allowed to use this service", "autorisierungscode", "client password",
    ]

    /// Microsoft switched passwords off for everybody, and only says that the login failed.
    private static func isClosedToPasswords(_ settings: ConnectorSettings) -> Bool {
        guard case .password = settings.credential.secret else { return false }
        return ["outlook.office365.com", "imap-mail.outlook.com", "outlook.office.com"].contains(settings.endpoint.host)
    }

    private static func says(_ text: String, _ phrases: [String]) -> Bool {
        phrases.contains { text.contains($0) }
    }
}

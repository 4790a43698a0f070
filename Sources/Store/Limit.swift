/// What is limited (DESIGN §6).
public enum Limit: String, CaseIterable, Codable, Sendable {
    /// Finding out about a mailbox from its address.
    case detect
    /// Testing a login at a mail server.
    case loginCheck = "login-check"
    /// Unlocking a migration by its ID and a password or recovery code.
    case tracking
    /// Having the worker look what a migration or an undo would do.
    case look
    /// Opening a session.
    case session
    /// Starting a migration.
    case start
    /// Saying whether an answer helped.
    case rating
    /// Having an address asked whether it wants mails, or a project's link mailed.
    case mail
    /// Having domains of a project looked up.
    case survey
    /// Logging in as a consultant.
    case consultant
    /// Taking a link to a project.
    case join
    /// Beginning a project without a consultant.
    case project
}

/// Who or what is limited.
public enum LimitSubject: Hashable, Sendable {
    /// The visitor's network address: IPv4 whole, IPv6 by its /64.
    case visitor(String)
    /// The account named, `user@host`.
    case account(String)
    /// The mail server named.
    case server(String)
    /// The network address of the mail server that was reached, whatever it is called: IPv6 by its /64.
    case address(String)
}

/// Whether something limited may be done now.
public enum LimitVerdict: Hashable, Sendable {
    /// It may, and was counted.
    case allowed
    /// Not before so many seconds have passed; not counted.
    case wait(seconds: Int)
}

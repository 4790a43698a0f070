public import MailCore

/// What a connector needs to reach an account: where, as whom, by what means, and how patiently.
public struct ConnectorSettings: Sendable {
    /// Where the account is; its `service` says which protocol is spoken.
    public var endpoint: Endpoint
    /// What proves who we are.
    public var credential: Credential
    /// Opens connections.
    public var dialer: Dialer
    /// Whether to go on where the server offers no encryption; STARTTLS is used all the same where it is offered.
    public var allowPlaintext: Bool
    /// The most connections to have open at once.
    public var connectionLimit: Int
    /// Seconds for everything from the greeting to the end of the login.
    public var loginTimeout: Double
    /// Seconds that a server may be silent while an answer is due.
    public var commandTimeout: Double
    /// Capabilities to pretend that the server does not have, upper case: for tests and for servers whose offer is a lie.
    public var ignoredCapabilities: Set<String>
    /// Takes every line of the protocol, without secrets and message contents; nil logs nothing.
    public var log: (@Sendable (_ line: String) -> Void)?

    /// Settings; the time-outs are those that patient mail clients use.
    public init(
        endpoint: Endpoint,
        credential: Credential,
        dialer: Dialer,
        allowPlaintext: Bool = false,
        connectionLimit: Int = 4,
        loginTimeout: Double = 60,
        commandTimeout: Double = 300,
        ignoredCapabilities: Set<String> = [],
        log: (@Sendable (_ line: String) -> Void)? = nil
    ) {
        self.endpoint = endpoint
        self.credential = credential
        self.dialer = dialer
        self.allowPlaintext = allowPlaintext
        self.connectionLimit = connectionLimit
        self.loginTimeout = loginTimeout
        self.commandTimeout = commandTimeout
        self.ignoredCapabilities = ignoredCapabilities
        self.log = log
    }
}

public import MailCore

/// The server that mails of ours are handed to.
public struct SMTPServer: Hashable, Sendable {
    /// How the connection is protected.
    public enum Security: String, Hashable, Sendable {
        /// TLS from the first octet on.
        case tls
        /// STARTTLS; without it nothing is sent.
        case startTLS
        /// STARTTLS where it is offered; for a server on the operator's own machine.
        case opportunistic
    }

    /// The host.
    public var host: String
    /// The port.
    public var port: Int
    /// How the connection is protected.
    public var security: Security
    /// The login's name; nil sends without a login.
    public var user: String?
    /// The login's password.
    public var password: Redacted<String>?
    /// The name that we greet with (EHLO); empty is the machine's own.
    public var greeting: String

    /// A server.
    public init(
        host: String,
        port: Int,
        security: Security,
        user: String? = nil,
        password: Redacted<String>? = nil,
        greeting: String = ""
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.user = user
        self.password = password
        self.greeting = greeting
    }
}

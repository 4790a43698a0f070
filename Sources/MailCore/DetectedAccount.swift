/// What was found out about a mailbox from its address alone (DESIGN §4, `detect`).
public struct DetectedAccount: Hashable, Codable, Sendable {
    /// The provider's ID in the catalogue, where it is known.
    public var provider: String?
    /// Other products of the provider that it may be as well, by their IDs; empty where the product is certain.
    public var candidates: [String]
    /// Where the account can be reached, best first.
    public var services: [DetectedService]
    /// What the provider demands before a login works.
    public var needs: [ProviderNeed]

    /// What was found.
    public init(
        provider: String? = nil,
        candidates: [String] = [],
        services: [DetectedService] = [],
        needs: [ProviderNeed] = []
    ) {
        self.provider = provider
        self.candidates = candidates
        self.services = services
        self.needs = needs
    }

    /// Whether there is anything to show.
    public var isEmpty: Bool { provider == nil && services.isEmpty }

    /// The demands that people have to be told: where an app password will do, nobody needs another way.
    public var demands: [ProviderNeed] {
        needs.contains(.appPassword) ? needs.filter { $0 != .oauth } : needs
    }

    /// The best service of a kind.
    public func best(_ kind: DetectedService.Kind) -> DetectedService? { services.first { $0.kind == kind } }
}

/// One place where an account can be reached, and how we know.
public struct DetectedService: Hashable, Codable, Sendable {
    /// What is spoken there.
    public enum Kind: String, CaseIterable, Hashable, Codable, Sendable {
        case imap, pop3, smtp, sieve, caldav, carddav, ews, graph
    }

    /// How we know of it.
    public enum Evidence: String, CaseIterable, Hashable, Codable, Sendable {
        /// The address's domain is one of a provider's own.
        case catalogue
        /// The domain's mail goes to a provider that we know.
        case mx
        /// The domain names it in SRV records (RFC 6186, RFC 6764).
        case srv
        /// The domain publishes a configuration file, or points at a provider's.
        case autoconfig
        /// The list of configurations that the operator chose has it.
        case ispdb
        /// An Exchange server of the domain says so.
        case autodiscover
    }

    /// What is spoken there.
    public var kind: Kind
    /// The host name, lower case.
    public var host: String
    /// The port.
    public var port: Int
    /// How the connection is encrypted.
    public var security: Endpoint.Security
    /// The user name to log in with; empty where only the provider can tell it.
    public var user: String
    /// How we know of it.
    public var source: Evidence
    /// The path of an HTTP service, percent-encoded; empty elsewhere.
    public var path: String

    /// A place.
    public init(
        kind: Kind,
        host: String,
        port: Int,
        security: Endpoint.Security,
        user: String,
        source: Evidence,
        path: String = ""
    ) {
        self.kind = kind
        self.host = host.lowercased()
        self.port = port
        self.security = security
        self.user = user
        self.source = source
        self.path = path
    }
}

/// What a provider demands before a login works; `need.<value>` in the locales says it in words.
public enum ProviderNeed: String, CaseIterable, Hashable, Codable, Sendable {
    /// A password made for one program only, in place of the account's own.
    case appPassword = "app-password"
    /// The same, where two-factor login is switched on.
    case appPasswordWithTwoFactors = "app-password-with-2fa"
    /// A login through the provider's own page.
    case oauth
    /// IMAP has to be switched on in the settings.
    case enableIMAP = "enable-imap"
    /// IMAP has to be switched on by whoever runs the server.
    case askAdministrator = "ask-administrator"
    /// Calendars and contacts take another user name than the address.
    case shortLogin = "short-dav-login"
    /// A program of the provider's has to run on the own computer.
    case bridge
    /// The provider has several products whose servers cannot be told apart from outside.
    case chooseProduct = "choose-product"
}

extension DetectedService.Kind {
    /// The name that people know.
    public var title: String {
        switch self {
        case .imap: "IMAP"
        case .pop3: "POP3"
        case .smtp: "SMTP"
        case .sieve: "ManageSieve"
        case .caldav: "CalDAV"
        case .carddav: "CardDAV"
        case .ews: "Exchange"
        case .graph: "Microsoft Graph"
        }
    }

    /// The registered port.
    public func defaultPort(_ security: Endpoint.Security) -> Int {
        switch (self, security) {
        case (.imap, .tls): 993
        case (.imap, .startTLS): 143
        case (.pop3, .tls): 995
        case (.pop3, .startTLS): 110
        case (.smtp, .tls): 465
        case (.smtp, .startTLS): 587
        case (.sieve, _): 4190
        case (.caldav, .tls), (.carddav, .tls), (.ews, _), (.graph, _): 443
        case (.caldav, .startTLS), (.carddav, .startTLS): 80
        }
    }
}

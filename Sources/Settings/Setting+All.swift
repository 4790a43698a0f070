extension Setting {
    // MARK: - Where it is reached

    /// `--listen`.
    public static let listen = Setting(
        "listen",
        .address,
        "127.0.0.1:8080",
        "Where the web app listens."
    )
    /// `--public-url`.
    public static let publicURL = Setting(
        "public-url",
        .url,
        "https://umzug.example.org",
        "What visitors type to reach it: the beginning of the links in mails."
    )
    /// `--tls-certificate`.
    public static let tlsCertificate = Setting(
        "tls-certificate",
        .file,
        "/etc/umzug/certificate.pem",
        "A certificate chain and its key (PEM), to serve HTTPS without a proxy. Both or none."
    )
    /// `--tls-key`.
    public static let tlsKey = Setting("tls-key", .file, "/etc/umzug/key.pem", "")
    /// `--trusted-proxy`.
    public static let trustedProxy = Setting(
        "trusted-proxy",
        .networks,
        "[127.0.0.1, \"::1\"]",
        "Reverse proxies: from these addresses, and no others, it is believed who the visitor is."
    )
    /// `--forwarded-header`.
    public static let forwardedHeader = Setting(
        "forwarded-header",
        .choice(["x-forwarded", "forwarded"]),
        "x-forwarded",
        """
        How they say so: x-forwarded (X-Forwarded-For, -Proto and -Host) or forwarded (RFC 7239).
        Choose the one that your proxy writes: the other one comes from the visitor.
        """
    )
    /// `--metrics-network`.
    public static let metricsNetwork = Setting(
        "metrics-network",
        .networks,
        "[127.0.0.0/8, \"::1\"]",
        "Who may read /metrics."
    )

    /// Whether anybody may begin an inventory without an invitation; a file's alone.
    public static let openInventory = Setting(
        "open-inventory",
        .flag,
        "yes",
        "Whether anybody may plan a company's move without an invitation by a consultant."
    )

    // MARK: - Data and logs

    /// `--data`.
    public static let data = Setting(
        "data",
        .folder,
        "./data",
        "The one folder that everything is kept in: the thing to back up. Default: $UMZUG_DATA, else ./data."
    )
    /// `--log-format`.
    public static let logFormat = Setting(
        "log-format",
        .choice(["text", "json"]),
        "text",
        "Log lines on standard error: text, or json for programs. Passwords never appear in them."
    )
    /// `--log-level`.
    public static let logLevel = Setting(
        "log-level",
        .choice(["debug", "info", "notice", "warning", "error"]),
        "info",
        "The least that is logged; info has one line for each request."
    )

    // MARK: - Mail servers

    /// `--allow-network`.
    public static let allowNetwork = Setting(
        "allow-network",
        .networks,
        "[10.1.2.0/24]",
        "Networks of mail servers of your own. Without this only public addresses are connected to."
    )
    /// `--plaintext-ok`.
    public static let plaintextOK = Setting(
        "plaintext-ok",
        .flag,
        "no",
        "Whether mail servers may be used that offer no encryption."
    )
    /// `--ca-file`.
    public static let caFile = Setting(
        "ca-file",
        .file,
        "/etc/umzug/authorities.pem",
        "Authorities (PEM) to trust besides the system's."
    )
    /// `--connect-to`.
    public static let connectTo = Setting(
        "connect-to",
        .list,
        "[\"mail.example.org:993:10.1.2.3:993\"]",
        "Other addresses for some servers, as HOST:PORT:ADDRESS:PORT; names are still verified."
    )
    /// `--resolver`.
    public static let resolver = Setting(
        "resolver",
        .text(100),
        "192.0.2.53:53",
        "The DNS server to ask. Default: the system's."
    )
    /// `--compare-resolver`.
    public static let compareResolver = Setting(
        "compare-resolver",
        .list,
        "[9.9.9.9, 1.1.1.1]",
        "Resolvers whose answers the DNS plan shows beside those of a zone's own servers. Default: none."
    )
    /// `--ispdb`.
    public static let ispdb = Setting(
        "ispdb",
        .url,
        "https://autoconfig.example.org/v1.1/",
        "A list of providers' settings in Thunderbird's form, asked besides the built-in one. Default: none."
    )

    // MARK: - Mails to customers

    /// `--smtp`.
    public static let smtp = Setting(
        "smtp",
        .mailServer,
        "smtps://umzug@mail.example.org:465",
        """
        The server that mails to customers are handed to: smtps:// (TLS from the start) or smtp:// (STARTTLS), with the
        name of the login, if it wants one, and the port (465 or 587). Without it no mails are sent, and pages say so.
        With it, mail-from and public-url are needed too.
        """
    )
    /// `--smtp-password-file`.
    public static let smtpPasswordFile = Setting(
        "smtp-password-file",
        .file,
        "/etc/umzug/smtp-password",
        "A file with the password for it. Default: $UMZUG_SMTP_PASSWORD."
    )
    /// `--mail-from`.
    public static let mailFrom = Setting(
        "mail-from",
        .sender,
        "\"Umzug <umzug@example.org>\"",
        "Who mails are from: an address, or a name and an address. The server must let the login send as this address."
    )

    // MARK: - For how long

    /// `--undo-hours`.
    public static let undoHours = Setting(
        "undo-hours",
        .number(1...336),
        "48",
        "For how many hours after its last pass a migration can be undone (1 to 336)."
    )
    /// Days until everything about a migration goes.
    public static let migrationDays = Setting(
        "retention.migration-days",
        .number(1...365),
        "60",
        "Days after its last pass until everything about a migration is deleted (1 to 365)."
    )
    /// Days until the source's password goes.
    public static let credentialDays = Setting(
        "retention.credential-days",
        .number(1...14),
        "14",
        "Days after the last pass until the sealed password of the old mailbox is deleted (1 to 14)."
    )
    /// Days until a line of the audit trail goes.
    public static let auditDays = Setting(
        "retention.audit-days",
        .number(30...3650),
        "365",
        "Days until a line of the audit trail is deleted (30 to 3650)."
    )

    // MARK: - How much

    /// How many migrations run at once.
    public static let migrations = Setting(
        "limits.migrations",
        .number(1...64),
        "8",
        "Migrations that run at once; further ones wait (1 to 64)."
    )
    /// How many connections are open at once.
    public static let connections = Setting(
        "limits.connections",
        .number(16...50_000),
        "4000",
        "Connections of visitors at once; further ones wait to be accepted (16 to 50000)."
    )
    /// How many connections one address may have.
    public static let connectionsPerClient = Setting(
        "limits.connections-per-client",
        .number(4...50_000),
        "64",
        "Connections at once of one address; trusted proxies are not limited (4 to 50000)."
    )
    /// How large an upload may be.
    public static let uploadMegabytes = Setting(
        "limits.upload-megabytes",
        .number(1...1_048_576),
        "65536",
        "The largest upload, in MiB (1 to 1048576)."
    )

    // MARK: - Whose service it is

    /// `--contact`.
    public static let contact = Setting(
        "contact",
        .text(200),
        "help@example.org",
        "How visitors reach somebody who helps; shown at the foot of each page."
    )
    /// The name on all pages.
    public static let brandName = Setting(
        "brand.name",
        .text(40),
        "Umzug",
        "The name in the head of each page, in titles and mails."
    )
    /// The picture beside it.
    public static let brandLogo = Setting(
        "brand.logo",
        .file,
        "/etc/umzug/logo.svg",
        "A picture instead of the name in the head: SVG without scripts, or PNG, at most 256 KiB."
    )
    /// The colour of buttons and links.
    public static let brandAccent = Setting(
        "brand.accent",
        .colour,
        "\"#1f35c7\"",
        "The colour of buttons and links. Where text in it could not be read, the nearest colour that can be is used."
    )
    /// Who runs it.
    public static let brandImprint = Setting(
        "brand.imprint-url",
        .url,
        "https://example.org/imprint",
        "Pages of yours that the foot of each page leads to."
    )
    /// What happens to data.
    public static let brandPrivacy = Setting("brand.privacy-url", .url, "https://example.org/privacy", "")
    /// What is agreed on.
    public static let termsURL = Setting(
        "terms.url",
        .url,
        "https://example.org/terms",
        "Your terms, which a customer confirms before the start, and their version for the audit trail. Both or none."
    )
    /// Which terms.
    public static let termsVersion = Setting("terms.version", .text(40), "\"2026-01\"", "")

    /// All of them, in the order of the sample file.
    public static let all: [Setting] = groups.flatMap(\.settings)

    static let groups: [(title: String, settings: [Setting])] = [
        (
            "Where it is reached",
            [listen, publicURL, tlsCertificate, tlsKey, trustedProxy, forwardedHeader, metricsNetwork, openInventory]
        ),
        ("Data and logs", [data, logFormat, logLevel]),
        ("Mail servers", [allowNetwork, plaintextOK, caFile, connectTo, resolver, compareResolver, ispdb]),
        ("Mails to customers", [smtp, smtpPasswordFile, mailFrom]),
        ("For how long", [undoHours, migrationDays, credentialDays, auditDays]),
        ("How much", [migrations, connections, connectionsPerClient, uploadMegabytes]),
        (
            "Whose service it is",
            [contact, brandName, brandLogo, brandAccent, brandImprint, brandPrivacy, termsURL, termsVersion]
        ),
    ]
}

import ArgumentParser
import Foundation
import MailCore
import Settings

/// How mails to customers are sent; without `--smtp` there are none.
struct MailOptions: ParsableArguments {
    @Option(
        help: .init(
            "The server for mails to customers: smtps:// (TLS) or smtp:// (STARTTLS).",
            valueName: "smtps://user@host:465"
        )
    )
    var smtp: String?

    @Option(
        name: .customLong("smtp-password-file"),
        help: .init("The password for it; else $UMZUG_SMTP_PASSWORD.", valueName: "file")
    )
    var passwordFile: String?

    @Option(
        name: .customLong("mail-from"),
        help: .init("Who mails are from, as ADDRESS or 'NAME <ADDRESS>'.", valueName: "sender")
    )
    var sender: String?

    @Option(
        name: .customLong("public-url"),
        help: .init("Where visitors reach this app, for links in mails.", valueName: "url")
    )
    var publicURL: String?

    /// Seconds until a mail that did not go is tried again; for tests.
    @Option(name: .customLong("mail-retry"), help: .hidden)
    var retry: Double?

    /// Each for itself; what belongs together may stand in the configuration file.
    func validate() throws {
        if let smtp, Setting.mailServer(smtp) == nil {
            throw ValidationError("'\(smtp)' is not \(Setting.mailServerForm)")
        }
        if let sender, Setting.sender(sender) == nil {
            throw ValidationError("--mail-from '\(sender)' is not ADDRESS or 'NAME <ADDRESS>'")
        }
        if let publicURL, MailSettings.publicURL(publicURL) == nil {
            throw ValidationError("--public-url '\(publicURL)' is not http(s)://HOST[:PORT]")
        }
        if let passwordFile { try Arguments.file(passwordFile) }
    }

    /// Takes from the file what no flag says.
    mutating func take(_ file: SettingsFile) {
        smtp = smtp ?? file.text(.smtp)
        passwordFile = passwordFile ?? file.text(.smtpPasswordFile)
        sender = sender ?? file.text(.mailFrom)
        publicURL = publicURL ?? file.text(.publicURL)
    }

    /// The settings; nil where no mails are sent.
    ///
    /// What all links from outside begin with.
    ///
    /// - Throws: what is wrong with it, as a wrong call (exit 2).
    var root: String? {
        get throws {
            guard let publicURL else { return nil }
            guard let root = MailSettings.publicURL(publicURL) else {
                throw ValidationError("public-url '\(publicURL)' is not http(s)://HOST[:PORT]")
            }
            return root
        }
    }

    /// - Throws: what is missing, as a wrong call (exit 2).
    var settings: MailSettings? {
        get throws {
            guard let smtp, let server = Setting.mailServer(smtp) else { return nil }
            guard let sender = sender.flatMap(Setting.sender) else {
                throw ValidationError("mails need a sender: mail-from is missing")
            }
            guard let publicURL = try root else {
                throw ValidationError("links in mails need to lead somewhere: public-url is missing")
            }
            let password = try password
            guard server.user == nil || password != nil else {
                throw ValidationError(
                    "the mail server's login has no password: use smtp-password-file or $UMZUG_SMTP_PASSWORD"
                )
            }
            return MailSettings(
                server: server,
                password: password,
                sender: .init(name: sender.name, address: sender.address),
                publicURL: publicURL
            )
        }
    }

    private var password: Redacted<String>? {
        get throws {
            if let passwordFile { return Redacted(try SecretSource.read(passwordFile)) }
            return ProcessInfo.processInfo.environment["UMZUG_SMTP_PASSWORD"].map { Redacted($0) }
        }
    }

    /// The same options as arguments, for the worker.
    var arguments: [String] {
        let named = [
            ("--smtp", smtp), ("--smtp-password-file", passwordFile), ("--mail-from", sender),
            ("--public-url", publicURL), ("--mail-retry", retry.map { String($0) }),
        ]
        return named.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }
}

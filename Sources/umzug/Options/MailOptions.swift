import ArgumentParser
import Foundation
import MailCore
import Transport

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

    func validate() throws {
        guard let smtp else { return }
        guard MailSettings.Server(url: smtp) != nil else {
            throw ValidationError("'\(smtp)' is not smtps://[USER@]HOST[:PORT] or smtp://[USER@]HOST[:PORT]")
        }
        guard let sender, MailSettings.Sender(sender) != nil else {
            throw ValidationError("--smtp needs --mail-from ADDRESS or --mail-from 'NAME <ADDRESS>'")
        }
        guard let publicURL, MailSettings.isPublicURL(publicURL) else {
            throw ValidationError("--smtp needs --public-url http(s)://HOST[:PORT]")
        }
        if let passwordFile { try Arguments.file(passwordFile) }
    }

    /// The settings; nil where no mails are sent.
    var settings: MailSettings? {
        get throws {
            guard let smtp, var server = MailSettings.Server(url: smtp),
                let sender = sender.flatMap(MailSettings.Sender.init),
                let publicURL
            else { return nil }
            server.password = try password
            return MailSettings(server: server, sender: sender, publicURL: publicURL)
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

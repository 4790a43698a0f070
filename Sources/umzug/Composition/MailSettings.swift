import Foundation
import MailCore

/// Everything that mails to customers need.
struct MailSettings: Sendable {
    /// The server that takes them.
    struct Server: Sendable {
        var host: String
        var port: Int
        /// TLS from the first octet on, instead of STARTTLS.
        var isImplicitTLS: Bool
        var user: String?
        var password: Redacted<String>?
    }

    /// Who they are from.
    struct Sender: Sendable {
        var name: String
        var address: String
    }

    var server: Server
    var sender: Sender
    /// Where visitors reach the app, without a final slash.
    var publicURL: String

    init(server: Server, sender: Sender, publicURL: String) {
        self.server = server
        self.sender = sender
        self.publicURL = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
    }

    /// The host in the links; greets the mail server and ends the Message-IDs.
    var publicHost: String { URLComponents(string: publicURL)?.host ?? "localhost" }

    static func isPublicURL(_ text: String) -> Bool {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme) else { return false }
        return parts.host?.isEmpty == false && parts.user == nil && parts.query == nil && parts.fragment == nil
    }
}

extension MailSettings.Server {
    /// Reads `smtps://[user@]host[:465]` or `smtp://[user@]host[:587]`; a password in it is refused.
    init?(url text: String) {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, ["smtp", "smtps"].contains(scheme),
            let host = parts.host, !host.isEmpty, parts.password == nil, ["", "/"].contains(parts.path)
        else { return nil }
        let isTLS = scheme == "smtps"
        self.init(
            host: host.trimmingCharacters(in: CharacterSet(charactersIn: "[]")),
            port: parts.port ?? (isTLS ? 465 : 587),
            isImplicitTLS: isTLS,
            user: parts.user
        )
    }
}

extension MailSettings.Sender {
    /// Reads `address` or `Name <address>`.
    init?(_ text: String) {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            guard let address = MailAddress(text) else { return nil }
            self.init(name: "", address: address.description)
            return
        }
        guard let address = MailAddress(String(text[text.index(after: open)...].dropLast())) else { return nil }
        let name = text[..<open].trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
        self.init(name: name, address: address.description)
    }
}

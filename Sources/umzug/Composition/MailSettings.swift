import Foundation
import MailCore
import Settings
import Transport

/// Everything that mails to customers need.
struct MailSettings: Sendable {
    /// Who they are from.
    struct Sender: Sendable {
        var name: String
        var address: String
    }

    /// The server that takes them.
    var server: Setting.MailServer
    /// The login's password.
    var password: Redacted<String>?
    var sender: Sender
    /// Where visitors reach the app, without a final slash.
    var publicURL: String

    init(server: Setting.MailServer, password: Redacted<String>?, sender: Sender, publicURL: String) {
        self.server = server
        self.password = password
        self.sender = sender
        self.publicURL = publicURL
    }

    /// The host in the links; greets the mail server and ends the Message-IDs.
    var publicHost: String { URLComponents(string: publicURL)?.host ?? "localhost" }

    /// The client that hands them over.
    ///
    /// The operator named the server, so it may be anywhere.
    func client(_ settings: TransportSettings, allowPlaintext: Bool) -> SMTPClient {
        let server = SMTPServer(
            host: server.host,
            port: server.port,
            security: server.isImplicitTLS ? .tls : allowPlaintext ? .opportunistic : .startTLS,
            user: server.user,
            password: password,
            greeting: publicHost
        )
        return SMTPClient(server, settings)
    }

    /// The beginning of all links, without a final slash; nil where it is more than scheme, host and port: the app's own
    /// paths begin at the root.
    static func publicURL(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme),
            parts.host?.isEmpty == false, ["", "/"].contains(parts.path), parts.user == nil, parts.query == nil,
            parts.fragment == nil
        else { return nil }
        return parts.path.isEmpty ? text : String(text.dropLast())
    }
}

import Catalogue
import MailCore

/// How a mail program reaches the target's mailbox: what the migration used, and what the catalogue knows besides.
struct MailSettings {
    /// A server of the mailbox.
    struct Server: Hashable {
        var host: String
        var port: Int
        var isTLS: Bool
        /// The user name; nil where only the provider knows it.
        var user: String?
    }

    /// The mailbox's address, where its user name is one.
    var address: MailAddress?
    var incoming: Server
    /// The server for sending; nil where the provider is unknown.
    var outgoing: Server?
    var provider: Provider?

    init(_ target: Endpoint, _ catalogue: Catalogue) {
        let match = catalogue.provider(server: target.host.lowercased())
        let address = MailAddress(target.user)
        self.address = address
        provider = match?.provider
        incoming = Server(
            host: target.host,
            port: Int(target.port),
            isTLS: target.security == .tls,
            user: target.user
        )
        // Without an address, only what is before an at sign can be told.
        guard let asked = address ?? MailAddress("\(target.user)@unknown.invalid") else { return }
        let sending = match?.services(for: asked, from: .catalogue).first { $0.kind == .smtp }
        outgoing = sending.map { server in
            Server(
                host: server.host,
                port: Int(server.port),
                isTLS: server.security == .tls,
                user: server.user.isEmpty || server.user.hasSuffix("@unknown.invalid") ? nil : server.user
            )
        }
    }
}

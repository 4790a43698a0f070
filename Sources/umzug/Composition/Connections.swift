import Catalogue
import Connectors
import MailCore
import Store
import Transport
import Worker

/// Makes sources and targets out of endpoints and credentials: the one place that knows connectors and transport.
struct Connections: Sendable {
    private let dialer: Dialer
    private let allowPlaintext: Bool

    init(_ settings: TransportSettings, allowPlaintext: Bool) {
        dialer = .live(settings)
        self.allowPlaintext = allowPlaintext
    }

    /// The CLI acts for its operator and may connect anywhere.
    init(_ options: ConnectionOptions) {
        self.init(
            TransportSettings(caFile: options.caFile, proxy: options.proxy, connectTo: options.connectTo),
            allowPlaintext: options.plaintextOK
        )
    }

    /// The same, with the address that is reached counted before anything is said there: many names may lead to one server,
    /// and what is tried with them must neither tell which passwords are right nor get us banned.
    func counted(by limits: any LimitStore) -> Connections {
        let dialer = dialer
        let counting = Dialer { endpoint in
            let connection = try await dialer.dial(endpoint)
            let verdict = try await limits.attempt(.loginCheck, by: [.address(connection.peer)])
            guard case .wait(let seconds) = verdict else { return connection }
            await connection.stream.close()
            throw Problem.tooManyLogins(wait: seconds)
        }
        return Connections(counting, allowPlaintext: allowPlaintext)
    }

    private init(_ dialer: Dialer, allowPlaintext: Bool) {
        self.dialer = dialer
        self.allowPlaintext = allowPlaintext
    }

    func source(_ endpoint: Endpoint, _ credential: Credential) -> any Source {
        Connectors.source(settings(endpoint, credential))
    }

    func target(_ endpoint: Endpoint, _ credential: Credential) -> any Target {
        Connectors.target(settings(endpoint, credential))
    }

    private func settings(_ endpoint: Endpoint, _ credential: Credential) -> ConnectorSettings {
        var settings = ConnectorSettings(
            endpoint: endpoint,
            credential: credential,
            dialer: dialer,
            allowPlaintext: allowPlaintext
        )
        settings.connectionLimit = Connections.limit(endpoint.host) ?? settings.connectionLimit
        return settings
    }

    /// The connections at once that a provider is known to allow, the customer's own ones left out.
    static func limit(_ host: String) -> Int? {
        // The catalogue is read only for a name that can be a provider's.
        guard host.contains("."), IPAddress(host) == nil else { return nil }
        return catalogue?.connectionLimit(server: host)
    }

    private static let catalogue = try? Resources.catalogue()
}

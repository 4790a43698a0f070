import Connectors
import MailCore
import Peers
import Transport

/// Settings of accounts on peers and scripted servers.
enum Accounts {
    static func settings(
        _ peer: Peer,
        service: Endpoint.Service = .imap,
        security: Endpoint.Security = .tls,
        user: String = "alice",
        password: String = "secret",
        port: Int? = nil,
        connections: Int = 4,
        ignoring ignored: Set<String> = []
    ) -> ConnectorSettings {
        var transport = TransportSettings()
        transport.caFile = peer.authority
        return ConnectorSettings(
            endpoint: peer.endpoint(service, security, user: user, port: port),
            credential: Credential(.password(Redacted(password))),
            dialer: .live(transport),
            connectionLimit: connections,
            ignoredCapabilities: ignored
        )
    }

    /// A server without encryption that says what a test tells it.
    static func settings(
        _ server: ScriptedServer,
        service: Endpoint.Service = .imap,
        host: String = "127.0.0.1",
        credential: Credential = Credential(.password(Redacted("secret"))),
        allowPlaintext: Bool = true,
        loginTimeout: Double = 20,
        commandTimeout: Double = 20
    ) -> ConnectorSettings {
        var transport = TransportSettings()
        if host != "127.0.0.1" { transport.connectTo = ["\(host):\(server.port):127.0.0.1:\(server.port)"] }
        return ConnectorSettings(
            endpoint: Endpoint(service: service, security: .startTLS, host: host, port: server.port, user: "alice"),
            credential: credential,
            dialer: .live(transport),
            allowPlaintext: allowPlaintext,
            connectionLimit: 1,
            loginTimeout: loginTimeout,
            commandTimeout: commandTimeout
        )
    }
}

extension Target {
    /// Stores messages in a folder that is made for them; gives what became of them.
    func put(_ messages: [FetchedItem], in path: FolderPath, exactOnly: Bool = false) async throws -> [Outcome] {
        let creation = try await create([CreationRequest(kind: .mail, path: path)])
        var mark: Mark?
        if case .created(let made) = creation[0] { mark = made }
        if mark == nil { mark = try await marks([path], kind: .mail)[0] }
        let baseline = mark ?? Mark("1:0:1")
        return try await store(
            Batch(kind: .mail, path: path, baseline: baseline, items: messages, exactOnly: exactOnly)
        )
    }
}

extension FetchedItem {
    /// A message made for a test.
    init(_ text: String, flags: Flags = Flags(), date: InternalDate? = InternalDate(seconds: 1_000_000_000)) {
        self.init(
            reference: Reference("test"),
            date: date,
            flags: flags,
            fingerprint: Fingerprint(messageID: "", date: "", octets: text.utf8.count, headerDigest: ""),
            digest: nil,
            subject: "",
            content: .whole(Array(text.utf8))
        )
    }
}

extension AsyncThrowingStream {
    /// Everything that comes.
    func all() async throws -> [Element] {
        var elements: [Element] = []
        for try await element in self { elements.append(element) }
        return elements
    }
}

extension Source {
    /// The items of one folder.
    func list(_ container: SourceContainer, since: Checkpoint? = nil) async throws -> [ListingEvent] {
        try await items([ListingRequest(container, since: since)]).all()
    }
}

extension ListingEvent {
    var items: [SourceItem] {
        if case .items(_, let items) = self { items } else { [] }
    }
    var checkpoint: Checkpoint? {
        if case .end(_, let checkpoint) = self { checkpoint } else { nil }
    }
    var present: [Reference]? {
        if case .present(_, let references) = self { references } else { nil }
    }
}

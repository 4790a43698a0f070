import Connectors
import MailCore
import Peers
import Testing

/// Folders inside INBOX that are called like it.
@Suite("Folders named like INBOX")
struct InboxNameTests {
    enum Server: String, CaseIterable, CustomTestStringConvertible {
        case dovecot, cyrus, courier

        var testDescription: String { rawValue }

        /// Those that this machine can start.
        static var startable: [Server] { allCases.filter { $0 != .courier || Courier.isAvailable } }

        func start() async throws -> Peer {
            switch self {
            case .dovecot: try await Dovecot.start()
            case .cyrus: try await Cyrus.start()
            case .courier: try await Courier.start()
            }
        }
    }

    @Test("one in any case is a folder of its own, with its own mail, or refused as such", arguments: Server.startable)
    func ownFolder(_ server: Server) async throws {
        let peer = try await server.start()
        let target = Connectors.target(Accounts.settings(peer))
        let source = Connectors.source(Accounts.settings(peer))
        _ = try await target.describe()
        var made: [FolderPath] = []
        for name in ["inbox", "Inbox", "INBOX"] {
            let path = try #require(FolderPath(["INBOX", name]))
            let answer = try await target.create([CreationRequest(kind: .mail, path: path)])[0]
            guard case .created = answer else { continue }
            made.append(path)
            _ = try await target.put([FetchedItem("Subject: \(name)\r\n\r\nx\r\n")], in: path)
        }
        let containers = try await source.containers(.mail)
        for path in made {
            let box = try #require(containers.first { $0.path == path }, "\(path) is not listed")
            #expect(try await source.list(box).flatMap(\.items).count == 1)
        }
        let inbox = try #require(containers.first { $0.path == .inbox })
        #expect(try await source.list(inbox).flatMap(\.items).isEmpty)
        await source.close()
        await target.close()
        await peer.close()
    }
}

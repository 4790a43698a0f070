import Peers
import Testing

@Suite struct CyrusTests {
    @Test func aLoginOverVerifiedTLSFindsThePersonalNamespaceBelowInbox() async throws {
        let server = try await Cyrus.start()
        let url = "imaps://localhost:\(server.ports["imaps"] ?? 0)/"
        #expect(try await Curl.run(url, authority: server.authority).contains("\"/\" INBOX/Sent"))
        let namespace = try await Curl.run(url, authority: server.authority, "-X", "NAMESPACE")
        #expect(namespace.contains(#"(("INBOX/" "/"))"#))
        await server.close()
    }

    @Test func itsOwnSeparatorIsADot() async throws {
        let server = try await Cyrus.start { $0.separator = "." }
        let url = "imaps://localhost:\(server.ports["imaps"] ?? 0)/"
        #expect(try await Curl.run(url, authority: server.authority).contains("\".\" INBOX.Sent"))
        await server.close()
    }
}

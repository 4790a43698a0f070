import Peers
import Testing

@Suite struct DelayProxyTests {
    private func listing(through proxy: DelayProxy, of server: Peer) async throws -> String {
        try await Curl.run("imaps://localhost:\(proxy.port)/", authority: server.authority)
    }

    @Test func everyRoundTripTakesAsLongAsAskedFor() async throws {
        let server = try await Dovecot.start()
        let proxy = try await DelayProxy(to: server.ports["imaps"] ?? 0, roundTrip: 60)
        let clock = ContinuousClock()
        // TLS, greeting, CAPABILITY, AUTHENTICATE and LIST are five round trips at least.
        let slow = try await clock.measure { _ = try await listing(through: proxy, of: server) }
        #expect(slow > .milliseconds(300))
        try await proxy.setRoundTrip(0)
        #expect(try await listing(through: proxy, of: server).contains("INBOX"))
        await proxy.close()
        await server.close()
    }

    @Test func aConnectionIsCutAfterTheGivenByteAndTheNextOneIsNot() async throws {
        let server = try await Dovecot.start()
        let proxy = try await DelayProxy(to: server.ports["imaps"] ?? 0)
        try await proxy.cut(after: 1000, .down)
        await #expect(throws: Curl.Failure.self) { _ = try await listing(through: proxy, of: server) }
        #expect(try await listing(through: proxy, of: server).contains("INBOX"))
        await proxy.close()
        await server.close()
    }

    @Test func aFrozenProxyGoesOnWhenThawed() async throws {
        let server = try await Dovecot.start()
        let proxy = try await DelayProxy(to: server.ports["imaps"] ?? 0)
        try await proxy.freeze()
        async let answer = listing(through: proxy, of: server)
        try await proxy.thaw()
        #expect(try await answer.contains("INBOX"))
        await proxy.close()
        await server.close()
    }
}

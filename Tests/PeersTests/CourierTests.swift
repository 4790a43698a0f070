import Peers
import Testing

@Suite(.enabled(if: Courier.isAvailable, "Courier needs root and mount namespaces"))
struct CourierTests {
    @Test func aLoginOverVerifiedTLSFindsNoModernExtension() async throws {
        let server = try await Courier.start()
        let url = "imaps://localhost:\(server.ports["imaps"] ?? 0)/"
        let answer = try await Curl.run(url, authority: server.authority, "-X", "CAPABILITY")
        #expect(answer.contains("UIDPLUS"))
        #expect(!answer.contains("MULTIAPPEND") && !answer.contains("LITERAL+") && !answer.contains("CONDSTORE"))
        let folders = try await Curl.run(url, authority: server.authority)
        #expect(folders.contains(#""." "INBOX""#))
        await server.close()
    }

    @Test func theSampleMailboxCanBeStoredBelowInbox() async throws {
        let server = try await Courier.start()
        let options = ["--messages", "20", "--folders", "4", "--prefix", "INBOX"]
        let filled = try await Interop.fill(.init(server), with: .mixed, options)
        #expect(filled.messages == 20 && filled.refused.isEmpty)
        await server.close()
    }
}

import Peers
import Testing

@Suite struct InteropTests {
    @Test func aFilledMailboxEqualsItselfAndDiffersFromAnEmptyOne() async throws {
        let server = try await Dovecot.start { $0.users = ["alice": "secret", "bob": "a \"b\\c"] }
        let alice = Interop.Account(server)
        let bob = Interop.Account(server, user: "bob", password: "a \"b\\c")
        let filled = try await Interop.fill(alice, with: .mixed, ["--messages", "30", "--folders", "6"])
        #expect(filled.messages == 30 && filled.refused.isEmpty)
        #expect(try await Interop.compare(alice, alice).isEmpty)
        let missing = try await Interop.compare(alice, bob).filter { $0.difference == "missing" }
        #expect(missing.count == 30)
        await server.close()
    }
}

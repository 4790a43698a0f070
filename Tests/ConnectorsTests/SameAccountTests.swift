import Connectors
import MailCore
import Peers
import Testing

@Suite("Same account")
struct SameAccountTests {
    private func identities(_ settings: [ConnectorSettings]) async throws -> [AccountIdentity] {
        var identities: [AccountIdentity] = []
        for settings in settings {
            let target = Connectors.target(settings)
            identities.append(try await target.describe().accountIdentity)
            await target.close()
        }
        return identities
    }

    @Test("one account through two ports of Dovecot is the same, also empty; other users and other servers are not")
    func dovecot() async throws {
        let one = try await Dovecot.start { $0.users = ["alice": "secret", "bob": "secret"] }
        let other = try await Dovecot.start()
        let found = try await identities([
            Accounts.settings(one), Accounts.settings(one, security: .startTLS),
            Accounts.settings(one, security: .startTLS, ignoring: ["X"]),
            Accounts.settings(one, security: .startTLS, user: "bob"), Accounts.settings(other),
        ])
        #expect(found[0].inbox != nil && found[0].servers.isDisjoint(with: found[1].servers))
        #expect(found.map { $0.isSame(as: found[0]) } == [true, true, true, false, false])
        let target = Connectors.target(Accounts.settings(one))
        _ = try await target.put([FetchedItem("Subject: x\r\n\r\n")], in: .inbox)
        await target.close()
        let later = try await identities([Accounts.settings(one), Accounts.settings(one, security: .startTLS)])
        #expect(later[0].isSame(as: later[1]) && !later[0].isSame(as: found[1]))
        await one.close()
        await other.close()
    }

    @Test("what Cyrus 3.6 says of its inbox is not asked for, since it is not true")
    func cyrus() async throws {
        let server = try await Cyrus.start()
        let found = try await identities([Accounts.settings(server)])
        #expect(found[0].inbox == nil && found[0].isSame(as: found[0]))
        await server.close()
    }
}

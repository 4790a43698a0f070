import Foundation
import Peers
import Testing

@Suite struct DovecotTests {
    @Test func aLoginOverVerifiedTLSListsTheInbox() async throws {
        let server = try await Dovecot.start()
        let answer = try await Curl.run("imaps://localhost:\(server.ports["imaps"] ?? 0)/", authority: server.authority)
        #expect(answer.contains("INBOX"))
        await server.close()
        #expect(!FileManager.default.fileExists(atPath: server.folder))
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let server = try await Dovecot.start { $0.certificate = .wrongName }
        await #expect(throws: Curl.Failure(status: 60)) {
            try await Curl.run("imaps://localhost:\(server.ports["imaps"] ?? 0)/", authority: server.authority)
        }
        await server.close()
    }

    @Test func anExpiredCertificateIsRefused() async throws {
        let server = try await Dovecot.start { $0.certificate = .expired }
        await #expect(throws: Curl.Failure(status: 60)) {
            try await Curl.run("pop3s://localhost:\(server.ports["pop3s"] ?? 0)/", authority: server.authority)
        }
        await server.close()
    }

    @Test func capabilitiesCanBeTakenAway() async throws {
        let server = try await Dovecot.start { $0.without = ["MULTIAPPEND", "UIDPLUS"] }
        let url = "imaps://localhost:\(server.ports["imaps"] ?? 0)/"
        let answer = try await Curl.run(url, authority: server.authority, "-X", "CAPABILITY")
        #expect(answer.contains("LITERAL+") && answer.contains("CONDSTORE"))
        #expect(!answer.contains("MULTIAPPEND") && !answer.contains("UIDPLUS"))
        await server.close()
    }

    @Test func aStoppedServerComesBackWithItsMail() async throws {
        let server = try await Dovecot.start()
        try await server.doveadm("mailbox", "create", "-u", "alice", "Kept")
        try await server.stop()
        await #expect(throws: Curl.Failure(status: 7)) {
            try await Curl.run("imaps://localhost:\(server.ports["imaps"] ?? 0)/", authority: server.authority)
        }
        try await server.start()
        #expect(try await server.doveadm("mailbox", "list", "-u", "alice").contains("Kept"))
        await server.close()
    }

    @Test func twoServersStartAtTheSameTimeWithoutSharingPorts() async throws {
        async let first = Dovecot.start()
        async let second = Dovecot.start()
        let (one, two) = try await (first, second)
        #expect(Set(one.ports.values).isDisjoint(with: two.ports.values))
        await one.close()
        await two.close()
    }

    @Test func anUnknownUserOptionIsNotSilentlyIgnored() async throws {
        await #expect(throws: Peer.Failure.self) {
            _ = try await Dovecot.start { $0.extra = "no_such_setting = 1" }
        }
    }
}

import Glibc
import MailCore
import Testing

@testable import Transport

@Suite("Descriptors", .timeLimit(.minutes(1)))
struct DescriptorTests {
    @Test("every way to end a connection gives its socket back")
    func sockets() async throws {
        let servers = try Servers()  // ports that no other test connects to
        defer { servers.stop() }
        let names = ["ok", "plain", "wrong", "deaf", "hangup"]
        let ports = Set(try names.map(servers.port))
        for _ in 0..<3 {
            let closed = try await servers.talk("ok")
            let open = openSockets(to: ports)
            #expect(open == 1)
            await closed.stream.close()
            _ = try await servers.talk("ok").ask("PING 1")
            _ = await problem { _ = try await servers.dial("wrong") }
            _ = await problem { _ = try await servers.dial("hangup") }
            _ = await problem { _ = try await servers.dial("deaf", settings: servers.settings(connect: 0.1)) }
            try await upgrade(servers, to: "ok")
            _ = await problem { try await upgrade(servers, to: "wrong") }
            let cancelled = try await servers.talk("ok")
            let task = Task { await problem { _ = try await cancelled.stream.read() } }
            task.cancel()
            _ = await task.value
            await cancelled.stream.close()
        }
        #expect(openSockets(to: ports) == 0)
    }

    private func upgrade(_ servers: Servers, to name: String) async throws {
        let conversation = try await servers.talk("plain", .startTLS)
        _ = try await conversation.ask("STARTTLS \(name)")
        try await conversation.stream.startTLS()
        _ = try await conversation.line()
    }

    /// Descriptors of this process that are connections to one of the ports.
    private func openSockets(to ports: Set<Int>) -> Int {
        (0..<Int32(4096)).count { descriptor in
            var peer = [UInt8](repeating: 0, count: 128)
            var size = socklen_t(peer.count)
            let status = peer.withUnsafeMutableBytes { bytes in
                getpeername(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, &size)
            }
            // An IPv4 socket address: family, port, address.
            return status == 0 && size == 16 && ports.contains(Int(peer[2]) << 8 | Int(peer[3]))
        }
    }
}

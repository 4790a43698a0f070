import MailCore
import Testing

@testable import Transport

@Suite("Streams", .timeLimit(.minutes(2)))
struct StreamTests {
    static let ways: [Endpoint.Security] = [.tls, .startTLS]

    let servers: Servers

    init() throws { servers = try Servers.shared.get() }

    private func talk(_ security: Endpoint.Security, idle: Double = 20) async throws -> Conversation {
        try await servers.talk(security == .tls ? "ok" : "plain", security, settings: servers.settings(idle: idle))
    }

    @Test("a connection is upgraded and stays usable")
    func upgrade() async throws {
        let conversation = try await talk(.startTLS)
        #expect(try await conversation.ask("TLS") == "TLS none")
        #expect(try await conversation.ask("STARTTLS ok") == "OK begin")
        try await conversation.stream.startTLS()
        #expect(try await conversation.line() == "* OK encrypted")
        #expect(try await conversation.ask("TLS") == "TLS TLSv1.3 None")
        await conversation.stream.close()
    }

    @Test("an upgrade that fails leaves nothing to talk to")
    func failedUpgrade() async throws {
        let conversation = try await talk(.startTLS)
        _ = try await conversation.ask("STARTTLS wrong")
        #expect(await problem { try await conversation.stream.startTLS() }?.code == .tlsWrongName)
        #expect(await problem { try await conversation.say("PING 1") }?.code == .connectionLost)
    }

    @Test("much comes in unharmed", arguments: ways)
    func download(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        let blocks = 400
        try await conversation.say("SEND \(blocks * Pattern.block)")
        var received: [UInt8] = []
        while received.count < blocks * Pattern.block { received += try await conversation.stream.read() }
        #expect(received == Pattern.bytes(blocks: 0..<blocks))
        #expect(try await conversation.ask("PING 1") == "PONG 1")
    }

    @Test("much goes out unharmed", arguments: ways)
    func upload(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        let bytes = Pattern.bytes(blocks: 0..<400)
        try await conversation.say("TAKE \(bytes.count)")
        try await conversation.stream.write(bytes)
        #expect(try await conversation.line() == "TAKEN \(bytes.count)")
    }

    @Test("reader and writer run at the same time", arguments: ways)
    func bothWays(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        let blocks = 100
        let bytes = Pattern.bytes(blocks: 0..<blocks)
        // The server sends first and reads only then: a writer that kept the reader waiting would never end.
        async let written: Void = conversation.stream.write(
            Array("SEND \(bytes.count)\r\nTAKE \(bytes.count)\r\n".utf8) + bytes
        )
        var received: [UInt8] = []
        while received.count < bytes.count { received += try await conversation.stream.read() }
        try await written
        #expect(received.elementsEqual(bytes))
        #expect(try await conversation.line() == "TAKEN \(bytes.count)")
    }

    @Test("the end of the stream is empty, again and again", arguments: ways)
    func end(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        try await conversation.say("BYE")
        #expect(try await conversation.stream.read().isEmpty)
        #expect(try await conversation.stream.read().isEmpty)
    }

    @Test("a reset is a lost connection, for reading and for writing", arguments: ways)
    func reset(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        try await conversation.say("RESET")
        let read = await problem {
            while try await !conversation.stream.read().isEmpty {}
            throw Problem(.connectionLost, reaction: .stop, fixer: .you, detail: "ended")
        }
        #expect(read?.code == .connectionLost)
        let written = await problem {
            while true { try await conversation.say("PING 1") }
        }
        #expect(written?.code == .connectionLost)
    }

    @Test("silence is no answer after the idle time-out", arguments: ways)
    func idle(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security, idle: 2)
        let began = Monotonic.now
        let found = await problem { _ = try await conversation.stream.read() }
        #expect(found?.code == .noAnswer)
        #expect(found?.isTransient == true)
        #expect(Monotonic.now - began >= 2)
    }

    @Test("a peer that reads no more is no answer, too", arguments: ways)
    func stalled(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security, idle: 2)
        try await conversation.say("STALL")
        let bytes = [UInt8](repeating: 0, count: 32 << 20)
        #expect(await problem { try await conversation.stream.write(bytes) }?.code == .noAnswer)
        #expect(await problem { try await conversation.say("PING 1") }?.code == .connectionLost)
    }

    @Test("octets that go out keep a waiting reader from giving up")
    func progress() async throws {
        let idle = 2.0
        for _ in 0..<5 {
            let conversation = try await talk(.tls, idle: idle)
            async let answer = conversation.line()
            let began = Monotonic.now
            var (last, longest) = (began, 0.0)
            while last - began < idle * 1.5 {
                try await conversation.say("DRIP 0 0")
                try await Task.sleep(for: .milliseconds(20))
                longest = max(longest, Monotonic.now - last)
                last = Monotonic.now
            }
            let asked = await problem { try await conversation.say("PING 1") }
            longest = max(longest, Monotonic.now - last)
            let found = try? await answer
            // A machine so busy that we ourselves were silent for so long proves nothing.
            guard longest < idle / 2 else { continue }
            #expect(asked == nil && found == "PONG 1")
            return
        }
        Issue.record("the machine is too busy")
    }

    @Test("closing ends a read under way", arguments: ways)
    func closeWhileReading(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        async let reading = problem { _ = try await conversation.stream.read() }
        await conversation.stream.close()
        #expect(await reading?.code == .connectionLost)
        await conversation.stream.close()
    }

    @Test("closing ends an upgrade under way")
    func closeWhileUpgrading() async throws {
        let conversation = try await servers.talk("plain", .startTLS)
        try await conversation.say("HUSH")
        async let upgrading = problem { try await conversation.stream.startTLS() }
        // Once it is under way nothing can be written.
        while await problem({ try await conversation.say("") }) == nil { await Task.yield() }
        await conversation.stream.close()
        #expect(await upgrading?.code == .connectionLost)
    }

    @Test("cancelling ends a read, and the stream stays usable", arguments: ways)
    func cancelRead(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        let task = Task { await problem { _ = try await conversation.stream.read() } }
        task.cancel()
        #expect(await task.value?.code == .connectionLost)
        #expect(try await conversation.ask("PING 1") == "PONG 1")
    }

    @Test("cancelling a write that waits ends the connection", arguments: ways)
    func cancelWrite(_ security: Endpoint.Security) async throws {
        let conversation = try await talk(security)
        try await conversation.say("STALL")
        let task = Task {
            await problem { try await conversation.stream.write([UInt8](repeating: 0, count: 32 << 20)) }
        }
        task.cancel()
        #expect(await task.value?.code == .connectionLost)
        #expect(await problem { try await conversation.say("PING 1") }?.code == .connectionLost)
    }

    @Test("a hundred streams at once, each with its own octets", arguments: ways)
    func hundred(_ security: Endpoint.Security) async throws {
        let answers = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<100 {
                group.addTask {
                    let conversation = try await talk(security)
                    var answers: [String] = []
                    for round in 0..<5 { answers.append(try await conversation.ask("PING \(number)-\(round)")) }
                    await conversation.stream.close()
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let expected = (0..<100).flatMap { number in (0..<5).map { "PONG \(number)-\($0)" } }
        #expect(Set(answers) == Set(expected) && answers.count == expected.count)
    }
}

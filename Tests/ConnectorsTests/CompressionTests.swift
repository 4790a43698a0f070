import Compression
import MailCore
import Peers
import Synchronization
import Testing

@testable import Connectors

@Suite("Compression of slow lines (RFC 4978)")
struct CompressionTests {
    /// A stream that answers each read with the next piece, and remembers what was written.
    private final class Script: ByteStream {
        private let pieces: Mutex<[[UInt8]]>
        let written = Mutex<[UInt8]>([])

        init(_ pieces: [[UInt8]]) { self.pieces = Mutex(pieces) }

        func read() async throws(Problem) -> [UInt8] { pieces.withLock { $0.isEmpty ? [] : $0.removeFirst() } }
        func write(_ bytes: [UInt8]) async throws(Problem) { written.withLock { $0 += bytes } }
        func startTLS() async throws(Problem) {}
        func close() async {}
    }

    private static func rest(_ stream: CompressibleStream) async throws -> [UInt8] {
        var octets: [UInt8] = []
        while case let piece = try await stream.read(), !piece.isEmpty { octets += piece }
        return octets
    }

    private static func chunks(_ octets: [UInt8], of size: Int) -> [[UInt8]] {
        stride(from: 0, to: octets.count, by: size).map { Array(octets[$0..<min($0 + size, octets.count)]) }
    }

    @Test(
        "octets arrive as they were sent, in whatever pieces, with some of them read too early",
        arguments: [1, 7, 5000]
    )
    func inflates(_ size: Int) async throws {
        let text = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
        let deflated = Deflater.compress(text, .raw)
        let stream = CompressibleStream(
            Script([Array("plain".utf8)] + CompressionTests.chunks(Array(deflated[9...]), of: size))
        )
        #expect(try await stream.read() == Array("plain".utf8))
        stream.compress(unread: Array(deflated[..<9]))
        #expect(try await CompressionTests.rest(stream) == text)
        #expect(!stream.isBroken)
    }

    @Test("every write can be read by the other end at once")
    func deflates() async throws {
        let script = Script([])
        let stream = CompressibleStream(script)
        try await stream.write(Array("before ".utf8))
        stream.compress(unread: [])
        var inflater = Inflater(.raw, limit: 1000)
        var from = 7
        for word in ["a1 NOOP\r\n", "a2 NOOP\r\n"] {
            try await stream.write(Array(word.utf8))
            let written = script.written.withLock { $0 }
            #expect(try inflater.write(Array(written[from...])) == Array(word.utf8))
            from = written.count
        }
    }

    @Test("a bomb comes out in bounded pieces, and what is no deflate stream ends the connection")
    func hostile() async throws {
        let zeros = 200 << 20
        let bomb = Deflater.compress([UInt8](repeating: 0, count: zeros), .raw, level: 9)
        let stream = CompressibleStream(Script([bomb]))
        stream.compress(unread: [])
        var total = 0
        while case let piece = try await stream.read(), !piece.isEmpty {
            #expect(piece.count <= 18 << 20)
            total += piece.count
        }
        #expect(total == zeros)

        let broken = CompressibleStream(Script([[UInt8](repeating: 0xFF, count: 50)]))
        broken.compress(unread: [])
        await #expect(throws: Problem.self) { try await broken.read() }
        #expect(broken.isBroken)
    }

    @Test("a line is slow by what it carries in some seconds of work")
    func meter() {
        let cases: [(octets: Int, seconds: Double, times: Int, isSlow: Bool)] = [
            (65_536, 0.05, 60, true), (65_536, 0.001, 5000, false), (100, 1, 100, false), (1 << 20, 3, 1, true),
            (1 << 20, 1.9, 1, false),
        ]
        for entry in cases {
            var meter = LineMeter()
            let verdicts = (0..<entry.times).map { _ in meter.carried(entry.octets, in: entry.seconds) }
            #expect(verdicts.contains(true) == entry.isSlow, "\(entry)")
        }
    }

    @Test("mail passes a slow line deflated, both ways, and arrives octet for octet")
    func slowLine() async throws {
        let source = try await Dovecot.start { $0.compress = true }
        let target = try await Dovecot.start { $0.compress = true }
        try await Interop.fill(Interop.Account(source), with: .mixed, ["--messages", "200", "--folders", "10"])
        let said = Mutex<[String]>([])
        var ends: [ConnectorSettings] = []
        var proxies: [DelayProxy] = []
        for peer in [source, target] {
            let proxy = try await DelayProxy(to: peer.ports["imaps"] ?? 0, roundTrip: 5, rate: 600_000)
            var settings = Accounts.settings(peer, port: proxy.port, connections: 2)
            settings.log = { line in said.withLock { $0.append("\(proxy.port) \(line)") } }
            ends.append(settings)
            proxies.append(proxy)
        }
        let loop = CopyLoop(source: Connectors.source(ends[0]), target: Connectors.target(ends[1]), concurrency: 4)
        let tally = try await loop.run()
        #expect(tally.failures.isEmpty && tally.differing.isEmpty)
        #expect(try await Interop.compare(Interop.Account(source), Interop.Account(target)) == [])
        let lines = said.withLock { $0 }
        for proxy in proxies {
            #expect(lines.contains { $0.hasPrefix("\(proxy.port) C: ") && $0.contains("COMPRESS DEFLATE") })
            #expect(lines.contains { $0.hasPrefix("\(proxy.port) S: ") && $0.contains("Begin compression") })
            await proxy.close()
        }
        await source.close()
        await target.close()
    }
}

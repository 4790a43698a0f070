import MailCore
import Synchronization
import Testing

@testable import Connectors

@Suite("Streamed bodies")
struct StreamedBodyTests {
    private static let chunk = [UInt8](repeating: 0x61, count: 64 << 10)

    /// Pushes chunks as a connection would, and counts them.
    private final class Feeder: Sendable {
        let pushed = Mutex(0)
        let body = StreamedBody { _, _, _ in true }

        func feed(_ count: Int) async {
            for _ in 0..<count {
                await body.push(StreamedBodyTests.chunk)
                pushed.withLock { $0 += 1 }
            }
            body.end()
        }
    }

    @Test("a body that is to be held is only counted once it is far larger than that")
    func heldNoLonger() async {
        let seen = Mutex<[(Int, Int)]>([])
        for megabytes in [1, 3] {
            let body = HeldBody { octets, count in seen.withLock { $0.append((octets.count, count)) } }
            for _ in 0..<megabytes { await body.push([UInt8](repeating: 65, count: 1 << 20)) }
            body.end()
        }
        #expect(seen.withLock { $0.map(\.0) } == [1 << 20, 0])
        #expect(seen.withLock { $0.map(\.1) } == [1 << 20, 3 << 20])
    }

    @Test("a body of any length is held in small part, and no octet is lost")
    func window() async throws {
        let feeder = Feeder()
        async let fed: Void = feeder.feed(1_600)
        var octets = 0
        var taken = 0
        while let next = try await feeder.body.next() {
            octets += next.count
            taken += 1
            #expect(feeder.pushed.withLock { $0 } - taken <= 8)
        }
        await fed
        #expect(octets == 1_600 * StreamedBodyTests.chunk.count)
    }

    @Test("letting go of a body lets its connection go on")
    func letGo() async throws {
        let feeder = Feeder()
        async let fed: Void = feeder.feed(100)
        do {
            let content = StreamedBodyContent(feeder.body)
            #expect(try await content.next() != nil)
        }
        await fed
        #expect(feeder.pushed.withLock { $0 } == 100)
    }

    @Test("a body that breaks off says so, instead of ending")
    func breaksOff() async throws {
        let body = StreamedBody { _, _, _ in true }
        await body.push([1, 2, 3])
        body.fail(.lostConnection)
        await #expect(throws: Problem.self) { try await body.next() }
    }

    @Test("the beginning is shown until enough of it was seen, and then delivered like the rest")
    func beginning() async throws {
        let box = Box()
        let body = StreamedBody { _, beginning, isAll in
            box.shown.withLock { $0.append(beginning.count) }
            return beginning.count > 4 || isAll
        }
        for _ in 0..<3 { await body.push([1, 2, 3]) }
        body.end()
        #expect(box.shown.withLock { $0 } == [3, 6])
        var octets: [UInt8] = []
        while let next = try await body.next() { octets += next }
        #expect(octets.count == 9)
    }

    private final class Box: Sendable {
        let shown = Mutex<[Int]>([])
    }
}

@Suite("Repairs")
struct MessageRepairTests {
    @Test(
        "bare line ends are found and made CRLF, whole ones stay",
        arguments: [
            ("a\r\nb\r\n", false, "a\r\nb\r\n"), ("a\nb", true, "a\r\nb"), ("a\rb", true, "a\r\nb"),
            ("a\r", true, "a\r\n"),
            ("\n", true, "\r\n"), ("a\r\r\n", true, "a\r\n\r\n"), ("", false, ""),
        ]
    )
    func lineEnds(text: String, isBare: Bool, repaired: String) {
        let octets = Array(text.utf8)
        #expect(MessageRepair.hasBareLineEnds(octets) == isBare)
        #expect(MessageRepair.withLineEnds(octets) == Array(repaired.utf8))
        #expect(!MessageRepair.hasBareLineEnds(MessageRepair.withLineEnds(octets)))
    }
}

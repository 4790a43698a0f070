import MIME
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
            let content = StreamedBodyContent(feeder.body) { () async throws(Problem) in nil }
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
        #expect(MessageSurvey(octets).alterations.contains(.lineEndings) == isBare)
        #expect(MessageRepair.repaired(octets, [.lineEndings]) == Array(repaired.utf8))
        #expect(!MessageSurvey(MessageRepair.repaired(octets, [.lineEndings])).alterations.contains(.lineEndings))
    }

    @Test(
        "8-bit text in the header becomes encoded words that say the same; the rest of the message stays",
        arguments: [
            ("Subject: Grüße öffnen\r\n\r\nhällo\r\n", "Grüße öffnen"),
            ("Subject: plain, dann Ünïcödé und plain\r\n\r\nhällo\r\n", "plain, dann Ünïcödé und plain"),
            ("Subject: \"Müller, Anna\" <a@b>\r\n\r\n", "\"Müller, Anna\" <a@b>"),
            ("Subject: 移行のお知らせと長い件名がここに続きます、さらに\r\n\r\n", "移行のお知らせと長い件名がここに続きます、さらに"),
        ]
    )
    func headers(text: String, subject: String) {
        let octets = Array(text.utf8)
        #expect(MessageSurvey(octets).alterations == [.headers])
        let repaired = MessageRepair.repaired(octets, [.headers])
        let header = HeaderBlock(of: repaired)
        #expect(header.bytes.allSatisfy { $0 < 128 })
        #expect(EncodedWord.decode(header.field("subject") ?? []) == subject)
        #expect(repaired[header.end...] == octets[HeaderBlock(of: octets).end...])
        #expect(String(decoding: header.bytes, as: UTF8.self).split(separator: "\r\n").allSatisfy { $0.count < 998 })
    }

    @Test("in pieces of any size the result is the same, and as long as the survey says")
    func pieces() {
        let message = Array("A: ü\nB: \u{0}ö\r\nC: x\r\n\nbody\r\rä\n".utf8) + [0xFF, 13]
        for losses in [[], [.lineEndings], [.nul], [.headers], [.headers, .lineEndings, .nul]] as [[Loss]] {
            let whole = MessageRepair.repaired(message, losses)
            #expect(MessageSurvey(message).length(losses) == whole.count)
            for size in 1...message.count {
                var repair = MessageRepair(losses)
                var result: [UInt8] = []
                for start in stride(from: 0, to: message.count, by: size) {
                    result += repair.repair(Array(message[start..<min(start + size, message.count)]))
                }
                #expect(result + repair.finish() == whole)
            }
        }
    }
}

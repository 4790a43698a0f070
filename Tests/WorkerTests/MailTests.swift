import MailCore
import Store
import Synchronization
import Testing

@testable import Worker

@Suite("Mails of the worker", .timeLimit(.minutes(10)))
struct MailTests {
    /// A mail server that refuses connections until its hour comes, and the time that only the test moves.
    private final class Relay: Sendable {
        private struct Post {
            var now: Double
            var attempts: [String: [Double]] = [:]
            var taken: [String: [Double]] = [:]
        }

        private let opens: Double
        private let post: Mutex<Post>

        init(now: Double, downFor seconds: Double) {
            opens = now + seconds
            post = Mutex(Post(now: now))
        }

        var clock: WallClock { WallClock(now: { self.now }, sleep: { _ in await Task.yield() }) }
        var now: Double { post.withLock { $0.now } }
        var attempts: [String: [Double]] { post.withLock { $0.attempts } }
        var taken: [String: [Double]] { post.withLock { $0.taken } }

        func advance(_ seconds: Double) { post.withLock { $0.now += seconds } }

        @Sendable
        func send(_ mail: OutgoingMail) async throws(Problem) {
            let isOpen = post.withLock { post in
                post.attempts[mail.id, default: []].append(post.now)
                if post.now >= opens { post.taken[mail.id, default: []].append(post.now) }
                return post.now >= opens
            }
            guard !isOpen else { return }
            throw Problem(.connectionRefused, reaction: .retry(afterSeconds: nil), fixer: .operator)
        }
    }

    private static let begin = 1_900_000_000.0

    /// Looks for mails every ten seconds of the test's time, and waits for those that go.
    private func run(_ worker: isolated Worker, _ relay: Relay, until end: Double) async throws {
        while relay.now < end {
            try await worker.takeMails()
            while worker.mailsInHand > 0 { await Task.yield() }
            relay.advance(10)
        }
    }

    /// Migrations whose customers were asked to confirm their addresses.
    private func asked(_ fixture: Fixture, _ count: Int) async throws {
        for number in 0..<count {
            let id = try await fixture.start(from: "old\(number)", to: "new\(number)")
            let address = try #require(MailAddress("anna\(number)@example.org"))
            try await fixture.store.subscribe(address, language: "de", to: id)
        }
    }

    @Test("a mail server that is down for an hour loses none and gets none twice, across a worker's death")
    func anHour() async throws {
        let relay = Relay(now: MailTests.begin, downFor: 3600)
        let fixture = try Fixture(clock: relay.clock)
        try await asked(fixture, 6)
        let first = fixture.makeWorker("w1", clock: relay.clock, send: relay.send)
        try await run(first, relay, until: MailTests.begin + 1800)
        // The first worker dies with a mail in hand; its lease lapses.
        relay.advance(300)
        _ = try await fixture.store.takeMail(WorkerID(rawValue: "w1"))
        let second = fixture.makeWorker("w2", clock: relay.clock, send: relay.send)
        try await run(second, relay, until: MailTests.begin + 3 * 3600)
        #expect(relay.taken.count == 6)
        for (id, times) in relay.taken {
            #expect(times.count == 1, "\(id)")
            #expect(
                times.allSatisfy { $0 < MailTests.begin + 3600 + 4000 },
                "\(id) waited too long after the end: \(times)"
            )
        }
        let figures = try await fixture.store.figures()
        #expect(figures.mails == ["sent": 6] && figures.oldestMail == nil)
    }

    @Test("attempts come at growing distances, and end after three days, which the figures tell")
    func backOff() async throws {
        let relay = Relay(now: MailTests.begin, downFor: 30 * 86_400)
        let fixture = try Fixture(clock: relay.clock)
        try await asked(fixture, 1)
        let worker = fixture.makeWorker(clock: relay.clock, send: relay.send)
        try await run(worker, relay, until: MailTests.begin + 3600)
        let waiting = try await fixture.store.figures()
        #expect(waiting.mails == ["waiting": 1] && waiting.oldestMail == Int64(MailTests.begin))
        while relay.now < MailTests.begin + 5 * 86_400 {
            try await run(worker, relay, until: relay.now + 10)
            relay.advance(290)
        }
        let times = try #require(relay.attempts.values.first)
        let distances = zip(times, times.dropFirst()).map { $1 - $0 }
        #expect(
            zip(distances.prefix(5), [60.0, 120, 240, 480, 960]).allSatisfy { abs($0 - $1) <= 10 },
            "\(distances)"
        )
        #expect(distances.allSatisfy { $0 <= 4 * 3600 + 310 }, "\(distances)")
        #expect(times.last.map { $0 <= MailTests.begin + 3 * 86_400 } == true && times.count > 20)
        #expect(relay.taken.isEmpty)
        #expect(try await fixture.store.figures().mails == ["given-up": 1])
    }
}

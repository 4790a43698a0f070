import Journal
import MailCore
import Store
import Synchronization
import Testing

@testable import Worker

/// The true time, moved on as far as the test wants.
private final class ShiftedTime: Sendable {
    private let shift = Mutex(0.0)

    func advance(_ seconds: Double) { shift.withLock { $0 += seconds } }

    var clock: WallClock {
        WallClock(now: { Fixture.clock.now() + self.shift.withLock { $0 } }, sleep: Fixture.clock.sleep)
    }
}

@Suite("A migration that begins later, in the worker", .timeLimit(.minutes(2)))
struct ScheduleTests {
    private let time = ShiftedTime()
    private let fixture: Fixture
    private let target: MemoryMailbox

    init() throws {
        fixture = try Fixture(clock: time.clock)
        fixture.add("old", items: 20)
        target = fixture.add("new")
    }

    private func start(in seconds: Double) async throws -> MigrationID {
        let schedule = Schedule(start: Int64(time.clock.now() + seconds), zone: "Europe/Zurich")
        return try await fixture.start(from: "old", to: "new", at: schedule)
    }

    @Test("it waits, sealed and untouched, until its time, and begins then in whichever worker is there")
    func waits() async throws {
        let id = try await start(in: 86_400)
        let other = fixture.add("other new")
        fixture.add("other old", items: 1)
        let witness = try await fixture.start(from: "other old", to: "other new")
        // A migration of now runs to its end meanwhile; that one was not begun.
        try await fixture.working(fixture.makeWorker("w1", clock: time.clock)) { _ = try await fixture.ended(witness) }
        #expect(other.items.count == 1)
        #expect(target.items.isEmpty && !fixture.folder.exists(id))
        let state = try await fixture.store.migration(id)?.projection.state
        #expect(state == .queued)
        #expect(!fixture.passwords.withLock { $0.contains("password of old") })
        time.advance(86_400)
        try await fixture.working(fixture.makeWorker("w2", clock: time.clock)) {
            let record = try #require(try await fixture.ended(id))
            #expect(record.projection.state == .finished && record.schedule == nil)
        }
        #expect(target.items.count == 20)
    }

    @Test("called off before its time it never begins")
    func calledOff() async throws {
        let id = try await start(in: 3600)
        try await fixture.store.order(.cancel, for: id)
        try await fixture.working(fixture.makeWorker(clock: time.clock)) {
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .cancelled)
            time.advance(7200)
            await Fixture.clock.sleep(0.1)
        }
        #expect(target.items.isEmpty)
    }

    @Test("«Jetzt starten» begins it at once")
    func now() async throws {
        let id = try await start(in: 3600)
        try await fixture.working(fixture.makeWorker(clock: time.clock)) {
            let isMoved = try await fixture.store.reschedule(id, to: nil)
            let state = try await fixture.ended(id)?.projection.state
            #expect(isMoved && state == .finished)
        }
        #expect(target.items.count == 20)
    }
}

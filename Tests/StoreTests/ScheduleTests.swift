import MailCore
import Store
import Testing

@Suite("A migration that begins later")
struct ScheduleTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let worker = WorkerID(rawValue: "w1")

    init() throws { fixture = try Fixture() }

    @discardableResult
    private func scheduled(in seconds: Int64, id: MigrationID = .random()) async throws -> Schedule {
        let schedule = Schedule(start: fixture.time.now + seconds, zone: "Europe/Zurich")
        try await store.startOne(id: id, schedule: schedule)
        return schedule
    }

    private func lease() async throws -> Job? { try await store.lease(worker, briefOnly: false) }

    @Test("it is there at once with its time, keeps its credentials, and is leased at that time and not before")
    func waits() async throws {
        let id = MigrationID.random()
        let schedule = try await scheduled(in: 86_400, id: id)
        let record = try #require(try await store.migration(id))
        #expect(record.schedule == schedule)
        #expect(record.projection.state == .queued && record.orders == [.migrate])
        fixture.time.advance(86_399)
        #expect(try await lease() == nil)
        #expect(try await store.sweep().isEmpty)
        #expect(try await store.credential(.source, of: id) != nil)
        fixture.time.advance(1)
        #expect(try await lease()?.migration == id)
    }

    @Test("a restart in between changes nothing")
    func restart() async throws {
        let id = MigrationID.random()
        try await scheduled(in: 3600, id: id)
        let again = try fixture.reopened()
        #expect(try await again.lease(worker, briefOnly: false) == nil)
        fixture.time.advance(3600)
        #expect(try await again.migration(id)?.schedule != nil)
        #expect(try await lease()?.migration == id)
    }

    @Test("the time can be moved both ways, and taken away")
    func moved() async throws {
        let id = MigrationID.random()
        try await scheduled(in: 3600, id: id)
        let later = Schedule(start: fixture.time.now + 7200, zone: "UTC")
        #expect(try await store.reschedule(id, to: later))
        #expect(try await store.migration(id)?.schedule == later)
        fixture.time.advance(3600)
        #expect(try await lease() == nil)
        let before = try await store.migration(id)?.revision ?? 0
        #expect(try await store.reschedule(id, to: nil))
        let record = try #require(try await store.migration(id))
        #expect(record.schedule == nil && record.revision > before)
        #expect(try await lease()?.migration == id)
    }

    @Test("what has begun, was called off or does not exist cannot be moved")
    func tooLate() async throws {
        let (begun, cancelled) = (MigrationID.random(), MigrationID.random())
        try await store.startOne(id: begun)
        _ = try await lease()
        try await scheduled(in: 3600, id: cancelled)
        try await store.order(.cancel, for: cancelled)
        let schedule = Schedule(start: fixture.time.now + 60, zone: "UTC")
        for id in [begun, cancelled, .random()] {
            #expect(try await store.reschedule(id, to: schedule) == false)
        }
        fixture.time.advance(3600)
        #expect(try await lease()?.action == .cancel)
    }

    @Test("starting it twice starts it once, at the first one's time")
    func twice() async throws {
        let session = try await store.openSession(language: "de").session
        let draft = Draft.complete()
        for start in [fixture.time.now + 60, fixture.time.now + 120] {
            let order = StartOrder(
                draft: draft,
                language: "de",
                recoveryDigest: "digest",
                owner: session.id,
                schedule: Schedule(start: start, zone: "UTC")
            )
            _ = try await store.start(try #require(order))
        }
        #expect(try await store.migration(draft.migrationID)?.schedule?.start == fixture.time.now + 60)
        fixture.time.advance(60)
        #expect(try await lease() != nil)
        #expect(try await lease() == nil)
    }

    @Test("once it has begun, the time is told no more")
    func begun() async throws {
        let id = MigrationID.random()
        try await scheduled(in: 0, id: id)
        try await store.write(Projection(state: .discovering, pass: 1), of: id)
        #expect(try await store.migration(id)?.schedule == nil)
    }
}

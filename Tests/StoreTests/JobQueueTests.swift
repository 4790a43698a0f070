import MailCore
import Store
import Testing

@Suite("The job queue")
struct JobQueueTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let worker = WorkerID(rawValue: "w1")
    private let other = WorkerID(rawValue: "w2")

    init() throws { fixture = try Fixture() }

    private func lease(_ worker: WorkerID? = nil, briefOnly: Bool = false) async throws -> Job? {
        try await store.lease(worker ?? self.worker, briefOnly: briefOnly)
    }

    @Test("of many workers that ask at once, one gets the job")
    func exclusive() async throws {
        let id = try await store.startOne()
        let second = try fixture.reopened()
        let jobs = try await withThrowingTaskGroup(of: Job?.self) { group in
            for number in 0..<10 {
                group.addTask {
                    let from = number.isMultiple(of: 2) ? store : second
                    return try await from.lease(WorkerID(rawValue: "w\(number)"), briefOnly: false)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
        }
        #expect(jobs.count == 1)
        #expect(jobs.first?.migration == id)
        #expect(jobs.first?.action == .migrate)
        #expect(jobs.first?.attempt == 1)
    }

    @Test("the jobs of one migration are done one after the other, in order")
    func oneAtATime() async throws {
        let id = try await store.startOne()
        try await store.order(.pass, for: id)
        try await store.order(.close, for: id)
        let first = try #require(try await lease())
        #expect(try await lease() == nil)
        #expect(try await lease(briefOnly: true) == nil)
        try await store.finish(first)
        let second = try #require(try await lease())
        #expect(second.action == .pass)
        try await store.finish(second)
        #expect(try await lease(briefOnly: true)?.action == .close)
    }

    @Test("an order that waits already is not added again")
    func doubled() async throws {
        let id = try await store.startOne()
        try await store.order(.pass, for: id)
        try await store.order(.pass, for: id)
        #expect(try await store.migration(id)?.orders == [.migrate, .pass])
        let problem = await #expect(throws: Problem.self) { try await store.order(.pass, for: .random()) }
        #expect(problem?.code == .unknownID)
    }

    @Test("one migration at a time writes to a target account; the other says that it waits")
    func accounts() async throws {
        let first = try await store.startOne(target: "anna")
        let second = try await store.startOne(target: "anna")
        let third = try await store.startOne(target: "berta")
        let job = try #require(try await lease())
        #expect(job.migration == first)
        #expect(try await lease()?.migration == third)
        let state = try await store.migration(second)?.projection.state
        guard case .paused(let problem, nil, .queued) = state else {
            Issue.record("\(String(describing: state))")
            return
        }
        #expect(problem.code == .busy)
        #expect(try await lease() == nil)
        try await store.finish(job)
        #expect(try await lease()?.migration == second)
    }

    @Test("cancel and stop reach a migration whose job is leased, and need no free place")
    func interrupts() async throws {
        let id = try await store.startOne()
        let run = try #require(try await lease())
        try await store.order(.cancel, for: id)
        #expect(try await store.migration(id)?.orders == [.migrate, .cancel])
        let cancel = try #require(try await lease(briefOnly: true))
        #expect(cancel.action == .cancel)
        try await store.order(.stop, for: id)
        let stop = try #require(try await lease(briefOnly: true))
        #expect(stop.action == .stop)
        for job in [run, cancel, stop] { try await store.finish(job) }
        #expect(try await store.migration(id)?.orders == [])
    }

    @Test(
        "what waits is called off with the migration",
        arguments: [Action.cancel, .stop, .delete, .undo(includeGone: false)]
    )
    func calledOff(_ action: Action) async throws {
        let id = try await store.startOne()
        try await store.order(.pass, for: id)
        try await store.order(action, for: id)
        #expect(try await store.migration(id)?.orders == [action])
        #expect(try await lease()?.action == action)
    }

    @Test("a run that a dead worker left does not begin after the cancel that waited with it")
    func cancelAfterDeath() async throws {
        let id = try await store.startOne()
        _ = try await lease()
        try await store.order(.cancel, for: id)
        _ = try await store.rescue { _ in false }
        #expect(try await lease(briefOnly: true)?.action == .cancel)
        #expect(try await lease() == nil)
    }

    @Test("a heartbeat keeps the lease; without one it lapses and the job is rescued once")
    func heartbeat() async throws {
        let id = try await store.startOne()
        try await store.beat(worker)
        _ = try await lease()
        fixture.time.advance(29)
        try await store.beat(worker)
        fixture.time.advance(29)
        #expect(try await store.rescue { _ in nil } == Rescue())
        #expect(try await lease(other) == nil)
        fixture.time.advance(2)
        #expect(try await store.rescue { _ in nil } == Rescue(requeued: [id]))
        let again = try #require(try await lease(other))
        #expect(again.attempt == 2)
        #expect(try await store.rescue { $0 == other } == Rescue())
    }

    @Test("a worker known to be dead is not waited for")
    func dead() async throws {
        let id = try await store.startOne()
        try await store.beat(worker)
        _ = try await lease()
        #expect(try await store.rescue { $0 != worker }.requeued == [id])
    }

    @Test("a worker that retires gives its jobs back without a death, however often")
    func retired() async throws {
        let id = try await store.startOne()
        for _ in 0..<10 {
            try await store.beat(worker)
            _ = try #require(try await lease())
            try await store.retire(worker)
        }
        #expect(try await store.migration(id)?.projection.state == .queued)
        #expect(try await lease() != nil)
    }

    @Test("a job given back waits until its time")
    func released() async throws {
        try await store.startOne()
        let job = try #require(try await lease())
        try await store.release(job, notBefore: fixture.time.now + 60)
        #expect(try await lease() == nil)
        fixture.time.advance(60)
        #expect(try await lease()?.number == job.number)
    }
}

@Suite("Quarantine")
struct QuarantineTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let worker = WorkerID(rawValue: "w1")

    init() throws { fixture = try Fixture() }

    /// Leases what there is and dies.
    private func die() async throws -> Rescue {
        while try await store.lease(worker, briefOnly: false) != nil {}
        return try await store.rescue { _ in false }
    }

    @Test("three deaths quarantine; the migration is tried alone once, and a fourth death ends it")
    func deaths() async throws {
        let id = try await store.startOne()
        #expect(try await die().quarantined.isEmpty)
        #expect(try await die().quarantined.isEmpty)
        #expect(try await die().quarantined == [id])
        #expect(try await store.migration(id)?.projection.state.name == "failed")
        // Alone: not while another runs, and no other while it runs.
        let other = try await store.startOne(target: "berta")
        let third = try await store.startOne(target: "carla")
        try await store.order(.pass, for: other)
        let alone = try #require(try await store.lease(worker, briefOnly: false))
        #expect(alone.migration == id)
        #expect(try await store.lease(worker, briefOnly: false) == nil)
        #expect(try await store.rescue { _ in false }.quarantined == [id])
        let record = try #require(try await store.migration(id))
        #expect(record.orders.isEmpty)
        guard case .failed(let problem) = record.projection.state else {
            Issue.record("\(record.projection.state)")
            return
        }
        #expect(problem.code == .crashed)
        // Its journal stopped in the middle, and knows nothing of that.
        let found = FoundMigration(
            id: id,
            source: record.source,
            target: record.target,
            options: record.options,
            projection: Projection(state: .stopped(from: .copying(.mail)), pass: 1)
        )
        try await store.adopt([found])
        #expect(try await store.migration(id)?.projection.state == record.projection.state)
        #expect(try await store.lease(worker, briefOnly: false)?.migration == other)
        #expect(try await store.lease(worker, briefOnly: false)?.migration == third)
    }

    @Test("a quarantined migration waits for those that run")
    func waitsForOthers() async throws {
        let id = try await store.startOne()
        for _ in 0..<3 { _ = try await die() }
        // Its lone try is put off behind a run that began before.
        let quarantined = try #require(try await store.lease(worker, briefOnly: false))
        try await store.release(quarantined, notBefore: fixture.time.now + 10)
        let other = try await store.startOne(target: "berta")
        let run = try #require(try await store.lease(worker, briefOnly: false))
        #expect(run.migration == other)
        fixture.time.advance(10)
        #expect(try await store.lease(worker, briefOnly: false) == nil)
        try await store.finish(run)
        #expect(try await store.lease(worker, briefOnly: false)?.migration == id)
    }

    @Test("a run that ends well forgives the deaths before it")
    func forgiven() async throws {
        let id = try await store.startOne()
        _ = try await die()
        _ = try await die()
        try await store.finish(try #require(try await store.lease(worker, briefOnly: false)))
        try await store.order(.pass, for: id)
        #expect(try await die().quarantined.isEmpty)
        #expect(try await die().quarantined.isEmpty)
    }

    @Test("a run that gets on between the deaths is not what the workers died at")
    func progress() async throws {
        let id = try await store.startOne()
        for done in 1...5 {
            #expect(try await die().quarantined.isEmpty)
            #expect(try await die().quarantined.isEmpty)
            var projection = try #require(try await store.migration(id)).projection
            projection.counts[.mail, default: Counts()].copied = done
            try await store.write(projection, of: id)
        }
    }

    @Test("after it was given up, an order of the customer's begins anew")
    func anew() async throws {
        let id = try await store.startOne()
        for _ in 0..<4 { _ = try await die() }
        #expect(try await store.lease(worker, briefOnly: false) == nil)
        try await store.order(.resume, for: id)
        #expect(try await store.lease(worker, briefOnly: false)?.action == .resume)
        #expect(try await store.rescue { _ in false }.quarantined.isEmpty)
    }

    @Test("a dead worker's cancel is no death of the migration")
    func cancels() async throws {
        let id = try await store.startOne()
        for _ in 0..<5 {
            try await store.order(.cancel, for: id)
            #expect(try await die().quarantined.isEmpty)
        }
    }
}

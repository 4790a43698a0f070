import Journal
import MailCore
import Migration
import Store
import Synchronization
import Testing

@testable import Worker

@Suite("The worker's loop", .timeLimit(.minutes(2)))
struct WorkerTests {
    private let fixture: Fixture
    private let source: MemoryMailbox
    private let target: MemoryMailbox

    init() throws {
        (fixture, source, target) = try Fixture.withMailboxes()
    }

    @Test("a migration that was started is carried out, and its row tells the end")
    func carriedOut() async throws {
        try await fixture.moved { _, record in
            #expect(record.projection.state == .finished)
            #expect(record.projection.counts[.mail]?.copied == 20)
            #expect(record.projection.pass == 1)
            #expect(record.projection.folders.map(\.done) == [20])
            #expect(record.projection.undoUntil != nil && record.projection.begun != nil)
            #expect(record.projection.lastSignOfLife != nil)
            guard case .kept(let until) = record.sourceCredential else {
                Issue.record("credential dropped")
                return
            }
            #expect(until != nil)
        }
        #expect(target.items.count == 20)
    }

    @Test("many migrations run at once, no more than the limit, and all end")
    func many() async throws {
        var ids: [MigrationID] = []
        for number in 0..<12 {
            fixture.add("from\(number)", items: 5)
            fixture.add("to\(number)")
            ids.append(try await fixture.start(from: "from\(number)", to: "to\(number)"))
        }
        let worker = fixture.makeWorker { $0.concurrency = 3 }
        try await fixture.working(worker) {
            for id in ids {
                let state = try await fixture.ended(id)?.projection.state
                #expect(state == .finished)
            }
        }
        for number in 0..<12 { #expect(fixture.mailbox("to\(number)").items.count == 5) }
    }

    @Test("a run that waits for somebody keeps nobody else from running")
    func waitingTakesNoPlace() async throws {
        fixture.add("other old", items: 2)
        fixture.add("other new")
        target.shut()
        let full = try await fixture.start(from: "old", to: "new")
        try await fixture.working(fixture.makeWorker { $0.concurrency = 1 }) {
            _ = try await fixture.migration(full) { $0.projection.state == .copying(.mail) }
            target.problem = Problem(.quota, reaction: .stop, fixer: .you)
            target.open()
            _ = try await fixture.migration(full) { $0.projection.state.name == "paused" }
            let other = try await fixture.start(from: "other old", to: "other new")
            let record = try #require(try await fixture.ended(other))
            #expect(record.projection.state == .finished)
        }
    }

    @Test("a job that a dead worker left is taken up from its journal")
    func rescue() async throws {
        let id = try await fixture.start(from: "old", to: "new")
        let dead = WorkerIdentity(bootID: "another boot", pid: 1, start: 1).id
        _ = try #require(try await fixture.store.lease(dead, briefOnly: false))
        try await fixture.working {
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
        }
    }

    @Test("a worker that stops gracefully gives its run back, the page goes on showing it, and the next one ends it")
    func handOver() async throws {
        target.shut()
        let id = try await fixture.start(from: "old", to: "new")
        let first = fixture.makeWorker()
        let run = Task { await first.run() }
        _ = try await fixture.migration(id) { $0.projection.state == .copying(.mail) }
        await first.stop()
        await Fixture.clock.sleep(0.1)
        target.open()
        await run.value
        let record = try #require(try await fixture.store.migration(id))
        #expect(record.orders == [.migrate])
        #expect(record.projection.state.isUnfinished && record.projection.state.name != "stopped")
        try await fixture.working(fixture.makeWorker("w2")) {
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
        }
        #expect(target.items.count == 20)
    }

    @Test("a pass that was ordered while the first ran, and then had to wait, is carried out nevertheless")
    func postponedPass() async throws {
        let id = try await fixture.copying(at: target) { id in
            try await fixture.store.order(.pass, for: id)
            target.open()
            _ = try await fixture.migration(id) { $0.orders == [.pass] }
        }
        // Whatever attempts the worker made of it by then, one more is needed.
        var busy: TargetLease? = try fixture.folder.lease(target: fixture.endpoint("new"))
        try await fixture.working { await Fixture.clock.sleep(0.3) }
        withExtendedLifetime(busy) {}
        busy = nil
        try await fixture.working {
            let record = try #require(try await fixture.migration(id) { $0.orders.isEmpty })
            #expect(record.projection.pass == 2)
            #expect(record.projection.state == .finished)
        }
    }

    @Test("a pass whose worker died after its end is not made twice")
    func passEndedBefore() async throws {
        let id = try await fixture.moved()
        try await fixture.store.order(.pass, for: id)
        let dead = WorkerIdentity(bootID: "another boot", pid: 1, start: 1).id
        _ = try #require(try await fixture.store.lease(dead, briefOnly: false))
        try await runByHand(.pass, id)
        try await fixture.working {
            let record = try #require(try await fixture.migration(id) { $0.orders.isEmpty })
            #expect(record.projection.pass == 2)
        }
    }

    /// Runs a command as another process would, and lets go of the journal.
    private func runByHand(_ command: Command, _ id: MigrationID) async throws {
        let journal = try fixture.folder.open(id)
        let runner = MigrationRunner(
            journal: journal,
            source: MemorySource(mailbox: source),
            target: MemoryTarget(mailbox: target),
            environment: .init(clock: Fixture.clock, budget: ByteBudget(), bootID: "boot") { _ in }
        )
        _ = try await runner.run(command)
        try journal.close()
    }

    @Test("while the command line writes to the target account, a migration waits and says so")
    func busyTarget() async throws {
        var lease: TargetLease? = try fixture.folder.lease(target: fixture.endpoint("NEW"))
        let problem = #expect(throws: Problem.self) { try fixture.folder.lease(target: fixture.endpoint("new")) }
        #expect(problem?.code == .busy)
        _ = try fixture.folder.lease(target: fixture.endpoint("other"))
        let id = try await fixture.start(from: "old", to: "new")
        try await fixture.working {
            let record = try #require(try await fixture.migration(id) { $0.projection.state.name == "paused" })
            guard case .paused(let problem, .some, .queued) = record.projection.state else {
                Issue.record("\(record.projection.state)")
                return
            }
            #expect(problem.code == .busy)
            withExtendedLifetime(lease) {}
            lease = nil
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
        }
    }

    @Test("a run of the command line appears among the migrations")
    func commandLine() async throws {
        let id = try #require(MigrationID(rawValue: "run-by-hand"))
        let setup = MigrationSetup(
            source: fixture.endpoint("old"),
            target: fixture.endpoint("new"),
            options: Options()
        )
        try await fixture.working {
            let journal = try fixture.folder.create(id, setup, at: Fixture.clock.now())
            _ = try await fixture.migration(id) { $0.projection.state == .queued }
            try journal.close()
        }
    }
}

import Journal
import MailCore
import Store
import Synchronization
import Testing

@testable import Worker

@Suite("Orders in the worker", .timeLimit(.minutes(2)))
struct OrderTests {
    private let fixture: Fixture
    private let source: MemoryMailbox
    private let target: MemoryMailbox

    init() throws {
        (fixture, source, target) = try Fixture.withMailboxes()
    }

    @Test("a second pass copies what is new")
    func secondPass() async throws {
        try await fixture.moved { id, _ in
            let record = try await fixture.carryOut(.pass, for: id)
            #expect(record.projection.pass == 2)
            #expect(record.projection.state == .finished)
        }
        #expect(target.items.count == 20)
    }

    @Test("cancel while it runs is heard, shown as an order, and ends it")
    func cancel() async throws {
        try await fixture.copying(at: target) { id in
            try await fixture.store.order(.cancel, for: id)
            _ = try await fixture.migration(id) { $0.orders == [.migrate, .cancel] }
            target.open()
            _ = try await fixture.ended(id)
        }
    }

    @Test("cancelling what has not begun ends it without a journal")
    func cancelBefore() async throws {
        let id = try await fixture.start(from: "old", to: "new")
        try await fixture.store.order(.cancel, for: id)
        try await fixture.working {
            let record = try #require(try await fixture.migration(id) { $0.orders.isEmpty })
            #expect(record.projection.state == .cancelled)
        }
        #expect(!fixture.folder.exists(id))
        #expect(target.items.isEmpty)
    }

    @Test("what was called off before it began is neither compared, caught up with nor undone: nothing is copied")
    func neverBegun() async throws {
        let id = try await fixture.start(from: "old", to: "new")
        try await fixture.store.order(.cancel, for: id)
        try await fixture.working {
            _ = try #require(try await fixture.migration(id) { $0.orders.isEmpty })
            for action in [Action.verify, .pass, .retry, .undo(includeGone: false, mustCompare: false)] {
                try await fixture.store.order(action, for: id)
                let record = try #require(try await fixture.migration(id) { $0.orders.isEmpty })
                #expect(record.projection.state == .cancelled)
                #expect(record.projection.refusal?.code == .wrongState)
            }
        }
        #expect(!fixture.folder.exists(id))
        #expect(target.items.isEmpty)
    }

    @Test("cancelling a stopped migration ends it on the spot")
    func cancelStopped() async throws {
        try await fixture.copying(at: target) { id in
            try await fixture.store.order(.stop, for: id)
            await Fixture.clock.sleep(0.1)
            target.open()
            _ = try await fixture.migration(id) { $0.orders.isEmpty }
            let record = try await fixture.carryOut(.cancel, for: id)
            #expect(record.projection.state == .cancelled)
        }
    }

    @Test("stop halts it between messages, and resume goes on to the end without doubling anything")
    func stopAndResume() async throws {
        try await fixture.copying(at: target) { id in
            try await fixture.store.order(.stop, for: id)
            await Fixture.clock.sleep(0.1)
            target.open()
            let stopped = try await fixture.migration(id) { $0.orders.isEmpty }
            #expect(stopped?.projection.state.name == "stopped")
            try await fixture.store.order(.resume, for: id)
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
        }
        #expect(target.items.count == 20)
    }

    @Test("a run with a wrong password pauses, and goes on with the new one")
    func newCredentials() async throws {
        target.problem = Problem(.loginRefused, reaction: .stop, fixer: .you)
        let id = try await fixture.start(from: "old", to: "new")
        try await fixture.working {
            let paused = try #require(try await fixture.migration(id) { $0.projection.state.name == "paused" })
            guard case .paused(let problem, nil, _) = paused.projection.state else {
                Issue.record("\(paused.projection.state)")
                return
            }
            #expect(problem.code == .loginRefused)
            #expect(problem.side == .target)
            target.problem = nil
            let login = try fixture.login("new", .target, id)
            try await fixture.store.setCredential(login.credential, verifier: nil, .target, of: id)
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
        }
    }

    @Test("a run that pauses for a password while it copies begins again with the new one")
    func newCredentialsInside() async throws {
        try await fixture.copying(at: source) { id in
            source.problem = Problem(.loginRefused, reaction: .stop, fixer: .you)
            source.open()
            _ = try await fixture.migration(id) { $0.projection.state.name == "paused" }
            source.problem = nil
            let before = fixture.passwords.withLock { $0.count }
            let login = try fixture.login("old", .source, id)
            try await fixture.store.setCredential(login.credential, verifier: nil, .source, of: id)
            let state = try await fixture.ended(id)?.projection.state
            #expect(state == .finished)
            #expect(fixture.passwords.withLock { $0.count } == before + 2)
        }
        #expect(target.items.count == 20)
    }

    @Test("an order without its credential is refused and says so")
    func missingCredential() async throws {
        try await fixture.moved { id, _ in
            try await fixture.store.deleteCredential(.source, of: id)
            let record = try await fixture.carryOut(.pass, for: id)
            #expect(record.projection.state == .finished)
            #expect(record.projection.refusal?.code == .credentialsMissing)
            #expect(record.projection.refusal?.side == .source)
        }
    }

    @Test("closing drops the source's credential and ends all passes")
    func closing() async throws {
        try await fixture.moved { id, _ in
            let record = try await fixture.carryOut(.close, for: id)
            #expect(record.projection.state == .closed(from: .finished))
            #expect(record.sourceCredential == .absent)
            #expect(record.targetCredential != .absent)
        }
    }

    @Test("extending moves the end of undo, and the target's credential stays as long")
    func extending() async throws {
        try await fixture.moved { id, ended in
            let before = try #require(ended.projection.undoUntil)
            let record = try await fixture.carryOut(.extend, for: id)
            let after = try #require(record.projection.undoUntil)
            #expect(after > before)
            #expect(record.projection.undoWasExtended)
            #expect(record.projection.state == .finished)
            #expect(record.targetCredential == .kept(until: after))
        }
    }

    @Test("undoing takes back what was copied, also once it is closed, and drops the credentials")
    func undoing() async throws {
        try await fixture.moved { id, _ in
            try await fixture.carryOut(.close, for: id)
            let record = try await fixture.carryOut(.undo(includeGone: true), for: id)
            #expect(record.projection.state == .undone)
            #expect(record.projection.counts[.mail]?.removed == 20)
            #expect(record.targetCredential == .absent)
        }
    }

    @Test("an order that the state does not allow changes nothing and says why")
    func wrongState() async throws {
        try await fixture.moved { id, _ in
            let record = try await fixture.carryOut(.cancel, for: id)
            #expect(record.projection.state == .finished)
            #expect(record.projection.refusal?.code == .wrongState)
        }
    }

    @Test("deleting removes journal, row and rights")
    func deletion() async throws {
        let id = try await fixture.moved { id, _ in
            try await fixture.store.order(.delete, for: id)
            let end = Fixture.clock.now() + 10
            while try await fixture.store.migration(id) != nil, Fixture.clock.now() < end {
                await Fixture.clock.sleep(0.005)
            }
        }
        #expect(try await fixture.store.migration(id) == nil)
        #expect(!fixture.folder.exists(id))
        #expect(try await fixture.store.trail(of: id).map(\.event).contains("deleted"))
    }
}

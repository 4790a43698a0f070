import MailCore
import Store
import Testing

@Suite("Retention")
struct RetentionTests {
    private let day: Int64 = 86_400
    private static let problem = Problem(.throttled, reaction: .retry(afterSeconds: nil), fixer: .provider)

    private func deadlines(_ state: State) -> Retention.Deadlines {
        Retention().deadlines(of: Projection(state: state, changed: 500, ended: 1000, undoUntil: 2000))
    }

    @Test(
        "while something is under way nothing goes",
        arguments: [
            State.queued, .discovering, .copying(.mail), .verifying, .undoing,
            .paused(problem, until: 99, from: .copying(.mail)),
        ]
    )
    func underWay(_ state: State) {
        #expect(deadlines(state) == Retention.Deadlines())
    }

    @Test(
        "after a pass the source's credential stays 14 days, the target's until undo ends, the rest 60 days",
        arguments: [State.finished, .finishedWithFailures, .cancelled, .failed(problem)]
    )
    func ended(_ state: State) {
        let expected = Retention.Deadlines(
            sourceCredential: 1000 + 14 * day,
            targetCredential: 2000,
            everything: 1000 + 60 * day
        )
        #expect(deadlines(state) == expected)
    }

    @Test(
        "what was stopped or waits for somebody counts from its last change",
        arguments: [
            State.stopped(from: .copying(.mail)), .paused(problem, until: nil, from: .copying(.mail)),
        ]
    )
    func left(_ state: State) {
        #expect(deadlines(state).sourceCredential == 500 + 14 * day)
        #expect(deadlines(state).everything == 500 + 60 * day)
    }

    @Test("closing drops the source's credential at once and keeps the target's for undo")
    func closed() {
        let deadlines = deadlines(.closed(from: .finished))
        #expect(deadlines.sourceCredential == 0)
        #expect(deadlines.targetCredential == 2000)
    }

    @Test("the sweep drops credentials at their date, says so in the trail, and names what is to go as a whole")
    func sweep() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        let id = try await store.startOne()
        let now = fixture.time.now
        let projection = Projection(state: .finished, pass: 1, changed: now, ended: now, undoUntil: now + 2 * day)
        try await store.write(projection, of: id)
        let record = try #require(try await store.migration(id))
        #expect(record.sourceCredential == .kept(until: now + 14 * day))
        #expect(record.targetCredential == .kept(until: now + 2 * day))

        fixture.time.advance(Double(2 * day) - 1)
        #expect(try await store.sweep().isEmpty)
        #expect(try await store.credential(.target, of: id) != nil)
        fixture.time.advance(1)
        _ = try await store.sweep()
        #expect(try await store.credential(.target, of: id) == nil)
        #expect(try await store.credential(.source, of: id) != nil)
        fixture.time.advance(Double(12 * day))
        _ = try await store.sweep()
        #expect(try await store.credential(.source, of: id) == nil)
        #expect(try await store.trail(of: id).map(\.detail) == [["side": "target"], ["side": "source"]])
        fixture.time.advance(Double(46 * day))
        #expect(try await store.sweep() == [id])
    }

    @Test("closing and undoing drop credentials without waiting for the sweep")
    func atOnce() async throws {
        let fixture = try Fixture()
        let id = try await fixture.store.startOne()
        try await fixture.store.write(Projection(state: .closed(from: .finished), ended: 1, undoUntil: 9), of: id)
        #expect(try await fixture.store.credential(.source, of: id) == nil)
        #expect(try await fixture.store.credential(.target, of: id) != nil)
        try await fixture.store.write(Projection(state: .undone, ended: 1, undoUntil: 9), of: id)
        #expect(try await fixture.store.credential(.target, of: id) == nil)
    }

    @Test("a pass that begins keeps its credentials however long it takes")
    func nextPass() async throws {
        let fixture = try Fixture()
        let id = try await fixture.store.startOne()
        let now = fixture.time.now
        try await fixture.store.write(Projection(state: .finished, changed: now, ended: now, undoUntil: now), of: id)
        try await fixture.store.write(Projection(state: .copying(.mail), pass: 2, ended: now, undoUntil: now), of: id)
        fixture.time.advance(Double(100 * day))
        #expect(try await fixture.store.sweep().isEmpty)
        #expect(try await fixture.store.credential(.source, of: id) != nil)
    }
}

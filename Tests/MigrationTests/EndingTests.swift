import Journal
import MailCore
import Testing

@testable import Migration

/// How runs end early, and what is taken up again.
@Suite("Ends and new beginnings")
struct EndingTests {
    @Test("a retry takes up what failed alone, and moves it from failed to its new outcome")
    func retry() throws {
        let story = try Story()
        story.receive("good")
        story.receive("shy", property: .refused)
        #expect(try story.finish(.migrate).state == .finishedWithFailures)
        story.world.source[0].messages[1].content.property = .good
        let summary = try story.finish(.retry)
        #expect(summary.state == .finished && story.counts(summary).failed == 0 && story.counts(summary).copied == 2)
        #expect(story.events.contains("started 2"))
        #expect(try story.finish(.retry).state == .finished)
    }

    @Test("a folder that its owner deleted on the way is made again for what is still to come")
    func folderLost() throws {
        let story = try Story()
        guard let path = FolderPath(text: "Archive") else { return }
        story.world.source.append(SimFolder(path: path, validity: 101))
        let content = { (name: String) in SimContent(messageID: name, header: name, body: name) }
        _ = story.world.source[1].add(content("first"), date: 5, flags: Flags())
        _ = try story.finish(.migrate)
        story.world.target.removeAll { $0.path == path }
        _ = story.world.source[1].add(content("second"), date: 6, flags: Flags())
        #expect(try story.finish(.pass).state == .finishedWithFailures)
        #expect(try story.finish(.retry).state == .finished)
        #expect(story.world.target.last?.messages.map(\.content.header) == ["second"])
        #expect(try story.finish(.undo(includeGone: false)).state == .undone)
        #expect(story.world.target.map(\.path) == [.inbox])
    }

    @Test("cancel ends a pause that nobody may ever end, but not one that is nearly over")
    func cancelPause() throws {
        let story = try Story()
        story.receive("a", "b")
        let control = story.memory.open().control
        let before = story.world.executor.now
        story.world.sourceRefusal = Problem(.loginRefused, reaction: .stop, fixer: .you)
        story.world.executor.at(before + 30) { try? control.request(.cancel) }
        #expect(story.run(.migrate, poll: 0.5).summaryState == "cancelled")
        #expect(story.world.executor.now - before < 60)
        story.world.sourceRefusal = nil
        #expect(try story.finish(.resume).state == .finished && story.inbox.count == 2)
    }

    @Test("max-wait bounds a time of trouble: then the run stops, and resume goes on")
    func maxWait() throws {
        var options = Options()
        options.maxWait = 5
        let story = try Story(options: options)
        story.receive("a")
        story.world.faults = [(first: 3, count: 1000, kind: 0)]
        let before = story.world.executor.now
        #expect(try story.finish(.migrate).state.name == "stopped")
        #expect(story.world.executor.now - before < 8)
        story.world.faultLeft = (0, 0)
        #expect(try story.finish(.resume).state == .finished)
    }

    @Test("stop lets the messages in flight end, and resume goes on; cancel of the last kind ends it finished")
    func stop() throws {
        let story = try Story()
        story.receive("a", "b", "c")
        try story.memory.open().control.request(.stop)
        #expect(story.run(.migrate, poll: 0.001).summaryState == "stopped")
        #expect(try story.finish(.resume).state == .finished)
        #expect(story.inbox.count == 3)
    }

    @Test("stop does not wait for a source that only reads ahead; what it had not delivered goes with resume")
    func stopReadingAhead() throws {
        let story = try Story()
        story.receive("a")
        story.receive("b", property: .stuck)
        let control = story.memory.open().control
        let before = story.world.executor.now
        story.world.executor.at(before + 20) { try? control.request(.stop) }
        #expect(story.run(.migrate, poll: 0.5).summaryState == "stopped")
        #expect(story.world.executor.now - before < 30)
        story.world.source[0].messages[1].content.property = .good
        #expect(try story.finish(.resume).state == .finished)
        #expect(story.inbox == ["a", "b"])
    }

    @Test("sizes far below the truth make batches smaller, and nobody waits")
    func understated() throws {
        let story = try Story()
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let body = String(repeating: name, count: 700_000)
            let content = SimContent(messageID: name, header: name, body: body, property: .understated)
            _ = story.world.source[0].add(content, date: 5, flags: Flags())
        }
        #expect(try story.finish(.migrate).state == .finished)
        #expect(story.inbox.count == 8 && !story.events.contains { $0.hasPrefix("paused") })
    }

    @Test("a message at which the server asks for a pause each time is given up as throttled, not as refused")
    func throttled() throws {
        let story = try Story()
        story.receive("a", "c")
        story.receive("b", property: .throttled)
        let summary = try story.finish(.migrate)
        #expect(summary.failures.map(\.problem.code) == [.throttled] && story.inbox == ["a", "c"])
        story.world.source[0].messages[2].content.property = .good
        #expect(try story.finish(.retry).state == .finished && story.inbox == ["a", "c", "b"])
    }
}

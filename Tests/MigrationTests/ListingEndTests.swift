import Journal
import MailCore
import Testing

@testable import Migration

/// A listing that was called off looks like one that is complete, and a long one must not hold up a stop.
@Suite("Ends of listings")
struct ListingEndTests {
    private func story(_ count: Int = 20) throws -> (Story, [String]) {
        let story = try Story()
        let names = (0..<count).map { "m\($0)" }
        for name in names { story.receive(name) }
        return (story, names)
    }

    @Test("a source that is cut in the middle of its listing is listed again, in every pass")
    func source() throws {
        let (story, names) = try story()
        story.world.cuts[.source] = 2
        let summary = try story.finish(.migrate)
        #expect(summary.state == .finished && story.counts(summary).found == 20)
        #expect(story.events.filter { $0 == "paused connection-lost" }.count == 2)
        story.receive("later")
        story.world.cuts[.source] = 1
        let later = try story.finish(.pass)
        #expect(story.counts(later).gone == 0 && story.inbox.sorted() == (names + ["later"]).sorted())
    }

    @Test("after a death at any step, a target's listing that is cut makes no second copy")
    func reconciling() throws {
        for steps in 1..<60 {
            let (story, names) = try story(5)
            _ = story.run(.migrate, steps: steps)
            story.world.cuts[.target] = 1
            #expect(try story.finish(.resume).state == .finished, "died at \(steps)")
            #expect(story.inbox.sorted() == names, "died at \(steps)")
        }
    }

    @Test("what the target had before is not stored again because its listing was cut")
    func existing() throws {
        let (story, names) = try story()
        for message in story.world.source[0].messages {
            _ = story.world.target[0].add(message.content, date: message.date, flags: message.flags)
        }
        story.world.cuts[.target] = 1
        let summary = try story.finish(.migrate)
        #expect(story.counts(summary).alreadyThere == 20 && story.inbox.count == names.count)
    }

    @Test("verification calls nothing missing, and undo leaves nothing, because a listing was cut")
    func looking() throws {
        let (story, _) = try story()
        _ = try story.finish(.migrate)
        story.world.cuts[.target] = 1
        guard case .failure(let problem) = story.run(.verify(deep: false)) else {
            Issue.record("a comparison that was cut counts as one")
            return
        }
        #expect(problem.isTransient && story.told.isEmpty)
        story.world.cuts[.target] = 1
        let summary = try story.finish(.undo(includeGone: false))
        #expect(summary.state == .undone && story.inbox.isEmpty && story.counts(summary).removed == 20)
    }

    /// How a listing is slow: piece by piece, or nothing comes at all until the connection is closed.
    static let paces = [1.0, 3600]

    @Test("stop leaves a listing within a second, at the source and at the target; resume goes on", arguments: paces)
    func stop(pace: Double) throws {
        let (story, names) = try story(1000)
        let control = story.memory.open().control
        let finish = { (command: Command) in
            let before = story.world.executor.now
            story.world.pieceSeconds = pace
            story.world.executor.at(before + 20) { try? control.request(.stop) }
            let result = story.run(command, poll: 0.5)
            #expect(result.summaryState == "stopped", "\(command)")
            let took = story.world.executor.now - before
            #expect(took >= 20 && took < 21.6, "\(command) went on for \(took) s")
            story.world.pieceSeconds = 0
        }
        for message in story.world.source[0].messages.prefix(500) {
            _ = story.world.target[0].add(message.content, date: message.date, flags: message.flags)
        }
        finish(.migrate)
        // The source's listing is over, the target's is not.
        story.world.isSlow = [.target]
        finish(.resume)
        let summary = try story.finish(.resume)
        #expect(summary.state == .finished && story.counts(summary).alreadyThere == 500)
        #expect(story.inbox.sorted() == names.sorted())
        finish(.verify(deep: false))
        #expect(try story.finish(.verify(deep: false)).state == .finished)
        finish(.undo(includeGone: false))
        #expect(try story.finish(.resume).state == .undone && story.inbox.count == 500)
    }

    @Test("what a reboot put into doubt stays so until it was looked at, also where a stop came in between")
    func boot() async throws {
        let (story, _) = try story()
        _ = try story.finish(.migrate)
        story.boot = "another"
        let control = story.memory.open().control
        story.world.pieceSeconds = 10
        story.world.isSlow = [.target]
        story.world.executor.at(story.world.executor.now + 5) { try? control.request(.stop) }
        #expect(story.run(.pass, poll: 0.5).summaryState == "stopped")
        #expect(try await story.memory.open().reader.record().bootID == "boot")
        story.world.pieceSeconds = 0
        #expect(try story.finish(.resume).state == .finished)
        #expect(try await story.memory.open().reader.record().bootID == "another")
    }
}

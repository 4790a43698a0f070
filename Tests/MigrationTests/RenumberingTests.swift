import Journal
import MailCore
import Testing

@testable import Migration

/// Rules 2, 3 and 8 where the target's UIDVALIDITY changes.
@Suite("Renumbered targets")
struct RenumberingTests {
    /// A story whose target has one message already, and whose source has it twice.
    private func withTwin() throws -> (Story, birth: String) {
        let story = try Story()
        let twin = SimContent(messageID: "twin", header: "twin", body: "twin")
        _ = story.world.target[0].add(twin, date: 1_600_000_000, flags: Flags())
        story.receive("twin", "twin", "other")
        return (story, story.world.target[0].messages[0].birth)
    }

    @Test("rule 2: after death and renumbering no open intent takes an equal message that was there before for its own")
    func olderTwin() throws {
        for steps in 1..<60 {
            let (story, birth) = try withTwin()
            _ = story.run(.migrate, steps: steps)
            story.world.target[0].renumber(by: 40)
            _ = try story.finish(story.world.calls == 0 ? .migrate : .resume)
            #expect(story.inbox.sorted() == ["other", "twin", "twin"], "died after \(steps)")
            #expect(try story.finish(.undo(includeGone: false)).state == .undone)
            let births = story.world.target[0].messages.map(\.birth)
            #expect(births.contains(birth), "undo took what was there before, died after \(steps)")
        }
    }

    @Test("rules 1 and 2: nor after another boot, when the journal may have lost its last words")
    func otherBoot() throws {
        for steps in 1..<60 {
            let (story, birth) = try withTwin()
            _ = story.run(.migrate, steps: steps)
            story.world.target[0].renumber(by: 40)
            story.boot = "other"
            _ = try story.finish(story.world.calls == 0 ? .migrate : .resume)
            #expect(story.inbox.sorted() == ["other", "twin", "twin"], "died after \(steps)")
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.world.target[0].messages.map(\.birth).contains(birth), "died after \(steps)")
        }
    }

    @Test("rule 3: a verification between death and resume does not hide what landed")
    func verifyBetween() async throws {
        for steps in 5..<50 {
            let story = try Story()
            story.receive("a", "b", "c")
            guard case .failure = story.run(.migrate, steps: steps), story.world.calls > 0 else { continue }
            try await story.memory.open().end(.cancelled, endsPass: true, at: story.world.executor.now)
            story.world.target[0].renumber(by: 40)
            _ = try story.finish(.verify(deep: false))
            _ = try story.finish(.resume)
            #expect(story.inbox.sorted() == ["a", "b", "c"], "died after \(steps)")
        }
    }

    @Test("rule 8: copies that differ in their octets alone are told apart by them")
    func octets() throws {
        let story = try Story()
        for body in ["one", "two"] {
            let look = SimContent(messageID: "look", header: "look", body: body)
            _ = story.world.source[0].add(look, date: 5, flags: Flags())
        }
        _ = try story.finish(.migrate)
        story.world.target[0].messages.removeFirst()
        story.world.target[0].renumber(by: 40)
        let counts = story.counts(try story.finish(.undo(includeGone: false)))
        #expect(story.inbox.isEmpty && counts.removed == 1 && counts.kept == 1)
        #expect(story.told.map(\.problem.code) == [.movedOrDeleted])
    }

    @Test("rule 8: a copy that cannot be told from what came without us is kept, and undo says that")
    func unsure() throws {
        let story = try Story()
        story.receive("a")
        _ = try story.finish(.migrate)
        let content = story.world.target[0].messages[0].content
        _ = story.world.target[0].add(content, date: 1_600_000_000, flags: Flags())
        story.world.target[0].renumber(by: 40)
        let counts = story.counts(try story.finish(.undo(includeGone: false)))
        #expect(story.inbox == ["a", "a"] && counts.kept == 1)
        #expect(story.told.map(\.problem.code) == [.cannotBeCompared])
    }

    @Test("rule 9: what was there before is known again, so that twins are still neither doubled nor swallowed")
    func oldKnownAgain() throws {
        let (story, _) = try withTwin()
        _ = try story.finish(.migrate)
        story.world.target[0].renumber(by: 40)
        story.receive("twin")
        let counts = story.counts(try story.finish(.pass))
        #expect(story.inbox.sorted() == ["other", "twin", "twin", "twin"])
        #expect(counts.alreadyThere == 1 && counts.copied == 3)
    }
}

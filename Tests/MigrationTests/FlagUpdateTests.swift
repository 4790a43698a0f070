import Journal
import MailCore
import Testing

@testable import Migration

/// Rules 1 and 7: flags that follow the source, cut off on their way.
@Suite("Flag updates")
struct FlagUpdateTests {
    private func story() throws -> Story {
        let story = try Story()
        story.world.behaviour.takesKeywords = false
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        return story
    }

    private func change(_ story: Story, _ flags: Flags) {
        for index in story.world.source[0].messages.indices {
            story.world.source[0].modSeq += 1
            story.world.source[0].messages[index].flags = flags
            story.world.source[0].messages[index].changed = story.world.source[0].modSeq
        }
    }

    @Test(
        "an update whose answer was lost is ours, even where the target keeps only part of it: undo takes the copy back"
    )
    func lostAnswer() throws {
        for steps in 1..<60 {
            let story = try story()
            change(story, Flags(.answered, keywords: ["$Work"]))
            guard case .failure = story.run(.pass, steps: steps) else { break }
            _ = try story.finish(.resume)
            #expect(!story.told.contains { $0.outcome == .updated }, "target won against us, died after \(steps)")
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.inbox.isEmpty, "died after \(steps)")
        }
    }

    @Test("undo right after the loss of the answer takes the copy back too")
    func undoAtOnce() throws {
        for steps in 1..<60 {
            let story = try story()
            change(story, Flags(.answered, keywords: ["$Work"]))
            guard case .failure = story.run(.pass, steps: steps) else { break }
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.inbox.isEmpty, "died after \(steps)")
        }
    }

    @Test("an update that the source overtook meanwhile is finished first, and then the newer one follows")
    func overtaken() throws {
        for steps in 1..<60 {
            let story = try story()
            change(story, Flags(.answered, keywords: ["$Work"]))
            guard case .failure = story.run(.pass, steps: steps) else { break }
            change(story, Flags([.answered, .seen]))
            try finishPass(story)
            #expect(story.world.target[0].messages.allSatisfy { $0.flags == Flags([.answered, .seen]) }, "\(steps)")
        }
    }

    /// The pass that was cut off, and the one after it, which sees the newer flags.
    private func finishPass(_ story: Story) throws {
        _ = try story.finish(.resume)
        _ = try story.finish(.pass)
    }

    @Test("what somebody did to the copy after the answer was lost still counts as use")
    func usedSince() throws {
        for steps in 1..<60 {
            let story = try story()
            change(story, Flags(.seen))
            guard case .failure = story.run(.pass, steps: steps) else { break }
            story.touch("a") { $0.flags.system.insert(.flagged) }
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.inbox == ["a"], "died after \(steps)")
        }
    }
}

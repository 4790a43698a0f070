import Journal
import MailCore
import Testing

@testable import Migration

/// Rule 6 of DESIGN §3.
@Suite("Rules of undo")
struct UndoRuleTests {
    @Test("rule 6: undo takes back what nobody has used; having been looked at is not having been used")
    func rule6() throws {
        let story = try Story()
        story.receive("plain", "seen", "answered", "deleted", "gone")
        _ = try story.finish(.migrate)
        story.touch("seen") { $0.flags.system.insert(.seen) }
        story.touch("answered") { $0.flags.system.insert(.answered) }
        story.world.target[0].messages.removeAll { $0.content.header == "deleted" }
        story.world.source[0].messages.removeAll { $0.content.header == "gone" }
        let summary = try story.finish(.undo(includeGone: false))
        #expect(summary.state == .undone && story.inbox == ["answered", "gone"])
        #expect(story.counts(summary).removed == 2 && story.counts(summary).kept == 3)
        let reasons = story.told.filter { $0.outcome == .kept }.map(\.problem.code.rawValue).sorted()
        #expect(reasons == ["gone-at-source", "moved-or-deleted", "used"])
    }

    @Test(
        "rule 6: with include-gone, what has left the source is taken back too; without a source, the last listing decides"
    )
    func rule6Gone() throws {
        for (includesGone, left) in [(true, [String]()), (false, ["gone"])] {
            let story = try Story()
            story.receive("here", "gone")
            _ = try story.finish(.migrate)
            story.world.source[0].messages.removeAll { $0.content.header == "gone" }
            story.world.source[0].modSeq += 1
            _ = try story.finish(.pass)
            let undo = story.run(.undo(includeGone: includesGone), blind: true)
            #expect(try undo.get().state == .undone && story.inbox == left)
        }
    }

    @Test("rule 6: a source that lets nobody in is not required: its last listing decides")
    func rule6Closed() throws {
        for refusal in [Problem.Code.loginRefused, .hostNotFound] {
            let story = try Story()
            story.receive("a", "b")
            _ = try story.finish(.migrate)
            story.world.sourceRefusal = Problem(refusal, reaction: .retry(afterSeconds: nil), fixer: .you)
            let summary = try story.finish(.undo(includeGone: false))
            #expect(summary.state == .undone && story.inbox.isEmpty)
        }
    }

    @Test("rule 6: what the preview promised to keep is not taken back because the source cannot be asked any more")
    func rule6Promise() throws {
        let story = try Story()
        story.receive("here", "gone")
        _ = try story.finish(.migrate)
        story.world.source[0].messages.removeAll { $0.content.header == "gone" }
        story.world.sourceRefusal = Problem(.loginRefused, reaction: .stop, fixer: .you)
        let summary = try story.finish(.undo(includeGone: false, mustCompare: true))
        #expect(summary.state == .stopped(from: .undoing) && story.inbox == ["here", "gone"])
        story.world.sourceRefusal = nil
        #expect(try story.finish(.resume).state == .undone && story.inbox == ["gone"])
    }

    @Test("rule 6: an undo that cannot go on stays an undo, and is taken up where it was left")
    func rule6Stopped() async throws {
        let story = try Story()
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        story.world.removalRefusal = Problem(.folderUnreadable, reaction: .skip, fixer: .you)
        #expect(try story.finish(.undo(includeGone: false)).state == .stopped(from: .undoing))
        let reader = story.memory.open().reader
        #expect(try await reader.record().halted?.code == .folderUnreadable)
        story.world.removalRefusal = nil
        #expect(try story.finish(.resume).state == .undone && story.inbox.isEmpty)
        #expect(try await reader.record().halted == nil)
    }

    @Test("rule 6: after its time undo is refused")
    func rule6Expiry() throws {
        let story = try Story()
        story.receive("a")
        _ = try story.finish(.migrate)
        story.world.executor.pass(seconds: 49 * 3600)
        guard case .failure(let problem) = story.run(.undo(includeGone: false)) else {
            Issue.record("undo was not refused")
            return
        }
        #expect(problem.code == .undoExpired && story.inbox == ["a"])
    }
}

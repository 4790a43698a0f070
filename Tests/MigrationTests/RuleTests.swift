import Journal
import MailCore
import Testing

@testable import Migration

/// The rules of DESIGN §3, each by its name; the simulation tries them all at once.
@Suite("Rules of the engine")
struct RuleTests {
    @Test("rule 1: intent → effect → outcome: wherever the process dies, the journal knew of the effect before")
    func rule1() throws {
        var deaths = 0
        for steps in 1..<80 {
            let story = try Story()
            story.receive("a", "b", "c")
            guard case .failure = story.run(.migrate, steps: steps) else { break }
            deaths += 1
            let summary = try story.finish(story.world.calls == 0 ? .migrate : .resume)
            #expect(summary.state == .finished, "died after \(steps)")
            #expect(story.inbox.sorted() == ["a", "b", "c"], "died after \(steps)")
        }
        #expect(deaths > 20)
    }

    @Test("rule 1: after another boot, copies that the journal lost sight of are recognised")
    func rule1Boot() throws {
        let story = try Story()
        story.receive("a", "b")
        for steps in 8..<40 where story.inbox.isEmpty { _ = story.run(steps == 8 ? .migrate : .resume, steps: steps) }
        #expect(!story.inbox.isEmpty)
        story.boot = "other"
        let summary = try story.finish(.resume)
        #expect(summary.state == .finished && story.inbox.sorted() == ["a", "b"])
    }

    @Test("rule 2: ownership is proven: mail that was there is neither counted as ours nor taken back")
    func rule2() throws {
        let story = try Story()
        let old = SimContent(messageID: "old", header: "old", body: "old")
        _ = story.world.target[0].add(old, date: 1, flags: Flags())
        story.receive("a")
        #expect(story.counts(try story.finish(.migrate)).copied == 1)
        let undone = try story.finish(.undo(includeGone: false))
        #expect(undone.state == .undone && story.inbox == ["old"])
    }

    @Test("rule 2: mail that was there before us stays after another boot and a renumbering at once")
    func rule2Boot() throws {
        for steps in 8..<60 {
            let story = try Story()
            let old = SimContent(messageID: "twin", header: "twin", body: "twin")
            _ = story.world.target[0].add(old, date: 1_600_000_000, flags: Flags())
            story.receive("twin", "other", "twin")
            guard case .failure = story.run(.migrate, steps: steps) else { break }
            story.boot = "other"
            story.world.target[0].renumber(by: 40)
            guard case .success = story.run(story.world.calls == 0 ? .migrate : .resume) else { continue }
            #expect(story.inbox.filter { $0 == "twin" }.count >= 2, "died after \(steps)")
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.inbox.contains("twin"), "died after \(steps)")
        }
    }

    @Test("rule 3: twins cut off in mid-store are neither lost nor doubled")
    func rule3() throws {
        for steps in 5..<40 {
            let story = try Story()
            story.receive("twin", "twin", "twin", "other")
            _ = story.run(.migrate, steps: steps)
            _ = try story.finish(story.world.calls == 0 ? .migrate : .resume)
            #expect(story.inbox.sorted() == ["other", "twin", "twin", "twin"], "died after \(steps)")
        }
    }

    @Test("rule 4: every item ends, and found is the sum; every exception is told with its reason")
    func rule4() throws {
        let story = try Story()
        story.receive("good")
        story.receive("refused", property: .refused)
        story.receive("unreadable", property: .unreadable)
        story.receive("large", property: .tooLarge)
        story.receive("poison", property: .dropsSource)
        story.receive("bent", property: .altered)
        story.receive("deleted", flags: Flags(.deleted))
        let summary = try story.finish(.migrate)
        let counts = story.counts(summary)
        #expect(summary.state == .finishedWithFailures)
        #expect(counts.found == 7 && counts.done == 7)
        #expect(counts.copied == 2 && counts.altered == 1 && counts.skipped == 1 && counts.failed == 4)
        let codes = Set(story.told.map(\.problem.code))
        #expect(codes == [.messageRefused, .messageUnreadable, .tooLarge, .altered, .deletedAtSource])
        #expect(summary.failures.count == 4 && summary.failures.allSatisfy { $0.outcome == .failed })
    }

    @Test("rule 5: nothing at the source changes")
    func rule5() throws {
        let story = try Story()
        story.receive("a", "b", flags: Flags(.flagged, keywords: ["$Work"]))
        let before = story.world.source[0].messages
        _ = try story.finish(.migrate)
        _ = try story.finish(.pass)
        _ = try story.finish(.undo(includeGone: false))
        #expect(story.world.source[0].messages == before)
    }

    @Test(
        "rule 9: on a target that is not empty twins are neither doubled nor swallowed, and octets tell what looks alike"
    )
    func rule9() throws {
        let story = try Story()
        let twin = SimContent(messageID: "twin", header: "twin", body: "twin")
        let look = SimContent(messageID: "look", header: "look", body: "kool")
        _ = story.world.target[0].add(twin, date: 1, flags: Flags())
        _ = story.world.target[0].add(look, date: 1, flags: Flags())
        story.receive("twin", "twin", "look")
        _ = story.world.source[0].add(look, date: 2, flags: Flags())
        let counts = story.counts(try story.finish(.migrate))
        #expect(counts.alreadyThere == 2 && counts.copied == 2)
        #expect(story.inbox.sorted() == ["look", "look", "twin", "twin"])
        #expect(story.world.target[0].messages.filter { $0.content.body == "look" }.count == 1)
    }

    @Test("rule 10: verification finds octets that changed and copies that are missing; deep, it changes no state")
    func rule10() throws {
        let story = try Story()
        story.receive("sound", "bent", "lost")
        _ = try story.finish(.migrate)
        story.touch("bent") { $0.content.body = "tneb" }
        story.world.target[0].messages.removeAll { $0.content.header == "lost" }
        let summary = try story.finish(.verify(deep: true))
        #expect(summary.state == .finished && summary.differences == 2)
        #expect(story.told.filter { $0.outcome == .differs }.map(\.subject).sorted() == ["bent", "lost"])
        #expect(story.counts(summary).copied == 3)
    }
}

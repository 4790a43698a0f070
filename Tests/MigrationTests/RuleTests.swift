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
    func rule6Stopped() throws {
        let story = try Story()
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        story.world.removalRefusal = Problem(.folderUnreadable, reaction: .skip, fixer: .you)
        #expect(try story.finish(.undo(includeGone: false)).state == .stopped(from: .undoing))
        story.world.removalRefusal = nil
        #expect(try story.finish(.resume).state == .undone && story.inbox.isEmpty)
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

    @Test(
        "rule 7: flags follow the source, the target wins, nothing comes back, deletions are told and not carried out"
    )
    func rule7() throws {
        let story = try Story()
        story.receive("follows", "contested", "removed", "left")
        _ = try story.finish(.migrate)
        for index in 0..<2 {
            story.world.source[0].modSeq += 1
            story.world.source[0].messages[index].flags.system.insert(.answered)
            story.world.source[0].messages[index].changed = story.world.source[0].modSeq
        }
        story.touch("contested") { $0.flags.system.insert(.flagged) }
        story.world.target[0].messages.removeAll { $0.content.header == "removed" }
        story.world.source[0].messages.removeAll { $0.content.header == "left" }
        story.receive("new")
        let counts = story.counts(try story.finish(.pass))
        #expect(story.inbox.sorted() == ["contested", "follows", "left", "new"])
        #expect(counts.found == 5 && counts.copied == 5 && counts.updated == 1 && counts.gone == 1)
        let flags = Dictionary(
            uniqueKeysWithValues: story.world.target[0].messages.map { ($0.content.header, $0.flags.system) }
        )
        #expect(flags["follows"] == .answered && flags["contested"] == .flagged)
        #expect(Set(story.told.map(\.outcome)) == [.updated, .gone])
    }

    @Test("rule 7: a mark for deletion at the source is not carried over; with deleted mail included, it is")
    func rule7Deleted() throws {
        for includesDeleted in [false, true] {
            var options = Options()
            options.includeDeleted = includesDeleted
            let story = try Story(options: options)
            story.receive("marked")
            _ = try story.finish(.migrate)
            story.world.source[0].change(0) { $0.flags.system.formUnion([.deleted, .flagged]) }
            _ = try story.finish(.pass)
            #expect(
                story.world.target[0].messages[0].flags.system == (includesDeleted ? [.deleted, .flagged] : .flagged)
            )
        }
    }

    @Test("rule 7: what is gone for a pass and comes back makes no second copy, folders and all")
    func rule7Back() throws {
        let story = try Story()
        guard let path = FolderPath(text: "Archive") else { return }
        story.world.source.append(SimFolder(path: path, validity: 101))
        _ = story.world.source[1].add(SimContent(messageID: "x", header: "x", body: "x"), date: 5, flags: Flags())
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        let folder = story.world.source.remove(at: 1)
        let moved = story.world.source[0].messages.remove(at: 0)
        story.world.source[0].modSeq += 1
        #expect(story.counts(try story.finish(.pass)).gone == 2)
        story.world.source.append(folder)
        _ = story.world.source[0].add(moved.content, date: moved.date, flags: moved.flags)
        let counts = story.counts(try story.finish(.pass))
        #expect(story.world.target.flatMap(\.messages).count == 3)
        #expect(counts.gone == 0 && counts.found == 3 && counts.copied == 3)
    }

    @Test("rule 7: a move inside the source makes no second copy")
    func rule7Move() throws {
        let story = try Story()
        guard let path = FolderPath(text: "Archive") else { return }
        story.world.source.append(SimFolder(path: path, validity: 101))
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        let moved = story.world.source[0].messages.remove(at: 0)
        story.world.source[0].modSeq += 1
        _ = story.world.source[1].add(moved.content, date: moved.date, flags: moved.flags)
        let counts = story.counts(try story.finish(.pass))
        #expect(story.world.target.flatMap(\.messages).count == 2)
        #expect(counts.found == 2 && counts.copied == 2 && counts.gone == 0)
    }

    @Test("rule 8: a renamed or renumbered source folder is the same folder; a renumbered target is matched again")
    func rule8() throws {
        let story = try Story()
        guard let old = FolderPath(text: "Old"), let new = FolderPath(text: "New") else { return }
        story.world.source.append(SimFolder(path: old, validity: 101))
        _ = story.world.source[1].add(SimContent(messageID: "x", header: "x", body: "x"), date: 5, flags: Flags())
        story.receive("a", "b")
        _ = try story.finish(.migrate)
        story.world.source[1].path = new
        story.world.source[0].validity += 1000
        story.world.target[0].validity += 1000
        for index in 0..<2 { story.world.target[0].messages[index].uid += 50 }
        story.world.target[0].nextUID += 50
        let counts = story.counts(try story.finish(.pass))
        #expect(counts.found == 3 && counts.copied == 3 && counts.gone == 0)
        #expect(story.world.target.map(\.path) == [.inbox, old])
        _ = try story.finish(.undo(includeGone: false))
        #expect(story.world.target.map(\.path) == [.inbox] && story.inbox.isEmpty)
    }

    @Test("rule 8: folders that take each other's names keep their own targets, in the mapping too")
    func rule8Chain() async throws {
        let story = try Story()
        guard let a = FolderPath(text: "A"), let b = FolderPath(text: "B"), let c = FolderPath(text: "C") else {
            return
        }
        story.world.behaviour.hasStableIDs = true
        for (index, path) in [a, b].enumerated() {
            story.world.source.append(SimFolder(path: path, validity: 101 + index))
            let name = path.description
            _ = story.world.source[index + 1].add(
                SimContent(messageID: name, header: name, body: name),
                date: 5,
                flags: Flags()
            )
        }
        _ = try story.finish(.migrate)
        story.world.source[2].path = c
        story.world.source[1].path = b
        _ = try story.finish(.pass)
        #expect(story.world.target.map(\.path) == [.inbox, a, b])
        let entries = try await story.mapping().entries
        #expect(entries.first { $0.source == b }?.target == a && entries.first { $0.source == c }?.target == b)
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
}

extension Result where Success == Summary {
    fileprivate var summaryState: String? { try? get().state.name }
}

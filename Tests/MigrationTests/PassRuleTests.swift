import Journal
import MailCore
import Testing

@testable import Migration

/// Rules 7 and 8 of DESIGN §3: what the next pass makes of what changed since.
@Suite("Rules of the next pass")
struct PassRuleTests {
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

    @Test("rule 7: flags that somebody took away at the target are that one's, and no loss of the copy")
    func rule7Owner() throws {
        let story = try Story()
        story.receive("read", "contested", flags: Flags([.seen, .flagged]))
        _ = try story.finish(.migrate)
        story.touch("read") { $0.flags = Flags() }
        story.touch("contested") { $0.flags = Flags(.seen) }
        story.world.source[0].change(1) { $0.flags.system.insert(.answered) }
        story.receive("new")
        let counts = story.counts(try story.finish(.pass))
        #expect(counts.copied == 3 && counts.altered == 0)
        #expect(story.told.map(\.outcome) == [.updated])
        #expect(story.inbox.sorted() == ["contested", "new", "read"])
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
        "rule 7: what came back after its copy was deleted at the target stays deleted, and the receipt says so, once"
    )
    func rule7Returned() throws {
        for isDeleted in [true, false] {
            let story = try Story()
            story.receive("a", "b")
            _ = try story.finish(.migrate)
            let away = story.world.source[0].messages.remove(at: 0)
            story.world.source[0].modSeq += 1
            _ = try story.finish(.pass)
            if isDeleted { story.world.target[0].messages.removeAll { $0.content.header == "a" } }
            _ = story.world.source[0].add(away.content, date: away.date, flags: away.flags)
            story.told = []
            story.world.cuts[.target] = 1
            #expect(try story.finish(.pass).state == .finished)
            _ = try story.finish(.pass)
            let codes = story.told.filter { $0.outcome == .differs }.map(\.problem.code)
            #expect(codes == (isDeleted ? [.cameBackDeleted] : []))
            #expect(story.inbox.sorted() == (isDeleted ? ["b"] : ["a", "b"]))
        }
    }
}

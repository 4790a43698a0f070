import Journal
import MailCore
import Testing

@testable import Migration

/// Folders whose names the target refuses.
@Suite("Refused folder names")
struct FolderNameTests {
    /// A story with folders of these names at the source, each with one message of the folder's name.
    private func story(_ folders: [[String]], exactOnly: Bool = false) throws -> Story {
        var options = Options()
        options.exactOnly = exactOnly
        let story = try Story(options: options)
        for (index, names) in folders.enumerated() {
            guard let path = FolderPath(names) else { continue }
            var folder = SimFolder(path: path, validity: 200 + index)
            let name = path.description
            let content = SimContent(messageID: name, header: name, body: name)
            _ = folder.add(content, date: 1_600_000_000, flags: Flags())
            story.world.source.append(folder)
        }
        return story
    }

    private func names(_ story: Story) -> [[String]] { story.world.target.dropFirst().map(\.path.names) }

    @Test(
        "a plain form of a name has no controls, no spaces and dots at its ends, and nothing that servers refuse",
        arguments: [
            ("Dr. Who", "Dr_ Who"), (" . Work. ", "Work"), ("a/b\\c^d%e*f", "a_b_c_d_e_f"), ("be\u{7}ll", "bell"),
            ("Zürich ✓", "Zürich ✓"), ("...", "_"), ("\u{202E}txt", "txt"),
        ]
    )
    func plain(name: String, expected: String) {
        #expect(PlainName.of(name) == expected)
        #expect(PlainName.of(expected) == expected, "a plain name stays")
    }

    @Test(
        "a folder called like INBOX inside it gets a name of its own where that is refused, and no mail of it goes to INBOX"
    )
    func inboxInside() throws {
        let story = try story([["INBOX", "inbox"], ["INBOX", "Inbox", "deeper"]])
        story.receive("a")
        #expect(try story.finish(.migrate).state == .finished)
        #expect(story.inbox == ["a"])
        #expect(Set(names(story)) == [["INBOX", "inbox_"], ["INBOX", "Inbox_", "deeper"]])
    }

    @Test("a long name is cut where a character ends")
    func long() {
        let plain = PlainName.of(String(repeating: "ü", count: 300))
        #expect(plain == String(repeating: "ü", count: 60))
    }

    @Test("a refused name goes by a plain one: copied, and listed as renamed in events and receipt")
    func renamed() async throws {
        let story = try story([["Dr. Who"], ["Plain"]])
        let summary = try story.finish(.migrate)
        #expect(summary.state == .finished && story.counts(summary).copied == 2 && story.counts(summary).altered == 0)
        #expect(names(story).sorted { $0[0] < $1[0] } == [["Dr_ Who"], ["Plain"]])
        #expect(story.told.map(\.problem.code) == [.folderRenamed])
        #expect(story.told.first?.container.description == "Dr. Who" && story.told.first?.problem.detail == "Dr_ Who")
        let reader = story.memory.open().reader
        #expect(try await reader.exceptions().map(\.item) == story.told)
        #expect(try await reader.exceptionCount() == 1)
        let last = try await reader.exceptions().last?.id ?? 0
        #expect(try await reader.exceptions(after: last).isEmpty)
        #expect(try await reader.exceptions(outcome: .failed).isEmpty)
        #expect(try await reader.exceptions(before: .max).map(\.item) == story.told)
        let entry = try await reader.mapping()?.entries.first { $0.source.description == "Dr. Who" }
        #expect(entry?.isRenamed == true && entry?.refusedTarget == entry?.source)
    }

    @Test("no two folders get one name, and what lies below a renamed folder follows it")
    func siblings() async throws {
        let story = try story([["A_B"], ["A.B"], ["A?B"], ["A.B", "Old."], ["INBOX."], ["P.Q", "R"]])
        #expect(try story.finish(.migrate).state == .finished)
        #expect(
            Set(names(story)) == [["A_B"], ["A_B_2"], ["A_B_3"], ["A_B_2", "Old"], ["INBOX_2"], ["P_Q", "R"]],
            "\(names(story))"
        )
        let rows = try await story.memory.open().targetRows().map(\.path.names)
        #expect(rows.contains(["P_Q"]) && !rows.contains(["P.Q"]), "what was to come above them is forgotten")
    }

    @Test("what is new in a later pass follows the name that was found; undo takes the folder back")
    func laterPass() throws {
        let story = try story([["Dr. Who"]])
        _ = try story.finish(.migrate)
        guard let path = FolderPath(["Dr. Who", "New"]) else { return }
        story.world.source.append(SimFolder(path: path, validity: 300))
        _ = try story.finish(.pass)
        #expect(Set(names(story)) == [["Dr_ Who"], ["Dr_ Who", "New"]])
        _ = try story.finish(.undo(includeGone: false))
        #expect(story.world.target.map(\.path) == [.inbox])
    }

    @Test("where the plain form is refused too the items fail, told by the folder's own name; a retry asks again")
    func refusedTwice() throws {
        let story = try story([["Hopeless."], ["Plain"]])
        let summary = try story.finish(.migrate)
        #expect(summary.state == .finishedWithFailures && story.counts(summary).failed == 1)
        let problem = summary.failures.first?.problem
        #expect(problem?.code == .folderRefused && problem?.arguments["folder"] == "Hopeless.")
        #expect(problem?.arguments["tried"] == "Hopeless")
        #expect(names(story) == [["Plain"]] && story.told.map(\.outcome) == [.failed])
        #expect(try story.finish(.retry).state == .finishedWithFailures)
        story.world.takesEveryName = true
        let retried = try story.finish(.retry)
        #expect(retried.state == .finished && story.counts(retried).copied == 2)
        #expect(names(story) == [["Plain"], ["Hopeless."]])
    }

    @Test("with exact-only no folder is renamed: its items fail")
    func exactOnly() throws {
        let story = try story([["Dr. Who"]], exactOnly: true)
        let summary = try story.finish(.migrate)
        #expect(summary.state == .finishedWithFailures && summary.failures.map(\.problem.code) == [.folderRefused])
        #expect(names(story).isEmpty)
    }

    @Test("wherever the process dies, the folder gets its plain name once, and undo takes it back")
    func deaths() throws {
        for steps in 1..<60 {
            let story = try story([["Dr. Who"], ["Dr. Who", "B?"]])
            guard case .failure = story.run(.migrate, steps: steps) else { break }
            let summary = try story.finish(story.world.calls == 0 ? .migrate : .resume)
            #expect(summary.state == .finished && story.counts(summary).copied == 2, "died after \(steps)")
            #expect(Set(names(story)) == [["Dr_ Who"], ["Dr_ Who", "B_"]], "died after \(steps)")
            _ = try story.finish(.undo(includeGone: false))
            #expect(story.world.target.map(\.path) == [.inbox], "died after \(steps)")
        }
    }
}

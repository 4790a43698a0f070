import FoundationEssentials
import Glibc
import MailCore
import Testing

@testable import Journal

@Suite("Journal")
struct JournalTests {
    @Test("a second writer is told busy, a reader is not, and the lease ends with its holder")
    func lease() async throws {
        let folder = try TemporaryData()
        var journal: Journal? = try folder.create("LEASE-TEST")
        let id = try #require(journal?.id)
        #expect(folder.data.isBusy(id))
        #expect(throws: Problem.busy) { _ = try folder.data.open(id) }
        #expect(throws: Problem.busy) { try folder.data.delete(id) }
        #expect(try await folder.data.read(id).record().state == .queued)
        try journal?.close()
        journal = nil
        #expect(!folder.data.isBusy(id))
        let again = try folder.data.open(id)
        #expect(again.id == id)
    }

    @Test("a child process that was started meanwhile does not keep the lease")
    func leaseIsNotInherited() async throws {
        let folder = try TemporaryData()
        var journal: Journal? = try folder.create("LEASE-FORK")
        let id = try #require(journal?.id)
        var child: pid_t = 0
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sleep"), strdup("20"), nil]
        #expect(posix_spawn(&child, "/bin/sleep", nil, nil, &arguments, nil) == 0)
        for argument in arguments { free(argument) }
        try journal?.close()
        journal = nil
        #expect(!folder.data.isBusy(id))
        kill(child, SIGKILL)
        waitpid(child, nil, 0)
    }

    @Test("a name is used once; an unknown one is told")
    func names() async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("NAME-TEST")
        #expect(throws: Problem.self) { _ = try folder.create("NAME-TEST") }
        let unknown = try #require(MigrationID(rawValue: "NOT-THERE"))
        #expect(throws: Problem.unknownID(unknown)) { _ = try folder.data.open(unknown) }
        #expect(await folder.data.list().map(\.id) == [journal.id])
        #expect(await folder.data.list(state: "finished").isEmpty)
        try journal.close()
    }

    @Test("what a process that died while making a migration left does not stand in the way")
    func halfMade() async throws {
        let folder = try TemporaryData()
        let id = try #require(MigrationID(rawValue: "HALF-MADE"))
        let place = "\(folder.path)/migrations/HALF-MADE"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        for name in ["making", "lease", "journal.sqlite", "journal.sqlite-wal"] {
            #expect(FileManager.default.createFile(atPath: "\(place)/\(name)", contents: Data("half".utf8)))
        }
        #expect(!folder.data.exists(id))
        #expect(folder.data.ids().isEmpty)
        #expect(throws: Problem.unknownID(id)) { _ = try folder.data.open(id) }
        let journal = try folder.create("HALF-MADE")
        #expect(folder.data.exists(id))
        #expect(try await journal.reader.record().state == .queued)
        try journal.close()
    }

    @Test("a deleted migration leaves nothing behind")
    func delete() async throws {
        let folder = try TemporaryData()
        var journal: Journal? = try folder.create("GONE-TEST")
        let id = try #require(journal?.id)
        try journal?.control.request(.cancel)
        try journal?.close()
        journal = nil
        try folder.data.delete(id)
        #expect(!folder.data.exists(id))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/migrations").isEmpty)
    }

    @Test("requests of other processes are seen once and taken away")
    func control() async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("CONTROL-TEST")
        #expect(try await journal.control.pending().isEmpty)
        let other = try folder.data.control(journal.id)
        try other.request(.stop)
        try other.request(.stop)
        try other.request(.wake)
        #expect(try await journal.control.pending() == [.stop, .wake])
        try await journal.control.clear([.wake])
        #expect(try await journal.control.pending() == [.stop])
        try await journal.control.clear()
        #expect(try await journal.control.pending().isEmpty)
        try journal.close()
    }

    @Test("what one process wrote, a reader beside it and the next process read")
    func persistence() async throws {
        let folder = try TemporaryData()
        var journal: Journal? = try folder.create("READ-TEST")
        let id = try #require(journal?.id)
        if let journal {
            let listed = try await Listed(journal, items: 30)
            #expect(try await listed.copyAll(batch: 10) == 30)
            try await journal.end(.finished, endsPass: true, at: 2000)
            let counts = try #require(try await folder.data.read(id).counts()[.mail])
            #expect(counts.found == 30 && counts.copied == 30 && counts.bytes == 30 * 26_000 && counts.containers == 1)
        }
        try journal?.close()
        journal = nil
        let reader = try folder.data.read(id)
        let record = try await reader.record()
        #expect(record.state == .finished && record.lastEnd == .finished && record.passEnded == 2000)
        #expect(record.undoUntil == 174_800.0)
        #expect(try await reader.attempts().map(\.outcome) == ["finished"])
        #expect(try await reader.summary().state == .finished)
    }

    @Test("found is the sum, and the sums are those of the rows, whatever becomes of the items")
    func sums() async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("SUMS-TEST")
        let listed = try await Listed(journal, items: 7)
        let items = try await journal.openItems(of: listed.container.id, after: 0, limit: 10, onlyTouched: nil)
        let problem = Problem(.messageRefused, reaction: .skip, fixer: .provider)
        _ = try await journal.intend(items.map(Listed.intention), target: listed.target, pass: 1)
        var altered = Stored(reference: Reference("9.1"), digest: Listed.digest(1), size: 5, flags: Flags())
        altered.losses = [.nul, .keywords]
        let advance = try await journal.settle(
            [
                Settlement(items[0], .stored(altered)), Settlement(items[1], .alreadyThere(Reference("9.0"))),
                Settlement(items[2], .failed(problem)), Settlement(items[3], .skipped(problem)),
                Settlement(items[4], .gone), Settlement(items[5], .open), Listed.stored(items[6]),
            ],
            pass: 1
        )
        #expect(advance.done == 6)
        #expect(advance.exceptions.map(\.outcome) == [.copied, .failed, .skipped, .skipped])
        let counts = try #require(try await journal.reader.counts()[.mail])
        #expect(counts.found == 7 && counts.done == 6 && counts.altered == 1 && counts.gone == 1)
        var rows = try #require(try await journal.recount()[.mail])
        rows.containers = 1
        #expect(rows == counts)
        #expect(try await journal.openItems(of: listed.container.id, after: 0, limit: 10, onlyTouched: nil).count == 1)
        let pages = try await journal.reader.exceptions(limit: 2)
        let rest = try await journal.reader.exceptions(after: pages[1].id, limit: 100)
        #expect(pages.count == 2 && rest.count == 2)
        #expect(try await journal.reader.exceptions(before: rest[0].id, limit: 100) == pages)
        #expect(try await journal.reader.exceptions(before: rest[1].id, limit: 2) == [pages[1], rest[0]])
        #expect(try await journal.reader.exceptions(outcome: .failed).map(\.item.problem.code) == [.messageRefused])
        #expect(
            pages[0].item.problem.arguments["losses"] == "nul,keywords"
                || pages[0].item.problem.arguments["losses"] == "keywords,nul"
        )
        try journal.close()
    }

    @Test("an answer that names another item's copy counts as already there")
    func twice() async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("TWICE-TEST")
        let listed = try await Listed(journal, items: 2)
        let items = try await journal.openItems(of: listed.container.id, after: 0, limit: 10, onlyTouched: nil)
        _ = try await journal.intend(items.map(Listed.intention), target: listed.target, pass: 1)
        let stored = Stored(reference: Reference("9.1"), digest: Listed.digest(1), size: 5, flags: Flags())
        _ = try await journal.settle(items.map { Settlement($0, .stored(stored)) }, pass: 1)
        let counts = try #require(try await journal.reader.counts()[.mail])
        #expect(counts.copied == 1 && counts.alreadyThere == 1)
        try journal.close()
    }

    @Test("the throughput chart stays small")
    func samples() async throws {
        let folder = try TemporaryData()
        let journal = try folder.create("SAMPLE-TEST")
        _ = try await Listed(journal, items: 1)
        for second in 0..<1300 { try await journal.sample(at: Double(second)) }
        #expect(try await journal.reader.samples().count <= 1000)
        try journal.close()
    }
}

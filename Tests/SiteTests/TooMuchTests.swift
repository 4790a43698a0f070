import MailCore
import Planning
import Store
import Testing
import Texts

@testable import Site

/// What is too long, too much or nobody's to choose is refused with the limit: nothing is cut without a word.
@Suite("Too much")
struct TooMuchTests {
    private let long = String(repeating: "x", count: 4_001)

    private func project(_ world: World) async throws -> (lea: Browser, path: String, id: ProjectID) {
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        return (lea, path, try #require(ProjectID(path: path)))
    }

    private func refused(_ page: Browser.Page, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(page.status == 422 && page.html.contains(text), sourceLocation: sourceLocation)
        PageCheck.check(page, "refused", sourceLocation: sourceLocation)
    }

    @Test("remarks beside an answer and in the review are kept whole or not at all")
    func remarks() async throws {
        let world = try await World()
        let (lea, path, id) = try await project(world)
        refused(await lea.answer(path, "reason", [("answer", "Kosten"), ("note", long)]), "\(long)</textarea>")
        #expect(try await world.store.answers(of: id)?.answers["reason"] == nil)
        await lea.get("\(path)/review")
        let typed = [("comment-people", long), ("comment-company", "Kurz")]
        refused(await lea.post("\(path)/review", typed + [("action", "save")]), "\(long)</textarea>")
        let comments = try await world.store.review(of: id).comments
        #expect(comments["people"] == nil && comments["company"]?.map(\.text) == ["Kurz"])
        await world.end()
    }

    @Test("own questions are kept whole, and none is added once the answers are accepted")
    func questions() async throws {
        let world = try await World()
        let (lea, path, id) = try await project(world)
        let page = "\(path)/inventory"
        let help = String(repeating: "h", count: 1_001)
        await lea.get(page)
        refused(await lea.post(page, [("question", "Wer?"), ("form", "text"), ("help", help)]), help)
        let choices = (1...21).map { "Wahl \($0)" }.joined(separator: ";")
        let many = [("question", "Was?"), ("form", "choice"), ("choices", choices)]
        refused(await lea.post(page, many), choices)
        await lea.answerWhatIsNeeded(path)
        await lea.get("\(page)/check")
        await lea.post("\(page)/check", [])
        await lea.get("\(path)/review")
        await lea.post("\(path)/review", [("action", "sign")])
        let signed = await lea.get(page)
        #expect(!signed.html.contains("name=\"question\""))
        refused(await lea.post(page, [("question", "Zu spät?"), ("form", "text")]), "Zu spät?")
        let edits = try await world.store.document(ProjectDesk.edits, as: PlanEdits.self, of: id)
        #expect(edits?.document.questions.isEmpty != false)
        await world.end()
    }

    @Test("others who send for a domain are kept all or not at all")
    func senders() async throws {
        let world = try await World()
        let (lea, path, id) = try await project(world)
        await lea.answerWhatIsNeeded(path)
        let senders = (1...31).map { "s\($0).example" }.joined(separator: "\n")
        await lea.get("\(path)/dns")
        let fields = [("action", "senders"), ("domain", "brunner-holz.example"), ("senders", senders)]
        refused(await lea.post("\(path)/dns", fields), "s31.example")
        #expect(try await world.store.document(ProjectDesk.edits, as: PlanEdits.self, of: id) == nil)
        await world.end()
    }

    @Test("a page of a table says when it takes no more rows, and keeps all that it took")
    func rows() async throws {
        let world = try await World()
        let (lea, path, id) = try await project(world)
        let table = "\(path)/inventory/mailboxes"
        let rows = (0..<100).flatMap { [("c\($0)-name", "P\($0)"), ("c\($0)-address", "p\($0)@firma.example")] }
        await lea.get(table)
        let full = await lea.post(table, rows + [("rows", "100"), ("action", "add")])
        refused(full, "name=\"c99-name\"")
        #expect(!full.html.contains("name=\"c100-name\""))
        #expect(await lea.post(table, rows).status == 303)
        guard case .rows(let kept)? = try await world.store.answers(of: id)?.answers["mailboxes"]?.value else {
            Issue.record("no rows")
            return
        }
        #expect(kept.count == 100 && kept.last?["name"] == "P99")
        await world.end()
    }

    @Test("a role that nobody chose is nobody's, and what was typed beside it stays")
    func roles() async throws {
        let world = try await World()
        let (lea, path, id) = try await project(world)
        for role in ["", "owner", "expert"] {
            await lea.get("\(path)/people")
            refused(await lea.post("\(path)/people", [("name", "Ben"), ("role", role)]), "value=\"Ben\"")
        }
        #expect(try await world.store.members(of: id).isEmpty)
        await world.end()
    }

    @Test("a refused file keeps what it was to belong to, and a refused key stays where it was typed")
    func typed() async throws {
        let world = try await World()
        let (lea, path, _) = try await project(world)
        await lea.get("\(path)/files")
        let file = await lea.upload("\(path)/files", "böse.exe", "MZ", fields: [("link", "question/company")])
        refused(file, "value=\"question/company\" selected")
        await lea.get("/consultant")
        let key = await lea.post("/consultant", [("action", "take"), ("offer", "falscher-schluessel")])
        refused(key, "value=\"falscher-schluessel\"")
        await world.end()
    }
}

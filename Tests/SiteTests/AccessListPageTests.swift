import HTTPServer
import MailCore
import Planning
import Store
import Testing

@testable import Site

@Suite("Page of the access list")
struct AccessListPageTests {
    @Test("it gives out one password for each account that is not set up, once")
    func once() async throws {
        let world = try await World()
        let consultant = try await Browser.consultant(world)
        let path = try await consultant.project()
        await consultant.answerWhatIsNeeded(path)
        let page = "\(path)/access-list"
        await consultant.get(page)
        await consultant.post(page, [("action", "make")])
        let shown = await consultant.get(page)
        PageCheck.check(shown, "a list is ready")
        let file = await consultant.post(page, [("action", "export")])
        #expect(file.headers["Content-Disposition"]?.contains("access.csv") == true)
        #expect(file.headers["Cache-Control"] == "no-store")
        let lines = file.html.split(separator: "\r\n")
        let project = try #require(ProjectID(rawValue: String(path.dropFirst("/projects/".count))))
        let given = try await world.store.answers(of: project)?.answers
        let accounts = world.site.blueprint.plan(for: try #require(given)).accounts.items
        let wanted = accounts.filter { [.account, .shared].contains($0.kind) && !$0.address.isEmpty }
        #expect(lines.count == wanted.count + 1 && !wanted.isEmpty)
        for account in wanted { #expect(lines.contains { $0.contains(account.address) && $0.contains("Aa1-") }) }
        #expect(!shown.html.contains("Aa1-"))
        let again = await consultant.post(page, [("action", "export")])
        #expect(again.status == 303 && !again.html.contains("Aa1-"))
        await world.end()
    }

    @Test("only those who decide see it")
    func rights() async throws {
        let world = try await World()
        let consultant = try await Browser.consultant(world)
        let path = try await consultant.project()
        let customer = try await consultant.guest(path)
        PageCheck.check(await customer.get("\(path)/access-list"), "customer, nothing to set up")
        for role in [Member.Role.colleague, .tester] {
            let guest = try await consultant.guest(path, role, name: "Ivo")
            #expect(await guest.get("\(path)/access-list").status == 303, "\(role)")
        }
        #expect(await Browser(world).get("\(path)/access-list").location == "/projects/enter")
        await world.end()
    }
}

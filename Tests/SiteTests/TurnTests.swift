import MailCore
import Planning
import Store
import Testing
import Texts

@testable import Site

/// Whose turn it is in a project, and what each side finds on its first page.
@Suite("Turns")
struct TurnTests {
    private func text(_ key: String, _ world: World) -> String {
        world.site.texts.render(Phrase(key), in: Formats(.de))
    }

    @Test("a customer without a consultancy signs off after handing in, and goes on to the architecture")
    func alone() async throws {
        let world = try await World(sendsMail: false)
        let ida = Browser(world)
        await ida.get("/projects/new")
        let begun = await ida.post("/projects/new", [("company", "Chor"), ("name", "Ida")])
        let end = try #require(begun.html.firstRange(of: "/inventory\"")?.lowerBound)
        let path = try #require(begun.html[..<end].split(separator: "\"").last.map(String.init))
        await ida.answerWhatIsNeeded(path)
        await ida.get("\(path)/inventory/check")
        await ida.post("\(path)/inventory/check", [])
        let hub = await ida.get(path).html
        #expect(hub.contains(text("projects.next.customerSigns", world)))
        #expect(!hub.contains(text("projects.next.customerWaits", world)))
        #expect(hub.contains("class=\"button low\" href=\"\(path)/review\""))
        await ida.get("\(path)/review")
        await ida.post("\(path)/review", [("action", "sign")])
        #expect(await ida.get(path).html.contains("class=\"button low\" href=\"\(path)/architecture\""))
        await world.end()
    }

    @Test("a query that was answered with a remark and handed in is the consultant's, and then the architecture")
    func remarked() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let anna = try await lea.guest(path)
        await anna.answerWhatIsNeeded(path)
        await anna.get("\(path)/inventory/check")
        await anna.post("\(path)/inventory/check", [])
        let asked = ReviewMark.State.query.rawValue
        let page = await lea.get("\(path)/review").html
        let fine = Markup(page).elements("select").compactMap { $0["name"] }.map { ($0, "ok") }
        let marks = fine.filter { $0.0 != "mark-people" } + [("mark-people", asked), ("comment-people", "Wirklich?")]
        await lea.post("\(path)/review", marks + [("action", "back")])
        #expect(await anna.get(path).html.contains("1 Rückfrage"))
        await anna.get("\(path)/review")
        await anna.post("\(path)/review", [("comment-people", "Ja, wirklich.")])
        await anna.get("\(path)/inventory/check")
        await anna.post("\(path)/inventory/check", [])
        let hub = await anna.get(path).html
        #expect(hub.contains(text("projects.next.customerWaits", world)))
        #expect(await lea.get(path).html.contains("1 Antwort durchsehen"))
        await lea.get("\(path)/review")
        await lea.post("\(path)/review", [("mark-people", "ok"), ("action", "sign")])
        #expect(await lea.get(path).html.contains("class=\"button low\" href=\"\(path)/architecture\""))
        await world.end()
    }

    @Test("a submission of an older questionnaire is no other one than its answers")
    func carried() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let consultant = try #require(try await world.store.consultant(login: "lea"))
        let new = NewProject(name: "Alt AG", language: "de", questionnaire: 0)
        let project = try await world.store.create(new, by: consultant)
        let answers: [String: Answer.Value] = [
            "company": .text("Alt AG"), "domain": .text("alt.example"), "people": .number(5),
            "target": .choice("infomaniak-ksuite"), "source": .choice("microsoft-365"),
            "admin-access": .choice("unknown"), "mailboxes": .rows([["name": "A", "address": "a@alt.example"]]),
        ]
        for (question, value) in answers.sorted(by: { $0.key < $1.key }) {
            let asked = try #require(world.site.blueprint.questionnaire[question])
            var value = value
            if case .choice(let id) = value, asked.choice(id) == nil { value = .choice(asked.choices[0].id) }
            _ = try await world.store.save(Answer(value), to: question, of: project.id, basedOn: 0, by: .umzug)
        }
        _ = try await world.store.submit(project.id, after: 0, by: .umzug, mailing: false)
        let hub = await lea.get("/projects/\(project.id)").html
        #expect(hub.contains(text("projects.next.customerWaits", world)))
        await world.end()
    }

    @Test("whoever only tests is offered nothing that only others may do")
    func tester() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.answerWhatIsNeeded(path)
        await lea.answer(path, "reason", [("unknown", "yes"), ("person", "Reto")])
        await lea.get(path)
        await lea.post(path, [("book", "dns:60")])
        let id = try #require(ProjectID(path: path))
        let test = try #require(try await world.plan(id).tests.cases.first)
        let deposit = try await world.store.deposit("a.txt", link: FileLink(.test, test.id), in: id, by: .umzug)
        try await deposit.write(Array("hallo".utf8))
        _ = try await deposit.finish()
        let offers = ["name=\"book\"", "name=\"unbook\"", "name=\"set\"", "/hours.csv", "/inventory/", "?file="]
        let tim = try await lea.guest(path, .tester, name: "Tim")
        for page in [path, "\(path)/tests"] {
            let (his, hers) = (await tim.get(page).html, await lea.get(page).html)
            for offer in offers { #expect(!his.contains(offer), "\(page) \(offer)") }
            #expect(offers.contains { hers.contains($0) }, "\(page)")
        }
        await world.end()
    }
}

extension World {
    /// The plan of a project as its answers have it.
    func plan(_ id: ProjectID) async throws -> Plan {
        site.blueprint.plan(for: try await store.answers(of: id)?.answers ?? Answers(version: 1))
    }
}

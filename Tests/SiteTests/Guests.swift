import Planning
import Store
import Testing

@testable import Site

/// People of projects, each with a browser.
extension Browser {
    /// A consultant of that firm, logged in.
    static func consultant(_ world: World, _ login: String = "lea", of firm: String = "Widmer") async throws -> Browser
    {
        let new = NewConsultant(login: login, consultancy: firm, verifier: "verifier-lange geheim")
        try await world.store.add(new)
        let browser = Browser(world)
        await browser.get("/consultant/login")
        await browser.post("/consultant/login", [("user", login), ("password", "lange geheim"), ("code", "")])
        return browser
    }

    /// Begins a project; gives its path.
    func project(_ name: String = "Brunner Holzbau AG") async throws -> String {
        await get("/consultant")
        let people = await post("/consultant", [("name", name)])
        let location = try #require(people.location)
        return location.replacing("/people", with: "")
    }

    /// Somebody who took an invitation of this one.
    func guest(_ path: String, _ role: Member.Role = .customer, name: String = "Anna Keller") async throws -> Browser {
        await get("\(path)/people")
        let fields = [("name", name), ("address", ""), ("role", role.rawValue)]
        return try await taking(await post("\(path)/people", fields).html)
    }

    /// A new browser that takes the link on a page.
    func taking(_ html: String) async throws -> Browser {
        let link = try Browser.link(in: html)
        let browser = Browser(world, language: language)
        await browser.get(link)
        await browser.post(link, [])
        return browser
    }

    /// The path of the link that a page shows.
    static func link(in html: String) throws -> String {
        let start = try #require(html.firstRange(of: "/projects/join?token="))
        return String(html[start.lowerBound...].prefix { $0 != "<" && $0 != "\"" && !$0.isWhitespace })
    }

    /// Answers a question.
    @discardableResult
    func answer(_ path: String, _ question: String, _ fields: [(String, String)]) async -> Page {
        await get("\(path)/inventory/\(question)")
        return await post("\(path)/inventory/\(question)", fields)
    }

    /// Answers all that has to be answered.
    func answerWhatIsNeeded(_ path: String, people: String = "5") async {
        let answers = [
            ("company", "Brunner Holzbau AG"), ("domain", "brunner-holz.example"), ("people", people),
            ("target", "infomaniak-ksuite"), ("source", "microsoft365"), ("admin-access", "unknown"),
        ]
        for (question, answer) in answers {
            let asked = world.site.blueprint.questionnaire[question]
            let known = asked?.choices.first { $0.id == answer }?.id ?? asked?.choices.first?.id ?? answer
            await self.answer(path, question, [("answer", known)])
        }
        let row = [("c0-name", "Anna"), ("c0-address", "anna@brunner-holz.example")]
        await answer(path, "mailboxes", [("rows", "1"), ("first", "0")] + row)
    }
}

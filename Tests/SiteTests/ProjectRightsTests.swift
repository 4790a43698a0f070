import MailCore
import Planning
import Store
import Testing

@testable import Site

/// Who may see and do what in a project; and what is typed stays what was typed.
@Suite("Projects, rights")
struct ProjectRightsTests {
    @Test("another consultancy, a stranger and an unknown project are answered alike")
    func strangers() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let otto = try await Browser.consultant(world, "otto", of: "Otto")
        for browser in [otto, Browser(world)] {
            for place in [path, "\(path)/review", "\(path)/inventory/company", "/projects/0000-0000-0000-0000-0"] {
                let page = await browser.get(place)
                #expect(page.status == 303 && page.location == "/projects/enter", "\(place)")
            }
        }
        await otto.get("/consultant")
        #expect(await otto.post(path, [("book", "dns:60")]).location == "/projects/enter")
        #expect(try await world.store.bookings(of: try #require(ProjectID(path: path))).isEmpty)
        await world.end()
    }

    @Test("each role opens its own pages and no others")
    func roles() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let colleague = try await lea.guest(path, .colleague, name: "Ben")
        let tester = try await lea.guest(path, .tester, name: "Tim")
        #expect(await colleague.get("\(path)/inventory/company").status == 200)
        #expect(await colleague.get("\(path)/people").location == path)
        await colleague.get("\(path)/inventory/check")
        #expect(await colleague.post("\(path)/inventory/check", []).location == "\(path)/review")
        #expect(await tester.get(path).status == 200)
        #expect(await tester.get("\(path)/inventory").location == path)
        await tester.get(path)
        #expect(await tester.post(path, [("book", "dns:60")]).status == 404)
        #expect(await tester.post("\(path)/inventory/company", [("answer", "x")]).location == path)
        await lea.get("\(path)/inventory/company")
        let asked = await lea.post("\(path)/inventory/company", [("action", "ask"), ("name", "Ivo")])
        let expert = try await lea.taking(asked.html)
        #expect(await expert.get("\(path)/inventory/domain").location == "\(path)/inventory/company")
        #expect(await expert.get(path).location == "\(path)/inventory/company")
        await expert.get("\(path)/inventory/company")
        #expect(await expert.post("\(path)/inventory/domain", [("answer", "x.example")]).status == 303)
        let id = try #require(ProjectID(path: path))
        #expect(try await world.store.answers(of: id)?.answers["domain"] == nil)
        await world.end()
    }

    @Test("whoever is shut out is out at once, and the link is void")
    func links() async throws {
        let world = try await World(stands: true)
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.get("\(path)/people")
        let invited = await lea.post("\(path)/people", [("name", "Anna"), ("role", "customer")])
        let (anna, link) = (try await lea.taking(invited.html), try Browser.link(in: invited.html))
        #expect(await anna.get(path).status == 200)
        let id = try #require(ProjectID(path: path))
        let member = try #require(try await world.store.members(of: id).first)
        await lea.get("\(path)/people")
        await lea.post("\(path)/people", [("revoke", String(member.id.rawValue))])
        #expect(await anna.get(path).location == "/projects/enter")
        let gone = await Browser(world).get(link)
        #expect(gone.status == 200 && !gone.html.contains("Brunner") && !gone.html.contains("<form"))
        await world.end()
    }

    @Test("only who guides a project deletes it, says so twice, and then it is gone for everybody")
    func deletion() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let anna = try await lea.guest(path)
        let people = "\(path)/people"
        await anna.get(people)
        #expect(await anna.post(people, [("action", "delete"), ("sure", "yes")]).status == 404)
        await lea.get(people)
        #expect(await lea.post(people, [("action", "delete")]).status == 422)
        await lea.get(people)
        #expect(await lea.post(people, [("action", "delete"), ("sure", "yes")]).status == 303)
        #expect(await anna.get(path).location == "/projects/enter")
        await world.end()
    }

    @Test("once nobody of the consultancy is left, the customer deletes the project")
    func orphan() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let (anna, ben) = (try await lea.guest(path), try await lea.guest(path, .colleague, name: "Ben"))
        let people = "\(path)/people"
        #expect(await !anna.get(people).html.contains("value=\"delete\""))
        let consultant = try #require(try await world.store.consultant(login: "lea"))
        _ = try await world.store.remove(consultant.id)
        await ben.get(path)
        #expect(await ben.post(people, [("action", "delete"), ("sure", "yes")]).location == path)
        #expect(await anna.get(people).html.contains("value=\"delete\""))
        #expect(await anna.post(people, [("action", "delete"), ("sure", "yes")]).status == 303)
        #expect(try await world.store.project(try #require(ProjectID(path: path))) == nil)
        await world.end()
    }

    @Test("nobody takes the other side's hours away, and the button is only where one may")
    func hours() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let anna = try await lea.guest(path)
        let id = try #require(ProjectID(path: path))
        for browser in [lea, anna] {
            await browser.get(path)
            await browser.post(path, [("book", "dns:60")])
        }
        let bookings = try await world.store.bookings(of: id)
        #expect(bookings.map(\.party) == [.consultant, .customer])
        let page = await anna.get(path).html
        #expect(
            Markup(page).elements("button").compactMap { $0["name"] == "unbook" ? $0["value"] : nil }
                == [String(bookings[1].id)]
        )
        await anna.post(path, [("unbook", String(bookings[0].id))])
        #expect(try await world.store.bookings(of: id) == bookings)
        await anna.post(path, [("unbook", String(bookings[1].id))])
        #expect(try await world.store.bookings(of: id) == [bookings[0]])
        await lea.get(path)
        await lea.post(path, [("unbook", String(bookings[0].id))])
        #expect(try await world.store.bookings(of: id).isEmpty)
        await world.end()
    }

    @Test("ticking twice leaves it done, and only what was seen is taken back", arguments: ["accounts", "runbook"])
    func ticks(_ part: String) async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.answerWhatIsNeeded(path)
        let anna = try await lea.guest(path)
        let (id, place) = (try #require(ProjectID(path: path)), "\(path)/\(part)")
        let item =
            part == "accounts"
            ? TickItem(.accounts, "account/anna@brunner-holz.example") : TickItem(.runbook, "access")
        let step = part == "accounts" ? place : "\(place)?step=access"
        let done = part == "accounts" ? [("done", item.name)] : [("step", item.name), ("action", "done")]
        func undone(_ time: Int64) -> [(String, String)] {
            part == "accounts"
                ? [("undone", "\(time):\(item.name)")]
                : [("step", item.name), ("action", "undone"), ("tick", String(time))]
        }
        for browser in [lea, anna] {
            await browser.get(step)
        }
        for browser in [lea, anna] { await browser.post(place, done + (part == "accounts" ? [] : [("tick", "")])) }
        let tick = try #require(try await world.store.ticks(of: id)[item])
        #expect(tick.actor.name == "lea")
        await anna.get(step)
        #expect(await anna.post(place, undone(tick.time - 5)).status == 422)
        #expect(try await world.store.ticks(of: id)[item] == tick)
        await anna.get(step)
        #expect(await anna.post(place, undone(tick.time)).status == 303)
        #expect(try await world.store.ticks(of: id)[item] == nil)
        await world.end()
    }

    @Test("a form without the session's token changes nothing")
    func forms() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        for place in [path, "\(path)/people", "\(path)/inventory/company", "\(path)/review", "/consultant"] {
            let page = await lea.post(place, [("csrf", "fremd"), ("name", "x"), ("answer", "x")], withHidden: false)
            #expect(page.status == 403, "\(place)")
        }
        await world.end()
    }

    @Test("what is typed is shown as text, and a table's file holds no formula")
    func hostile() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world, "lea", of: "<b>Firma</b>")
        let evil = "<img src=x onerror=alert(1)> **fett** {{csrf}}"
        let path = try await lea.project(evil)
        await lea.answer(path, "company", [("answer", evil), ("note", evil)])
        let row = [("rows", "1"), ("first", "0"), ("c0-name", "=cmd"), ("c0-address", "a@firma.example")]
        await lea.answer(path, "mailboxes", row)
        for page in ["", "/inventory", "/inventory/company", "/inventory/check", "/review", "/people"] {
            let html = await lea.get(path + page).html
            #expect(!html.contains("<img") && !html.contains("<b>Firma"), "\(page)")
        }
        let file = await lea.get("\(path)/inventory/mailboxes?csv=yes").html
        #expect(file.contains("'=cmd") && !file.contains(",=cmd") && !file.contains("\n=cmd"))
        await world.end()
    }

    @Test("a long table comes in pages, and each keeps the rows of the others")
    func pages() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let list = (0..<300).map { "Person \($0);p\($0)@firma.example" }.joined(separator: "\n")
        let table = "\(path)/inventory/mailboxes"
        await lea.get(table)
        #expect(await lea.post(table, [("action", "import"), ("paste", list)]).location == "\(table)?from=250")
        await lea.get("\(table)?from=100")
        let rows = (0..<50).flatMap { index in
            [("c\(index)-name", "Person \(100 + index)"), ("c\(index)-address", "p\(100 + index)@firma.example")]
        }
        let changed = rows.map { $0.0 == "c1-name" ? ($0.0, "Geändert") : $0 }
        #expect(await lea.post(table, changed + [("remove", "0")]).status == 303)
        let id = try #require(ProjectID(path: path))
        guard case .rows(let kept)? = try await world.store.answers(of: id)?.answers["mailboxes"]?.value else {
            Issue.record("no rows")
            return
        }
        #expect(kept.count == 299)
        #expect(kept[99]["name"] == "Person 99" && kept[100]["name"] == "Geändert")
        #expect(kept[100]["address"] == "p101@firma.example" && kept[101]["name"] == "Person 102")
        await world.end()
    }

    @Test("a project of 300 mailboxes opens all its pages")
    func size() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.answerWhatIsNeeded(path, people: "300")
        let list = (0..<300).map { "Person \($0);p\($0)@firma.example" }.joined(separator: "\n")
        await lea.get("\(path)/inventory/mailboxes")
        await lea.post("\(path)/inventory/mailboxes", [("action", "import"), ("paste", list)])
        for page in ["", "/inventory", "/inventory/mailboxes", "/inventory/check", "/review"] {
            #expect(await lea.get(path + page).status == 200, "\(page)")
        }
        await world.end()
    }
}

extension ProjectID {
    /// The project of a path.
    init?(path: String) {
        self.init(rawValue: path.split(separator: "/").dropFirst().first.map(String.init) ?? "")
    }
}

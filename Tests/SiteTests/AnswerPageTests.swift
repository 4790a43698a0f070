import MailCore
import Planning
import Store
import Testing

@testable import Site

/// What becomes of an answer that somebody typed: it is kept as the plans read it, or comes back with a complaint.
@Suite("Answer pages")
struct AnswerPageTests {
    private func answer(_ question: String, _ path: String, _ world: World) async throws -> Answer? {
        let id = try #require(ProjectID(path: path))
        return try await world.store.answers(of: id)?.answers[question]
    }

    private func rows(_ question: String, _ path: String, _ world: World) async throws -> [[String: String]] {
        guard case .rows(let rows)? = try await answer(question, path, world)?.value else { return [] }
        return rows
    }

    /// The fields of a page as a browser sends them: also the boxes that come ticked.
    private func ticked(_ page: Browser.Page) -> [(String, String)] {
        Markup(page.html).elements("input").filter { $0["type"] == "checkbox" && $0["checked"] != nil }
            .map { ($0["name"] ?? "", $0["value"] ?? "") }
    }

    @Test("of somebody who was asked is the answer, and what cannot be read comes back to them")
    func expert() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let asked = await lea.answer(path, "people", [("action", "ask"), ("name", "Ivo")])
        #expect(try await answer("people", path, world)?.open?.person == "Ivo")
        let ivo = try await lea.taking(asked.html)
        let here = "\(path)/inventory/people"
        #expect(ticked(await ivo.get(here)).isEmpty)
        #expect(await ivo.post(here, []).status == 422)
        let wrong = await ivo.post(here, [("answer", "drei"), ("unknown", "yes")])
        #expect(wrong.status == 422 && wrong.html.contains("value=\"drei\""))
        #expect(await ivo.post(here, [("answer", "30")]).location == "\(here)?saved=yes")
        #expect(try await answer("people", path, world) == Answer(.number(30)))
        await world.end()
    }

    @Test("to what was open closes it, although the tick comes along; without an answer it stays open")
    func opened() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.answer(path, "people", [("unknown", "yes"), ("person", "Reto")])
        let here = "\(path)/inventory/people"
        let tick = ticked(await lea.get(here))
        #expect(tick.contains { $0 == ("unknown", "yes") })
        await lea.post(here, tick + [("note", "fragt nach"), ("person", "Reto")])
        #expect(try await answer("people", path, world)?.open?.person == "Reto")
        await lea.answer(path, "people", tick + [("answer", "12")])
        #expect(try await answer("people", path, world) == Answer(.number(12)))
        await lea.answer(path, "mailboxes", [("unknown", "yes")])
        let list = [("action", "import"), ("paste", "Ben;ben@firma.example"), ("unknown", "yes")]
        await lea.answer(path, "mailboxes", list)
        #expect(try await answer("mailboxes", path, world)?.open == nil)
        await world.end()
    }

    @Test("that is half known is kept, and a bad cell takes nothing with it")
    func half() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let good = [("rows", "2"), ("first", "0"), ("c0-name", "Anna"), ("c0-address", "anna@firma.example")]
        await lea.answer(path, "mailboxes", good)
        for action in [[("unknown", "yes")], [("action", "ask"), ("name", "Ivo")]] {
            let bad = await lea.answer(path, "mailboxes", good + [("c1-address", "keine")] + action)
            #expect(bad.status == 422 && bad.html.contains("value=\"keine\""), "\(action)")
            #expect(try await rows("mailboxes", path, world).count == 1)
        }
        await lea.answer(path, "mailboxes", good + [("c1-name", "Ben"), ("unknown", "yes")])
        #expect(try await rows("mailboxes", path, world).map { $0["name"] } == ["Anna", "Ben"])
        #expect(try await answer("mailboxes", path, world)?.open != nil)
        await world.end()
    }

    @Test("in a table is kept as the plans read it, typed or pasted")
    func normalised() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let row = [
            ("rows", "1"), ("first", "0"), ("c0-name", "Anna"), ("c0-address", "anna@firma.example"),
            ("c0-gb", "7,5 GB"), ("c0-aliases", "a@firma.example, b@firma.example;c@firma.example"),
        ]
        await lea.answer(path, "mailboxes", row)
        let kept = try #require(try await rows("mailboxes", path, world).first)
        #expect(kept["gb"] == "7.5" && kept["aliases"] == "a@firma.example b@firma.example c@firma.example")
        await world.end()
    }

    @Test("that a list adds to keeps what was typed beside it, also where the list is refused")
    func imported() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let typed = [("rows", "2"), ("first", "0"), ("c0-name", "Anna"), ("c0-address", "anna@firma.example")]
        let refused = await lea.answer(path, "mailboxes", typed + [("action", "import"), ("paste", "Carla;keine")])
        #expect(refused.status == 422 && refused.html.contains("value=\"Anna\""))
        #expect(refused.html.contains("Carla;keine</textarea>"))
        #expect(try await rows("mailboxes", path, world).isEmpty)
        let bad = typed + [("c1-address", "keine"), ("action", "import"), ("paste", "Ben;ben@firma.example")]
        let checked = await lea.answer(path, "mailboxes", bad)
        #expect(checked.status == 422 && checked.html.contains("Ben;ben@firma.example</textarea>"))
        #expect(checked.html.contains("id=\"c1-address-error\""))
        #expect(try await rows("mailboxes", path, world).isEmpty)
        await lea.answer(path, "mailboxes", typed + [("action", "import"), ("paste", "Ben;ben@firma.example\nx;y")])
        #expect(try await rows("mailboxes", path, world).map { $0["name"] } == ["Anna", "Ben"])
        await world.end()
    }

    @Test("is previewed without the rows that are ticked for removal, and a table's place is a place")
    func removal() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let list = "Anna;anna@firma.example\nBen;ben@firma.example"
        await lea.answer(path, "mailboxes", [("action", "import"), ("paste", list)])
        let table = "\(path)/inventory/mailboxes"
        let fields = [
            ("c0-name", "Anna"), ("c0-address", "anna@firma.example"), ("c1-name", "Ben"),
            ("c1-address", "ben@firma.example"), ("remove", "1"),
        ]
        await lea.get(table)
        let preview = await lea.post("\(path)/preview?question=mailboxes", fields)
        #expect(preview.status == 200)
        let after = preview.html.split(separator: "<dd>").dropFirst(2).first.map(String.init) ?? ""
        #expect(after.contains("Anna") && !after.prefix { $0 != "/" }.contains("Ben"))
        for first in ["-5", "9223372036854775807"] {
            await lea.get(table)
            #expect(await lea.post(table, fields + [("first", first), ("action", "add")]).status == 200, "\(first)")
        }
        await world.end()
    }
}

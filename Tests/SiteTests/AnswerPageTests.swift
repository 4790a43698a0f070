import MailCore
import Planning
import Store
import Testing
import Texts

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

    @Test("shows the rows that differ, wherever they stand in a long table")
    func differences() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        let people = (1...30).map { "Person \($0);p\($0)@firma.example" }
        let table = "\(path)/inventory/mailboxes"
        await lea.answer(path, "mailboxes", [("action", "import"), ("paste", people.joined(separator: "\n"))])
        let anna = try await lea.guest(path)
        let fields = (0..<30).flatMap { index in
            [("c\(index)-name", "Person \(index + 1)"), ("c\(index)-address", "p\(index + 1)@firma.example")]
        }
        func changed(_ row: Int, _ name: String) -> [(String, String)] {
            fields.map { $0.0 == "c\(row)-name" ? ($0.0, name) : $0 }
        }
        await anna.get(table)
        let preview = await anna.post("\(path)/preview?question=mailboxes", changed(24, "Berta"))
        for text in ["Person 25 ·", "Berta ·", "29 Zeilen"] { #expect(preview.html.contains(text), "\(text)") }
        #expect(!preview.html.contains("Person 7 ·"))
        await anna.get(table)
        await lea.get(table)
        #expect(await lea.post(table, changed(25, "Carla")).status == 303)
        let conflict = await anna.post(table, changed(24, "Berta"))
        #expect(conflict.status == 409)
        for text in ["Carla ·", "Person 26 ·", "Person 25 ·", "Berta ·"] {
            #expect(conflict.html.contains(text), "\(text)")
        }
        #expect(!conflict.html.contains("Person 7 ·"))
        await world.end()
    }

    @Test("that comes after the sign-off is refused with what was typed, and nothing is offered to be filled in")
    func closed() async throws {
        let world = try await World()
        let lea = try await Browser.consultant(world)
        let path = try await lea.project()
        await lea.answerWhatIsNeeded(path)
        let asked = await lea.answer(path, "people", [("answer", "5"), ("action", "ask"), ("name", "Ivo")])
        let ivo = try await lea.taking(asked.html)
        await ivo.get("\(path)/inventory/people")
        await lea.get("\(path)/inventory/check")
        await lea.post("\(path)/inventory/check", [])
        await lea.get("\(path)/review")
        await lea.post("\(path)/review", [("action", "sign")])
        let late = await ivo.post("\(path)/inventory/people", [("answer", "17"), ("note", "ohne Praktikanten")])
        #expect(late.status == 422 && late.html.contains("17") && late.html.contains("ohne Praktikanten"))
        #expect(late.html.contains(world.site.texts.render(Phrase("projects.closed.refused"), in: Formats(.de))))
        for page in [late, await ivo.get("\(path)/inventory/people"), await lea.get("\(path)/inventory/mailboxes")] {
            PageCheck.check(page, "closed")
            #expect(!page.html.contains("name=\"answer\"") && !page.html.contains("name=\"c0-name\""))
        }
        #expect(try await answer("people", path, world)?.value == .number(5))
        await world.end()
    }

    @Test("may be as large in a preview as it may be where it is saved")
    func room() throws {
        let project = ProjectID.random()
        let (saved, asked) = (
            FormRoom(for: .question(project, "mailboxes"), nil), FormRoom(for: .project(project, .preview), nil)
        )
        #expect(saved == asked && saved.takesText)
        #expect(FormRoom(for: .project(project, .people), nil) != saved)
    }
}

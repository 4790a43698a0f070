import MailCore
import Store
import Testing

@testable import Site

@Suite("Rights")
struct RightsTests {
    private static let pages = Route.MigrationPage.allCases

    @Test("without the right to an ID, and for an unknown ID, every page answers the same")
    func strangers() async throws {
        let world = try await World()
        let owner = Browser(world)
        let id = try await world.migration(Samples.ended(.finished), for: owner)
        let stranger = Browser(world)
        _ = try await stranger.session()
        for page in RightsTests.pages {
            let suffix = page == .live ? "" : "/\(page.rawValue)"
            for id in [id.rawValue, "0000-0000-0000-0000-0", "unbekannt-1"] {
                let answer = await stranger.get("/migrations/\(id)\(suffix)")
                #expect(answer.status == 303 && answer.location == "/migrations/track", "\(id)\(suffix)")
                if Route.migration(World.id, page).takesPost {
                    let answer = await stranger.post("/migrations/\(id)\(suffix)", [("proof", "alt geheim")])
                    #expect(answer.status == 303 && answer.location == "/migrations/track", "\(id)\(suffix)")
                }
            }
        }
        #expect(try await world.store.migration(id)?.orders.contains(.delete) == false)
        await world.end()
    }

    @Test("tracking needs the ID, the source's user and its password or the recovery code")
    func track() async throws {
        let world = try await World()
        let id = try await world.migration(Samples.ended(.finished), for: Browser(world))
        for password in ["alt geheim", World.code] {
            let browser = Browser(world)
            await browser.get("/migrations/track")
            let fields = [("id", " 7k4x9qtdm2rbp5hw3 "), ("user", "Anna.Keller@brunner-holz.example")]
            let typed = [("id", id.rawValue)] + fields.dropFirst() + [("password", password)]
            let before = try await browser.session().id
            #expect(await browser.post("/migrations/track", typed).location == "/migrations/\(id)")
            #expect(try await browser.session().id != before, "the token is renewed")
            #expect(await browser.get("/migrations/\(id)").status == 200)
            #expect(await browser.get("/migrations/\(id)/started").html.contains(World.code) == false)
        }
        await world.end()
    }

    @Test("wrong entries cannot be told from an unknown ID")
    func indistinguishable() async throws {
        let world = try await World()
        let id = try await world.migration(Samples.ended(.finished), for: Browser(world))
        var answers: Set<String> = []
        let user = "anna.keller@brunner-holz.example"
        for (typed, user, password) in [
            (id.rawValue, user, "falsch"), (id.rawValue, user + "x", "alt geheim"),
            ("7K4X-9QTD-M2RB-P5HW-4", user, "alt geheim"), (id.rawValue, user, "neu geheim"),
        ] {
            let browser = Browser(world)
            await browser.get("/migrations/track")
            let page = await browser.post("/migrations/track", [("id", typed), ("user", user), ("password", password)])
            #expect(page.status == 422)
            let csrf = Markup(page.html).elements("input").first { $0["name"] == "csrf" }?["value"] ?? ""
            answers.insert(
                page.html.replacing(csrf, with: "").replacing(typed, with: "").replacing(user, with: "")
                    .replacing(id.rawValue, with: "")
            )
        }
        #expect(answers.count == 1)
        await world.end()
    }

    @Test("trying out is slowed down, and said so")
    func limits() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.get("/migrations/track")
        var statuses: [Int] = []
        for attempt in 0..<30 where statuses.last != 429 {
            let fields = [("id", "7K4X-9QTD-M2RB-P5HW-3"), ("user", "anna"), ("password", "falsch \(attempt)")]
            statuses.append(await browser.post("/migrations/track", fields).status)
        }
        #expect(statuses.last == 429)
        await world.end()
    }

    @Test("what the worker looks up for one visitor is limited: previews of a migration and of an undo together")
    func looks() async throws {
        var limits = LimitTable()
        limits.rules[.look] = [.visitor: .init(2, per: 600)]
        let world = try await World(limits: limits)
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finished), for: browser)
        #expect(await browser.enterOptions().location == "/migrations/new/check")
        #expect(await browser.get("/migrations/\(id)/undo").status == 200)
        #expect(await browser.get("/migrations/\(id)/undo").status == 429)
        #expect(await browser.post("/migrations/new/options", await browser.optionFields()).status == 429)
        #expect(await browser.get("/migrations/new/check").status == 200, "what was looked up already is still shown")
        await world.end()
    }

    @Test(
        "undoing and deleting need a password of either mailbox, or the recovery code",
        arguments: ["undo", "delete"]
    )
    func proof(page: String) async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finished), for: browser)
        await browser.get("/migrations/\(id)/\(page)")
        for wrong in ["", "falsch"] {
            #expect(await browser.post("/migrations/\(id)/\(page)", [("proof", wrong)]).status == 422)
        }
        #expect(try await world.store.migration(id)?.orders.contains { $0 != .migrate } == false)
        let fields = [("proof", page == "undo" ? World.code : "neu geheim"), ("includeGone", "yes")]
        #expect(await browser.post("/migrations/\(id)/\(page)", fields).status == 303)
        let orders = try await world.store.migration(id)?.orders
        #expect(orders?.contains(page == "undo" ? .undo(includeGone: true, mustCompare: true) : .delete) == true)
        await world.end()
    }
}

@Suite("Actions")
struct ActionsTests {
    @Test(
        "each page gives its order, where the state allows it",
        arguments: [
            ("cancel", Samples.projection(.copying(.mail)), Action.cancel),
            ("stop", Samples.projection(.copying(.mail)), .stop),
            ("resume", Samples.projection(.stopped(from: .copying(.mail))), .resume),
            ("resume", Samples.projection(.paused(Samples.refused, until: nil, from: .copying(.mail))), .wake),
            ("pass", Samples.ended(.finished), .pass), ("retry", Samples.ended(.finishedWithFailures), .retry),
            ("verify", Samples.ended(.finished), .verify), ("extend", Samples.ended(.finished), .extend),
            ("close", Samples.ended(.finished), .close),
        ]
    )
    func orders(page: String, projection: Projection, action: Action) async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        #expect(await browser.get("/migrations/\(id)/\(page)").status == 200)
        #expect(await browser.post("/migrations/\(id)/\(page)", []).location == "/migrations/\(id)")
        #expect(try await world.store.migration(id)?.orders.contains(action) == true)
        await world.end()
    }

    @Test(
        "what the state does not allow leads to the live page and orders nothing",
        arguments: [
            ("pass", Samples.projection(.copying(.mail))), ("cancel", Samples.ended(.finished)),
            ("retry", Samples.ended(.finished, failed: 0)), ("undo", Samples.projection(.copying(.mail))),
            ("close", Samples.ended(.closed(from: .finished))), ("delete", Samples.projection(.verifying)),
        ]
    )
    func refused(page: String, projection: Projection) async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        #expect(await browser.get("/migrations/\(id)/\(page)").location == "/migrations/\(id)")
        await browser.get("/migrations/track")
        let answer = await browser.post("/migrations/\(id)/\(page)", [("proof", World.code)])
        #expect(answer.location == "/migrations/\(id)")
        #expect(try await world.store.migration(id)?.orders.contains { $0 != .migrate } == false)
        await world.end()
    }

    @Test("an undo whose time is over is not offered")
    func expired() {
        var projection = Samples.ended(.finished)
        projection.undoUntil = Samples.now - 1
        let record = MigrationRecord(
            id: World.id,
            source: Samples.source,
            target: Samples.target,
            options: Options(),
            language: "de",
            projection: projection,
            created: Samples.now - 2000,
            sourceCredential: .absent,
            targetCredential: .absent
        )
        let actions = AllowedActions(record, now: Samples.now)
        #expect(!actions.allow(.undo) && !actions.allow(.extend) && actions.allow(.pass))
    }

    @Test("the credentials page asks for the login mechanism as the wizard does, and keeps the choice")
    func mechanism() async throws {
        let world = try await World()
        let browser = Browser(world)
        let paused = State.paused(Samples.refused, until: nil, from: .copying(.mail))
        let id = try await world.migration(Samples.projection(paused), for: browser)
        let path = "/migrations/\(id)/credentials"
        let names = Markup(await browser.get(path).html).elements("select").compactMap { $0["name"] }
        #expect(names == ["source-mechanism", "target-mechanism"])
        world.answer { _ in .problem(Samples.refused) }
        let fields = [("save", "source"), ("source-password", "falsch"), ("source-mechanism", "cram-md5")]
        let html = await browser.post(path, fields).html
        let open = Markup(html).elements("details").filter { $0["open"] != nil }
        let chosen = Markup(html).elements("option").filter { $0["selected"] != nil }.map { $0["value"] ?? "" }
        #expect(open.count == 1 && chosen == ["cram-md5", ""])
        await world.end()
    }

    @Test("new credentials are tried out first, stored sealed, and wake a paused migration")
    func credentials() async throws {
        let world = try await World()
        let browser = Browser(world)
        let paused = Samples.projection(.paused(Samples.refused, until: nil, from: .copying(.mail)))
        let id = try await world.migration(paused, for: browser)
        let path = "/migrations/\(id)/credentials"
        await browser.get(path)
        world.answer { _ in .problem(Samples.refused) }
        let fields = [("save", "source"), ("source-password", "neues Passwort")]
        #expect(await browser.post(path, fields).status == 422)
        world.answer(World.goodNews)
        #expect(await browser.post(path, fields).location == "/migrations/\(id)")
        #expect(try await world.store.verifier(.source, of: id) == "verifier-neues Passwort")
        #expect(try await world.store.migration(id)?.orders.contains(.wake) == true)
        #expect(await browser.post(path, [("delete", "target")]).location == path)
        #expect(try await world.store.migration(id)?.targetCredential == .absent)
        await world.end()
    }
}

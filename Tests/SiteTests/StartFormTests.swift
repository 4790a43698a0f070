import HTTPServer
import MailCore
import Store
import Testing
import Texts

@testable import Site

@Suite("The time to begin")
struct StartFormTests {
    private let voice: Voice

    init() throws {
        voice = Voice(
            texts: try Texts(directory: "\(World.root)/Templates/locales"),
            answers: try AnswerBook(directory: "\(World.root)/Templates/faq"),
            formats: Formats(.de)
        )
    }

    private func typed(_ date: String, _ time: String, _ zone: String = "Europe/Zurich") -> StartForm {
        let fields = [("begin", "later"), ("startDate", date), ("startTime", time), ("startZone", zone)]
        return StartForm(Form(fields))
    }

    private func complaint(_ form: StartForm, now: Int64 = Samples.now) -> [String] {
        do {
            _ = try form.schedule(now: now, planned: now, voice)
            return []
        } catch {
            return error.items.flatMap { [$0.field, $0.message] }
        }
    }

    @Test(
        "a date and a time are an instant by the rules of their zone",
        arguments: [
            ("2026-11-20", "20:00", "Europe/Zurich", 1_795_201_200), ("20.11.2026", "20.00", "UTC", 1_795_204_800),
            ("20/11/2026", "20h", "America/New_York", 1_795_222_800),
            ("2026-11-21", "01:30:00", "Asia/Kolkata", 1_795_204_800),
        ]
    )
    func instants(date: String, time: String, zone: String, instant: Int64) throws {
        let schedule = try typed(date, time, zone).schedule(now: Samples.now, planned: Samples.now, voice)
        #expect(schedule == Schedule(start: instant, zone: zone))
    }

    @Test("«Jetzt» needs no time, whatever stands in the fields")
    func now() throws {
        #expect(try StartForm(Form([("begin", "now"), ("startDate", "x")])).schedule(now: 0, planned: 0, voice) == nil)
        #expect(try StartForm(Form()).schedule(now: 0, planned: 0, voice) == nil)
    }

    @Test("hours that a change of the clocks leaves out or repeats are refused, those around them are not")
    func changes() throws {
        let march: Int64 = 1_806_105_600  // 26 March 2027
        #expect(complaint(typed("2027-03-28", "02:30"), now: march).last?.contains("nicht") == true)
        #expect(try typed("2027-03-28", "01:59").schedule(now: march, planned: march, voice)?.start == 1_806_195_540)
        #expect(try typed("2027-03-28", "03:00").schedule(now: march, planned: march, voice)?.start == 1_806_195_600)
        let october: Int64 = 1_792_800_000  // 24 October 2026
        #expect(complaint(typed("2026-10-25", "02:30"), now: october).last?.contains("zweimal") == true)
        #expect(
            try typed("2026-10-25", "01:59").schedule(now: october, planned: october, voice)?.start == 1_792_886_340
        )
        #expect(
            try typed("2026-10-25", "03:00").schedule(now: october, planned: october, voice)?.start == 1_792_893_600
        )
    }

    @Test(
        "what cannot be is named at its field",
        arguments: [
            ("2026-11-20", "14:05", "Europe/Zurich", "startTime"),
            ("2026-11-19", "23:00", "Europe/Zurich", "startDate"),
            ("2026-12-20", "14:06", "Europe/Zurich", "startDate"), ("2026-02-30", "10:00", "UTC", "startDate"),
            ("", "10:00", "UTC", "startDate"), ("2026-11-25", "25:00", "UTC", "startTime"),
            ("2026-11-25", "bald", "UTC", "startTime"), ("2026-11-25", "10:00", "Mars/Olympus", "startZone"),
        ]
    )
    func wrong(date: String, time: String, zone: String, field: String) {
        #expect(complaint(typed(date, time, zone)).first == field)
    }

    @Test("thirty days ahead is the furthest")
    func furthest() throws {
        #expect(try typed("2026-12-20", "14:05").schedule(now: Samples.now, planned: Samples.now, voice) != nil)
    }

    @Test("every zone of the list exists and has a name in every language")
    func zones() throws {
        for zone in TimeZones.common {
            #expect(TimeZones.zone(zone) != nil, "\(zone)")
            for language in Language.allCases {
                #expect(voice.texts.keys(language).contains(TimeZones.key(zone)), "\(language) \(zone)")
            }
        }
    }
}

@Suite("Starting later")
struct StartLaterTests {
    private static let check = "/migrations/new/check"

    private func fields(_ changes: [(String, String)]) -> [(String, String)] {
        let later = [
            ("begin", "later"), ("startDate", "2026-11-21"), ("startTime", "20:00"), ("startZone", "Europe/Zurich"),
        ]
        let all = Browser.decisions + later
        return all.filter { field in !changes.contains { $0.0 == field.0 } } + changes.filter { !$0.1.isEmpty }
    }

    /// A migration that waits for tomorrow evening, as its owner started it.
    private func waiting(_ browser: Browser) async throws -> MigrationID {
        await browser.enterOptions()
        await browser.get(StartLaterTests.check)
        let page = await browser.post(StartLaterTests.check, fields([]))
        #expect(page.status == 303)
        return try #require(try await browser.world.store.migrations().first?.id)
    }

    @Test("a migration for later is there at once, says when it begins, and is started only once")
    func later() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await waiting(browser)
        await browser.post(StartLaterTests.check, fields([("startDate", "2026-11-22")]))
        let record = try #require(try await world.store.migration(id))
        #expect(record.schedule == Schedule(start: 1_795_287_600, zone: "Europe/Zurich"))
        for page in ["/started", ""] {
            let html = await browser.get("/migrations/\(id)\(page)").html
            #expect(html.contains("Samstag, 21. November 2026, 20:00 (Zürich)"))
            #expect(html.contains("/migrations/\(id)/schedule"))
        }
        #expect(try await world.store.lease(WorkerID(rawValue: "w"), briefOnly: false) == nil)
        await world.end()
    }

    @Test("a wrong time keeps everything but says what is wrong at its field")
    func wrong() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.enterOptions()
        await browser.get(StartLaterTests.check)
        let page = await browser.post(StartLaterTests.check, fields([("startDate", "2026-11-01")]))
        PageCheck.check(page, "start in the past")
        #expect(page.status == 422 && page.html.contains("href=\"#startDate\""))
        let markup = Markup(page.html)
        let kept = markup.elements("input").filter { $0["checked"] != nil }.compactMap { $0["value"] }
        #expect(kept.contains("later") && kept.contains("skip") && kept.contains(Consent.wording))
        #expect(page.html.contains("value=\"2026-11-01\"") && page.html.contains("value=\"20:00\""))
        #expect(try await world.store.migrations().isEmpty)
        await world.end()
    }

    @Test("until then the time can be changed, and the start be had at once")
    func changed() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await waiting(browser)
        let path = "/migrations/\(id)/schedule"
        PageCheck.check(await browser.get(path), "schedule")
        let wrong = await browser.post(path, [("startDate", "2026-11-22"), ("startTime", ""), ("startZone", "UTC")])
        PageCheck.check(wrong, "schedule wrong")
        #expect(wrong.status == 422)
        let fields = [("startDate", "2026-11-22"), ("startTime", "06:30"), ("startZone", "UTC")]
        #expect(await browser.post(path, fields).location == "/migrations/\(id)")
        #expect(try await world.store.migration(id)?.schedule == Schedule(start: 1_795_329_000, zone: "UTC"))
        PageCheck.check(await browser.get("/migrations/\(id)/start-now"), "start now")
        PageCheck.check(await browser.get("/migrations/\(id)/cancel"), "cancel before")
        await browser.post("/migrations/\(id)/start-now", [])
        #expect(try await world.store.migration(id)?.schedule == nil)
        #expect(try await world.store.lease(WorkerID(rawValue: "w"), briefOnly: false)?.migration == id)
        #expect(await browser.get(path).location == "/migrations/\(id)")
        let events = try await world.store.trail(of: id).map(\.event)
        #expect(events == ["consented", "started", "rescheduled", "start-now"])
        await world.end()
    }

    @Test("nobody else can change it, nor anybody without the token of the form")
    func rights() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await waiting(browser)
        let stranger = Browser(world)
        for page in ["schedule", "start-now"] {
            #expect(await stranger.get("/migrations/\(id)/\(page)").location == "/migrations/track")
            let forged = await browser.post("/migrations/\(id)/\(page)", [("csrf", "x")])
            #expect(forged.status == 403)
        }
        #expect(try await world.store.migration(id)?.schedule != nil)
        await world.end()
    }
}

@Suite("Consent")
struct ConsentTests {
    @Test("without it nothing starts, everything else is kept, and the box comes unticked")
    func missing() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.enterOptions()
        let first = await browser.get("/migrations/new/check")
        let box = Markup(first.html).elements("input").first { $0["name"] == "consent" }
        #expect(box != nil && box?["checked"] == nil)
        for consent in [[], [("consent", "yes")]] {
            let fields = Browser.decisions.filter { $0.0 != "consent" } + consent
            let page = await browser.post("/migrations/new/check", fields)
            PageCheck.check(page, "no consent")
            #expect(page.status == 422 && page.html.contains("href=\"#consent\""))
            #expect(page.html.contains("value=\"skip\" checked"))
        }
        #expect(try await world.store.migrations().isEmpty)
        await world.end()
    }

    @Test("it is written down with the version, and with that of the operator's terms")
    func noted() async throws {
        let terms = Brand.Terms(url: "https://umzug.example/agb", version: "3")
        var brand = Brand()
        brand.terms = terms
        let world = try await World(brand: brand)
        let browser = Browser(world)
        await browser.enterOptions()
        let page = await browser.get("/migrations/new/check")
        #expect(page.html.contains("href=\"https://umzug.example/agb\""))
        // What was shown before the terms changed confirms nothing.
        #expect(await browser.post("/migrations/new/check", Browser.decisions).status == 422)
        let fields = Browser.decisions.filter { $0.0 != "consent" } + [("consent", "\(Consent.wording) / 3")]
        #expect(await browser.post("/migrations/new/check", fields).status == 303)
        let id = try #require(try await world.store.migrations().first?.id)
        let entry = try #require(try await world.store.trail(of: id).first { $0.event == "consented" })
        let wanted = [
            "wording": Consent.wording, "language": "de", "terms": terms.url, "termsVersion": terms.version,
        ]
        #expect(entry.detail == wanted)
        #expect(entry.time >= Samples.now)
        await world.end()
    }
}

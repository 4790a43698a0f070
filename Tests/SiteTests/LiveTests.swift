import MailCore
import Store
import Testing
import Texts

@testable import HTTPServer
@testable import Site

@Suite("Live page")
struct LiveTests {
    private let voice: Voice

    init() throws {
        let texts = try Texts(directory: "\(World.root)/Templates/locales")
        let answers = try AnswerBook(directory: "\(World.root)/Templates/faq")
        voice = Voice(texts: texts, answers: answers, formats: Formats(.de, zone: .fixed(seconds: 3600)))
    }

    @Test("a pause is a pause on the chart, and an estimate is given only once it can be known")
    func pace() throws {
        var projection = Samples.projection(.copying(.mail))
        let pace = Pace(projection, now: Samples.now)
        #expect(pace.pauses.count == 1)
        #expect(pace.remaining(voice)?.hasPrefix("Bleibt das Tempo, dauert es noch etwa 3") == true)
        projection.samples = Array(projection.samples.prefix(2))
        projection.lastSignOfLife = projection.samples.last?.time
        #expect(Pace(projection, now: Samples.now).remaining(voice) == nil)
        projection.samples = []
        #expect(Chart(Pace(projection, now: Samples.now), isRunning: true, now: Samples.now, voice) == nil)
    }

    @Test("the chart keeps within its frame, and says itself in words")
    func chart() throws {
        let projection = Samples.projection(.copying(.mail))
        let chart = try #require(Chart(Pace(projection, now: Samples.now), isRunning: true, now: Samples.now, voice))
        let numbers = chart.line.split { !$0.isNumber && $0 != "-" }.compactMap { Int($0) }
        #expect(numbers.allSatisfy { (0...1000).contains($0) } && !chart.line.contains("-"))
        #expect(chart.yLabels.count == 5 && chart.xLabels.first == "13:40" && chart.xLabels.last == "14:05")
        #expect(chart.caption.contains("Nachrichten pro Minute") && chart.caption.contains("Graue Flächen"))
    }

    @Test("it says in one sentence what it does, also before the first folder is known")
    func sentence() {
        var projection = Samples.projection(.copying(.mail))
        #expect(headline(projection).lead.hasPrefix("Wir sind im Ordner «Projekte/2025». Bleibt das Tempo"))
        projection.progress?.container = nil
        projection.samples = []
        #expect(headline(projection).lead == "Wir lesen in der Quelle und schreiben ins Ziel.")
    }

    private func headline(_ projection: Projection) -> Headline {
        let record = MigrationRecord(
            id: World.id,
            source: Samples.source,
            target: Samples.target,
            options: Options(),
            language: "de",
            projection: projection,
            created: Samples.now - 1600,
            sourceCredential: .kept(until: nil),
            targetCredential: .kept(until: nil)
        )
        return Headline(record, voice, pace: Pace(projection, now: Samples.now), now: Samples.now)
    }

    @Test("the chart begins with the first sample, and until then the page says that it is coming")
    func firstSeconds() async throws {
        var projection = Samples.projection(.copying(.mail))
        projection.begun = Samples.now - 5
        projection.samples = [RateSample(time: Samples.now - 5, items: 12_000, bytes: 0)]
        let pace = Pace(projection, now: Samples.now)
        #expect(Chart(pace, isRunning: true, now: Samples.now, voice)?.caption.contains("rund 7’200") == true)
        projection.samples = [RateSample(time: Samples.now - 2, items: 12_000, bytes: 0)]
        #expect(try await World.livePage(of: projection).contains("Wird gleich gemessen."))
    }

    @Test("folders have their size and their other name at the target, and an empty one is called so")
    func folders() async throws {
        let html = try await World.livePage(of: Samples.projection(.copying(.mail)))
        for text in [">Gesendet<", "1.9 GB", " leer</span>", "9, davon 4 fertig, 1 leer"] {
            #expect(html.contains(text), "\(text)")
        }
        #expect(!html.contains("von 0<"))
    }

    @Test("an order that was not carried out says why")
    func refused() async throws {
        var projection = Samples.ended(.finished, failed: 0)
        projection.refusal = Samples.refused
        let html = try await World.livePage(of: projection)
        #expect(html.contains("Der letzte Auftrag wurde nicht ausgeführt") && html.contains("imap.alt.example"))
    }

    @Test("a paused provider is named with the minute by which it goes on, and with its own words folded away")
    func paused() async throws {
        let until = Samples.now + 1290
        let state = State.paused(Samples.throttled, until: until, from: .copying(.mail))
        let html = try await World.livePage(of: Samples.projection(state))
        #expect(html.contains("Der Anbieter bittet um eine Pause, bis 14:27") && html.contains("THROTTLED"))
    }

    @Test("it may be closed only where the migration goes on without it, and what is undone has no time left for undo")
    func leaving() async throws {
        func shows(_ text: String, _ state: State) async throws -> Bool {
            var projection = Samples.projection(state)
            projection.undoUntil = Samples.now + 3600
            return try await World.livePage(of: projection).contains(text)
        }
        let leave = "Sie dürfen diese Seite schliessen"
        #expect(try await shows(leave, .copying(.mail)))
        #expect(try await shows(leave, .paused(Samples.throttled, until: Samples.now + 60, from: .copying(.mail))))
        #expect(try await !shows(leave, .paused(Samples.throttled, until: nil, from: .copying(.mail))))
        #expect(try await !shows(leave, .stopped(from: .copying(.mail))))
        #expect(try await shows("Rückgängig bis", .finished))
        #expect(try await !shows("Rückgängig bis", .undone))
    }

    @Test("the page of «Abbrechen» says beforehand where it stops nothing")
    func lastKind() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: browser)
        let html = await browser.get("/migrations/\(id)/cancel").html
        #expect(html.contains("Die E-Mails sind die letzte Art von Element"))
        await world.end()
    }

    @Test("an order that was given shows at once")
    func heard() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: browser)
        await browser.get("/migrations/\(id)/cancel")
        await browser.post("/migrations/\(id)/cancel", [])
        #expect(await browser.get("/migrations/\(id)").html.contains("«Abbrechen» ist angenommen"))
        await world.end()
    }

    @Test("the changes come in the language of the page, also after another window changed the visitor's")
    func language() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: browser)
        let page = await browser.get("/migrations/\(id)").html
        let events = try #require(page.split(separator: "data-events=\"").last?.split(separator: "\"").first)
        await browser.get("/?lang=fr")
        #expect(await browser.get("/migrations/\(id)").html.contains("<html lang=\"fr"))
        #expect(await browser.get(String(events)).html.contains("Wir sind im Ordner"))
        #expect(await browser.get("/migrations/\(id)/events").html.contains("Wir sind im Ordner") == false)
        await world.end()
    }

    @Test("watchers of one migration and language share one broadcast, and get each change")
    func hub() async throws {
        let world = try await World()
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: Browser(world))
        let hub = world.site.hub
        let first = try #require(try await hub.stream(id, .de))
        // A channel that nobody listens to is given up.
        let feed = EventFeed(first, to: OutputQueue())
        feed.start()
        let second = try #require(try await hub.stream(id, .de))
        let french = try #require(try await hub.stream(id, .fr))
        #expect(first.source === second.source && first.source !== french.source)
        #expect(first.first == second.first && first.first != french.first)
        try await world.store.write(Samples.ended(.finished), of: id)
        for _ in 0..<200 where first.source.latest == nil || first.source.latest == first.first.first {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(first.source.latest != nil && first.source.latest != first.first.first)
        #expect(try await hub.stream(.random(), .de) == nil)
        feed.leave()
        await world.end()
    }
}

@Suite("Keys")
struct KeysTests {
    @Test("every text that the sources name is there")
    func named() throws {
        let texts = try World.sentences()
        var checked = 0
        for (file, source) in try Sources.all() {
            for call in ["say(\"", "count(\"", "fact(\""] {
                var rest = source[...]
                while let open = rest.firstRange(of: call) {
                    rest = rest[open.upperBound...]
                    let key = rest.prefix { $0 != "\"" }
                    guard !key.contains("\\"), key.contains(".") else { continue }
                    checked += 1
                    let isThere = texts.has(String(key))
                    #expect(isThere, "\(file): \(key)")
                }
            }
        }
        #expect(checked > 150)
    }
}

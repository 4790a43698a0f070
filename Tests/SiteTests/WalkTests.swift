import FoundationEssentials
import MailCore
import Store
import Synchronization
import Testing
import Texts

@testable import Site

/// Everything that a visitor can see, in every language: each page is checked, and each template's tags are compared with
/// the models that it was given.
@Suite("Pages")
struct WalkTests {
    static let states: [(String, Projection)] = [
        ("queued", Projection(state: .queued)), ("discovering", Samples.projection(.discovering)),
        ("copying", Samples.projection(.copying(.mail))), ("verifying", Samples.projection(.verifying)),
        ("paused", Samples.projection(.paused(Samples.throttled, until: Samples.now + 1320, from: .copying(.mail)))),
        ("refused", Samples.projection(.paused(Samples.refused, until: nil, from: .copying(.mail)))),
        ("stopped", Samples.projection(.stopped(from: .copying(.mail)))), ("cancelled", Samples.ended(.cancelled)),
        ("failed", Samples.ended(.failed(Samples.refused))), ("finished", Samples.ended(.finished, failed: 0)),
        ("failures", Samples.ended(.finishedWithFailures)), ("closed", Samples.ended(.closed(from: .finished))),
        ("undoing", Samples.projection(.undoing)), ("undone", Samples.ended(.undone)),
    ]

    @Test("every page is sound in every language and state", arguments: Language.allCases)
    func walk(language: Language) async throws {
        let seen = Mutex<[(String, any ViewModel)]>([])
        let world = try await World()
        let browser = Browser(world, language: language.rawValue)
        try await Templates.$witness.withValue({ name, model in seen.withLock { $0.append((name, model)) } }) {
            try await wizard(browser)
            try await migration(browser)
            await answers(browser)
            try await errors(browser)
            try await mails(browser)
            try await projects(browser)
            try await plans(browser)
        }
        await world.end()
        let tags = try TagCheck(texts: try World.sentences())
        for complaint in tags.complaints(seen.withLock { $0 }) { Issue.record("\(complaint)") }
    }

    private func wizard(_ browser: Browser) async throws {
        await look(browser, "/")
        for path in ["/migrations/new/source", "/migrations/track"] {
            await look(browser, path)
            PageCheck.check(await browser.post(path, []), "\(path) empty")
        }
        await browser.post("/migrations/new/source", [("address", "anna@firma.example"), ("action", "detect")])
        await look(browser, "/migrations/new/source")
        browser.world.answer { _ in .problem(Samples.refused) }
        PageCheck.check(await browser.enterSource(), "source refused")
        browser.world.answer(World.goodNews)
        await browser.enterTarget()
        await look(browser, "/migrations/new/target")
        await look(browser, "/migrations/new/target?provider=ovh_emailpro")
        await look(browser, "/migrations/new/options")
        PageCheck.check(await browser.post("/migrations/new/options", [("since", "gestern")]), "options wrong")
        let clash = await browser.optionFields { $0.hasPrefix("to-") ? "Eins" : $1 }
        PageCheck.check(await browser.post("/migrations/new/options", clash), "options clash")
        browser.world.answer { _ in .problem(Samples.refused) }
        await browser.post("/migrations/new/options", await browser.optionFields())
        await look(browser, "/migrations/new/check")
        browser.world.answer { request in
            guard case .preview(_, _, let options) = request else { return World.goodNews(request) }
            return .preview(Samples.preview(options, rich: false))
        }
        await browser.post("/migrations/new/options", await browser.optionFields())
        await look(browser, "/migrations/new/check")
        browser.world.answer(World.goodNews)
        await browser.post("/migrations/new/options", await browser.optionFields())
        await look(browser, "/migrations/new/check")
        PageCheck.check(await browser.post("/migrations/new/check", []), "check undecided")
        let later = [("begin", "later"), ("startDate", "2026-11-21"), ("startTime", "20:00"), ("startZone", "UTC")]
        let started = await browser.post("/migrations/new/check", Browser.decisions + later).location ?? ""
        await look(browser, started)
        await look(browser, started.replacing("/started", with: ""))
        for page in ["schedule", "start-now", "cancel"] {
            await look(browser, started.replacing("/started", with: "/\(page)"))
        }
    }

    private func migration(_ browser: Browser) async throws {
        let id = try await browser.world.migration(Samples.projection(.copying(.mail)), for: browser)
        for (name, projection) in WalkTests.states {
            try await browser.world.store.write(projection, of: id)
            let files: [Route.MigrationPage] = [.events, .receiptCSV, .receiptJSON, .profile]
            for page in Route.MigrationPage.allCases where !files.contains(page) {
                let shown = await browser.get(Route.migration(id, page).path)
                if shown.status == 200 { PageCheck.check(shown, "\(name) \(page)") }
            }
        }
        try await browser.world.store.write(Samples.ended(.finishedWithFailures), of: id)
        await look(browser, World.phonePath(id, until: Samples.now + 3600))
        for page in ["undo", "delete"] {
            await browser.get("/migrations/\(id)/\(page)")
            PageCheck.check(await browser.post("/migrations/\(id)/\(page)", [("proof", "falsch")]), "\(page) refused")
        }
        await browser.get("/migrations/\(id)/credentials")
        PageCheck.check(await browser.post("/migrations/\(id)/credentials", [("save", "source")]), "no password")
        await browser.post("/migrations/\(id)/credentials", [("delete", "target")])
        await look(browser, "/migrations/\(id)/undo")
        await look(browser, "/migrations/\(id)/credentials")
    }

    private func answers(_ browser: Browser) async {
        for path in ["/faq", "/faq?q=undo", "/faq?q=zzzz", "/faq?q=%22%3E%3Cb%3E", "/faq/how-to-undo?rated=yes"] {
            await look(browser, path)
        }
        let faq = browser.world.site.answers.faq
        for (_, articles) in Dictionary(grouping: faq.all(in: .de), by: \.category) {
            if let article = articles.last { await look(browser, Route.answer(article.slug).path) }
        }
        let missing = await browser.get("/faq/no-such-answer")
        #expect(missing.status == 404)
        PageCheck.check(missing, "no answer")
    }

    /// The pages that links in mails open, and the mails themselves.
    private func mails(_ browser: Browser) async throws {
        let (world, language) = (browser.world, Language(rawValue: browser.language) ?? .de)
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: browser)
        let form = "/migrations/\(id)/notifications"
        await look(browser, form)
        PageCheck.check(await browser.post(form, [("notify", "nirgends"), ("save", "yes")]), "no address")
        await browser.post(form, [("notify", "anna@example.org"), ("save", "yes")])
        await look(browser, form)
        await look(browser, "/migrations/\(id)/started")
        let asked = try #require(try await migrationMail(in: world))
        for page in ["confirm", "stop"] {
            let token = page == "confirm" ? asked.confirmToken.exposed : asked.stopToken.exposed
            await look(browser, "/notifications/\(page)?token=\(token)")
            await browser.post("/notifications/\(page)?token=\(token)", [])
            await look(browser, "/notifications/\(page)?token=\(token)")
            await look(browser, "/migrations/\(id)")
        }
        await look(browser, "/notifications/stop?token=nothing")
        let letters = try await Letters(templates: "\(World.root)/Templates", publicURL: "https://umzug.example")
        for mail in Samples.mails(language) { LetterTests.check(try letters.write(mail), mail) }
    }

    /// The next mail about a migration.
    private func migrationMail(in world: World) async throws -> MigrationMail? {
        while let mail = try await world.store.takeMail(WorkerID(rawValue: "w")) {
            if case .migration(let mail) = mail.matter { return mail }
        }
        return nil
    }

    private func errors(_ browser: Browser) async throws {
        let missing = await browser.get("/nirgends")
        #expect(missing.status == 404)
        PageCheck.check(missing, "404")
        let foreign = await browser.post("/migrations/track", [("csrf", "fremd")])
        #expect(foreign.status == 403)
        PageCheck.check(foreign, "403")
    }

    func look(_ browser: Browser, _ path: String) async {
        let page = await browser.get(path)
        #expect(page.status == 200, "\(path)")
        PageCheck.check(page, path)
    }
}

import MailCore
import Store
import Testing
import Texts

@testable import Site

@Suite("Planned migration")
struct PlannedTests {
    @Test("the live page and the credentials say that it is still to begin", arguments: Language.allCases)
    func waits(language: Language) async throws {
        let world = try await World()
        let browser = Browser(world, language: language.rawValue)
        await browser.enterOptions()
        await browser.get("/migrations/new/check")
        let later = [("begin", "later"), ("startDate", "2026-11-21"), ("startTime", "20:00"), ("startZone", "UTC")]
        let started = await browser.post("/migrations/new/check", Browser.decisions + later).location ?? ""
        let live = started.replacing("/started", with: "")
        let text = { (key: String) -> String in world.site.texts.render(Phrase("live.\(key)"), in: Formats(language)) }
        let page = await browser.get(live).html
        #expect(page.contains(text("closePagePlanned")) && !page.contains(text("closePage")))
        for html in [page, await browser.get("\(live)/credentials").html] {
            #expect(html.contains(text("credentialPlanned")) && !html.contains(text("credentialWhile")))
        }
        await world.end()
    }

    @Test("what was called off before it began is not said to be done, and promises nothing more")
    func calledOff() async throws {
        var projection = Samples.projection(.cancelled)
        (projection.pass, projection.counts, projection.folders) = (0, [:], [])
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        let live = await browser.get("/migrations/\(id)").html
        #expect(live.contains("Kopiert wurde noch nichts") && !live.contains("> fertig<"))
        let started = await browser.get("/migrations/\(id)/started").html
        #expect(started.contains("Kopiert wurde noch nichts") && !started.contains("Was nun geschieht"))
        try await world.store.write(Samples.projection(.copying(.mail)), of: id)
        #expect(await browser.get("/migrations/\(id)/started").html.contains("Was nun geschieht"))
        await world.end()
    }
}

import MailCore
import Store
import Testing

@testable import Site

@Suite("Detection on the pages")
struct DetectionTests {
    private static let source = "/migrations/new/source"
    private static let address = "anna.keller@brunner-holz.example"

    private func detect(_ browser: Browser, _ address: String = address) async -> Browser.Page {
        await browser.get(DetectionTests.source)
        return await browser.post(DetectionTests.source, [("address", address), ("action", "detect")])
    }

    private func value(_ page: Browser.Page, _ name: String) -> String? {
        Markup(page.html).elements("input").first { $0["name"] == name }?["value"]
    }

    @Test("what is found fills the form in and is told with its origin and what the provider demands")
    func found() async throws {
        let world = try await World()
        let browser = Browser(world)
        #expect(await detect(browser).location == DetectionTests.source)
        let page = await browser.get(DetectionTests.source)
        #expect(value(page, "server") == "imap.gmail.com" && value(page, "user") == DetectionTests.address)
        for text in [
            "Google (Gmail, Workspace)", "am Mailserver der Domain erkannt", "myaccount.google.com/apppasswords",
        ] {
            #expect(page.html.contains(text), "\(text)")
        }
        #expect(!page.html.contains("(OAuth)"))
        await world.end()
    }

    @Test("nothing found leaves the form by hand, and an address that is none is asked for again")
    func nothing() async throws {
        let world = try await World()
        let browser = Browser(world)
        world.answer { _ in .detected(DetectedAccount()) }
        #expect(await detect(browser).status == 303)
        let page = await browser.get(DetectionTests.source)
        #expect(page.html.contains("Nichts gefunden") && value(page, "server") == "")
        for wrong in ["", "anna", "anna@", "a b@firma.example"] {
            let refused = await detect(browser, wrong)
            #expect(refused.status == 422 && refused.html.contains("href=\"#address\""), "\(wrong)")
        }
        await world.end()
    }

    @Test("trouble with the name directory is told, and the form by hand stays")
    func trouble() async throws {
        let world = try await World()
        let browser = Browser(world)
        world.answer { _ in
            .problem(Problem(.dnsFailed, reaction: .retry(afterSeconds: nil), fixer: .provider))
        }
        let page = await detect(browser)
        #expect(page.status == 422 && page.html.contains("(DNS) antwortet nicht richtig"))
        #expect(value(page, "address") == DetectionTests.address && value(page, "server") == "")
        await world.end()
    }

    @Test("a login that works by hand wins over what was found")
    func byHand() async throws {
        let world = try await World()
        let browser = Browser(world)
        _ = await detect(browser)
        #expect(await browser.enterSource().location == "/migrations/new/target")
        let page = await browser.get(DetectionTests.source)
        #expect(value(page, "server") == "imap.alt.example" && !page.html.contains("id=\"found\""))
        await world.end()
    }

    @Test("too many addresses from one visitor are refused")
    func limited() async throws {
        let world = try await World()
        let browser = Browser(world)
        var last = 0
        for _ in 0...60 { last = await detect(browser).status }
        #expect(last == 429)
        await world.end()
    }

    @Test("the target is filled in by provider, as whom the source is; a numbered server is asked for")
    func target() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.enterSource()
        let chosen = await browser.post("/migrations/new/target", [("provider", "infomaniak"), ("action", "fill")])
        #expect(chosen.location == "/migrations/new/target?provider=infomaniak")
        let infomaniak = await browser.get("/migrations/new/target?provider=infomaniak")
        #expect(
            value(infomaniak, "server") == "mail.infomaniak.com" && value(infomaniak, "user") == DetectionTests.address
        )
        let pro = await browser.get("/migrations/new/target?provider=ovh_emailpro")
        #expect(value(pro, "server") == "" && pro.html.contains("pro1.mail.ovh.net"))
        for unknown in ["gmx", "nobody", "%22%3E"] {
            let page = await browser.get("/migrations/new/target?provider=\(unknown)")
            #expect(page.status == 200 && value(page, "server") == "")
        }
        await world.end()
    }
}

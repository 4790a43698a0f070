import HTTPServer
import MailCore
import Store
import Testing

@testable import Site

@Suite("Protection")
struct ProtectionTests {
    @Test("every answer carries the fields that protect the visitor")
    func fields() async throws {
        let world = try await World()
        for (path, isSecure) in [("/", false), ("/nirgends", true), ("/migrations/track", true), ("/healthz", false)] {
            let headers = await world.site.respond(to: Request(.get, path, isSecure: isSecure)).headers
            let policy = headers["Content-Security-Policy"] ?? ""
            #expect(policy.hasPrefix("default-src 'none'") && !policy.contains("unsafe"))
            #expect(headers["X-Content-Type-Options"] == "nosniff")
            #expect(headers["Referrer-Policy"] != nil)
            #expect((headers["Strict-Transport-Security"] != nil) == isSecure)
        }
        await world.end()
    }

    @Test("a form without the session's token, or without a session, does nothing")
    func csrf() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.projection(.copying(.mail)), for: browser)
        #expect(await browser.post("/migrations/\(id)/cancel", [("csrf", "token-99")]).status == 403)
        #expect(await browser.post("/migrations/\(id)/cancel", [], withHidden: false).status == 403)
        #expect(await Browser(world).post("/migrations/\(id)/cancel", []).status == 403)
        #expect(try await world.store.migration(id)?.orders.contains(.cancel) == false)
        await world.end()
    }

    @Test("reading a page that needs no form begins no session; GET on an action orders nothing")
    func reading() async throws {
        let world = try await World()
        let visitor = Browser(world)
        await visitor.get("/")
        #expect(visitor.cookieNames.isEmpty)
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finishedWithFailures), for: browser)
        for page in Route.MigrationPage.allCases where page != .events {
            await browser.get(Route.migration(id, page).path)
        }
        #expect(try await world.store.migration(id)?.orders.contains { $0 != .migrate } == false)
        await world.end()
    }

    @Test("the language follows the browser, and a link changes it for good")
    func language() async throws {
        let world = try await World()
        let browser = Browser(world, language: "it, fr;q=0.8")
        #expect(await browser.get("/").html.contains("Votre boîte mail déménage."))
        let answer = await browser.get("/?lang=en")
        #expect(answer.status == 303 && answer.location == "/")
        #expect(await browser.get("/").html.contains("Your mailbox is moving."))
        #expect(await browser.get("/migrations/track?lang=xx").status == 200)
        await world.end()
    }

    @Test("an unknown method is refused, and the health check answers")
    func methods() async throws {
        // A busy machine may take longer from the heartbeat to the question than a worker may be silent.
        let world = try await World(stands: true)
        let answer = await world.site.respond(to: Request(.put, "/migrations/track"))
        #expect(answer.status == .methodNotAllowed && answer.headers["Allow"] == "GET, HEAD, POST")
        #expect(await world.site.respond(to: Request(.post, "/")).status == .methodNotAllowed)
        try await world.store.beat(WorkerID(rawValue: "test"))
        #expect(await world.site.respond(to: Request(.get, "/healthz")).status == .ok)
        await world.end()
    }
}

import MailCore
import Store
import Synchronization
import Testing

@testable import Site

@Suite("Tracking what the command line made")
struct TrackTests {
    private static let password = "alt geheim"
    private static let user = "anna.keller@brunner-holz.example"

    /// A migration that only a journal told of.
    private func found(_ text: String, in world: World) async throws -> MigrationID {
        let id = try #require(MigrationID(rawValue: text))
        let one = FoundMigration(
            id: id,
            source: Samples.source,
            target: Samples.target,
            options: Options(),
            projection: Samples.ended(.finished)
        )
        try await world.store.adopt([one])
        return id
    }

    private func track(_ id: String, _ user: String, _ password: String, in world: World) async -> Browser.Page {
        let browser = Browser(world)
        await browser.get("/migrations/track")
        return await browser.post("/migrations/track", [("id", id), ("user", user), ("password", password)])
    }

    @Test("the source is asked once; from then on its password is known")
    func learns() async throws {
        let world = try await World()
        let asked = Mutex<[WorkRequest]>([])
        world.answer { request in
            asked.withLock { $0.append(request) }
            return .source(Samples.inspection)
        }
        let id = try await found("from-the-command-line", in: world)
        for _ in 0..<2 {
            #expect(
                await track(id.rawValue, TrackTests.user, TrackTests.password, in: world).location
                    == "/migrations/\(id)"
            )
        }
        #expect(await track(id.rawValue, TrackTests.user, "falsch", in: world).status == 422)
        #expect(asked.withLock { $0.count } == 1)
        guard case .checkLogin(let login) = asked.withLock({ $0.first }) else {
            Issue.record("the login alone is to be checked")
            return
        }
        #expect(login.migration == id && login.endpoint == Samples.source)
        await world.end()
    }

    @Test("an ID under 20 characters, another user and a refused login look alike, and take as long as an unknown ID")
    func wrong() async throws {
        let world = try await World()
        world.answer { _ in .problem(Samples.refused) }
        let (long, short) = (
            try await found("from-the-command-line", in: world), try await found("night-run-0001", in: world)
        )
        var pages: Set<String> = []
        for (id, user) in [
            (long.rawValue, TrackTests.user), (long.rawValue, "wer@anders.example"), (short.rawValue, TrackTests.user),
            ("no-such-migration-0001", TrackTests.user),
        ] {
            let begun = ContinuousClock.now
            let page = await track(id, user, TrackTests.password, in: world)
            #expect(page.status == 422)
            #expect(ContinuousClock.now - begun >= .seconds(World.trackingSeconds))
            let csrf = Markup(page.html).elements("input").first { $0["name"] == "csrf" }?["value"] ?? ""
            pages.insert([csrf, id, user].reduce(page.html) { $0.replacing($1, with: "") })
        }
        #expect(pages.count == 1)
        for id in [long, short] { #expect(try await world.store.verifier(.source, of: id) == nil) }
        await world.end()
    }

    @Test("an ID under 20 characters is never asked about")
    func short() async throws {
        let world = try await World()
        let asked = Mutex(0)
        world.answer { _ in
            asked.withLock { $0 += 1 }
            return .source(Samples.inspection)
        }
        let id = try await found("night-run-000000001", in: world)
        #expect(await track(id.rawValue, TrackTests.user, TrackTests.password, in: world).status == 422)
        #expect(asked.withLock { $0 } == 0)
        await world.end()
    }

    @Test("a source that answers too late is known the next time")
    func late() async throws {
        let world = try await World()
        let id = try await found("from-the-command-line", in: world)
        await world.dismiss()
        #expect(await track(id.rawValue, TrackTests.user, TrackTests.password, in: world).status == 422)
        let (request, _) = try #require(try await world.store.takeRequest(WorkerID(rawValue: "late")))
        try await world.store.answer(request, .source(Samples.inspection))
        while try await world.store.verifier(.source, of: id) == nil { await Task.yield() }
        #expect(await track(id.rawValue, TrackTests.user, TrackTests.password, in: world).status == 303)
        await world.end()
    }
}

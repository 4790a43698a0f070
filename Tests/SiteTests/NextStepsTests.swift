import Catalogue
import FoundationEssentials
import MailCore
import Store
import Testing

@testable import Site

@Suite("What next")
struct NextStepsTests {
    @Test("the steps are in order: what failed first, the contract last", arguments: [0, 2])
    func order(failed: Int) async throws {
        let html = try await NextStepsTests.page(
            Samples.ended(failed > 0 ? .finishedWithFailures : .finished, failed: failed)
        )
        let first = failed > 0 ? "Ausnahmen erneut versuchen" : "Beleg prüfen"
        let titles = [
            "1. \(first)", "2. Programme und Geräte einrichten", "3. Domain umstellen", "4. Noch einmal nachziehen",
            "5. Alten Vertrag kündigen",
        ]
        #expect(NextStepsTests.headings(html) == titles)
        #expect(html.contains("/\(World.id)/retry\"") == (failed > 0))
        #expect(html.contains("/\(World.id)/pass\""))
        #expect(html.contains("nicht vor dem 22. November 2026"))
        #expect(!html.contains("geheim"))
    }

    @Test("a closed migration offers no pass, and says so")
    func closed() async throws {
        let html = try await NextStepsTests.page(Samples.ended(.closed(from: .finished), failed: 0))
        #expect(!html.contains("/\(World.id)/pass\"") && html.contains("Diese Migration ist geschlossen."))
    }

    @Test(
        "before the end, and after an undo, there is nothing to do next",
        arguments: [
            Samples.projection(.copying(.mail)), Projection(state: .queued), Samples.ended(.undone),
            Samples.ended(.cancelled),
        ]
    )
    func early(projection: Projection) async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        for page in ["next-steps", "umzug.mobileconfig"] {
            #expect(await browser.get("/migrations/\(id)/\(page)").location == "/migrations/\(id)")
        }
        #expect(await Browser(world).get(World.phonePath(id, until: Samples.now + 3000)).status == 404)
        await world.end()
    }

    @Test("a phone's link works without a session, shows the settings only, and stays itself in another language")
    func phone() async throws {
        let world = try await World()
        let id = try await world.migration(Samples.ended(.finished, failed: 0), for: Browser(world))
        let path = World.phonePath(id, until: Samples.now + 3600)
        let phone = Browser(world)
        let page = await phone.get(path)
        #expect(page.status == 200 && phone.cookieNames.isEmpty)
        #expect(page.html.contains("mail.neu.example") && !page.html.contains("imap.alt.example"))
        #expect(!page.html.contains("/migrations/\(id)") && !page.html.contains("geheim"))
        #expect(await phone.get("\(path)&lang=fr").location == path)
        #expect(await phone.get("/migrations/\(id)").location == "/migrations/track")
        await world.end()
    }

    @Test("a phone's link is over after an hour, and a wrong one was never there")
    func expired() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finished), for: browser)
        await browser.get("/migrations/\(id)/next-steps")
        let until = try #require(world.codes.first.flatMap { $0.split(separator: "=").last }.flatMap { Int64($0) })
        // The clock of these tests goes on, slowly where the machine is busy.
        #expect((Samples.now + 3600..<Samples.now + 7200).contains(until))
        for wrong in ["\(World.phonePath(id, until: Samples.now))", "/phone/\(id)", "/phone/\(id)?key=abc"] {
            for path in [wrong, wrong.replacing("\(id)", with: "\(id)/umzug.mobileconfig")] {
                #expect(await Browser(world).get(path).status == 404, "\(path)")
            }
        }
        await world.end()
    }

    @Test("the phone is led to the address that visitors type, not to the one behind a proxy")
    func publicAddress() async throws {
        let world = try await World(publicURL: "https://umzug.example.org")
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finished, failed: 0), for: browser)
        await browser.get("/migrations/\(id)/next-steps")
        #expect(world.codes.first?.hasPrefix("https://umzug.example.org/phone/") == true)
        await world.end()
    }

    // MARK: -

    static func page(_ projection: Projection) async throws -> String {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(projection, for: browser)
        let page = await browser.get("/migrations/\(id)/next-steps")
        await world.end()
        #expect(page.status == 200)
        return page.html
    }

    static func headings(_ html: String) -> [String] {
        html.split(separator: "<h2>").dropFirst().map { String($0.prefix { $0 != "<" }) }.filter { $0.contains(". ") }
    }
}

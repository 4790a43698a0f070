import HTTPServer
import MailCore
import Planning
import Store
import Testing

@testable import Site

/// What whoever keeps the zone sees by a link, and what not.
@Suite("Link to a DNS plan")
struct ZoneCheckTests {
    /// The path of the link that a page shows, as a browser asks for it.
    static func link(in html: String) throws -> String {
        let start = try #require(html.firstRange(of: "/projects/dns?token="))
        return String(html[start.lowerBound...].prefix { $0 != "<" && $0 != "\"" && !$0.isWhitespace })
    }

    private func answered(_ world: World) async throws -> (lea: Browser, path: String, link: String) {
        let lea = try await Browser.consultant(world)
        let (path, _) = try await lea.answered(WalkTests.large)
        #expect(!(await lea.get("\(path)/dns").html.contains("/projects/dns?token=")))
        #expect(await lea.post("\(path)/dns", [("action", "link")]).location == "\(path)/dns#check-link")
        return (lea, path, try ZoneCheckTests.link(in: await lea.get("\(path)/dns").html))
    }

    /// What must not be on the page: whose project it is, who is in it, and the way to it.
    private func leaks(_ page: Browser.Page, _ path: String) -> [String] {
        let secrets = ["Mühle AG", path, "anna@muehle-ag.example", "Widmer"]
        return secrets.filter { page.html.contains($0) }
    }

    @Test("shows the plan without any right, live, with the way back, and nothing else")
    func open() async throws {
        let world = try await World()
        let (lea, path, link) = try await answered(world)
        #expect(await lea.get("\(path)/dns").html.components(of: link) >= 2, "in the letter too")
        let agency = Browser(world)
        let before = await agency.get(link)
        #expect(before.status == 200 && before.headers["X-Robots-Tag"] == "noindex, nofollow")
        #expect(before.html.contains("muehle-ag.example") && before.html.contains("noch nicht abgefragt"))
        #expect(await agency.post(link, [("action", "look")]).location == link)
        let seen = await agency.get(link)
        #expect(seen.html.contains("zuletzt abgefragt") && seen.html.contains("$ORIGIN muehle-ag.example."))
        for page in [before, seen] { #expect(leaks(page, path).isEmpty, "\(leaks(page, path))") }
        let file = await agency.get("\(link)&domain=muehle-ag.example&zone=wanted")
        #expect(file.html.contains("IN MX") && file.headers["X-Robots-Tag"] != nil)
        #expect(await agency.get("\(path)/dns").location == "/projects/enter", "the link gives no right")
        for action in ["link", "unlink", "senders", "tell"] {
            await agency.get(link)
            let fields = [("action", action), ("domain", "muehle-ag.example"), ("senders", "evil.example")]
            #expect(await agency.post(link, fields).location == link, "\(action)")
        }
        #expect(await agency.get(link).status == 200, "an outsider cannot call it back")
        let id = try #require(ProjectID(path: path))
        #expect(try await world.store.document("plan", as: PlanEdits.self, of: id) == nil)
        await world.end()
    }

    @Test("that is replaced, called back or never was opens nothing, and all are answered alike")
    func gone() async throws {
        let world = try await World(stands: true)
        let (lea, path, first) = try await answered(world)
        await lea.get("\(path)/dns")
        await lea.post("\(path)/dns", [("action", "link")])
        let second = try ZoneCheckTests.link(in: await lea.get("\(path)/dns").html)
        #expect(first != second)
        let stranger = Browser(world)
        #expect(await stranger.get(second).html.contains("muehle-ag.example"))
        await lea.post("\(path)/dns", [("action", "unlink")])
        let answers = [
            first, second, "/projects/dns?token=none", "/projects/dns", "\(second)&domain=muehle-ag.example&zone=today",
        ]
        for link in answers {
            let page = await stranger.get(link)
            #expect(page.status == 200 && page.headers["X-Robots-Tag"] == "noindex, nofollow", "\(link)")
            #expect(page.html.contains("Dieser Link gilt nicht mehr") && !page.html.contains("muehle"), "\(link)")
            #expect(!page.html.contains("<form") && leaks(page, path).isEmpty, "\(link)")
        }
        await stranger.post(second, [("action", "look")])
        let id = try #require(ProjectID(path: path))
        #expect(try await world.store.zones(of: id).isEmpty)
        let sheet = await lea.get("\(path)/dns").html
        #expect(!sheet.contains("/projects/dns?token=") && sheet.contains("Der Link ist gesperrt."))
        await world.end()
    }

    @Test("is made and called back by those who decide; colleagues find it in the letter")
    func deciders() async throws {
        let world = try await World()
        let (lea, path, link) = try await answered(world)
        let (customer, colleague) = (try await lea.guest(path), try await lea.guest(path, .colleague, name: "Ben"))
        let seen = await colleague.get("\(path)/dns").html
        #expect(seen.components(of: link) >= 1 && !seen.contains("value=\"unlink\""))
        for action in ["link", "unlink"] {
            await colleague.get("\(path)/dns")
            #expect(await colleague.post("\(path)/dns", [("action", action)]).status == 404)
        }
        #expect(await customer.get("\(path)/dns").html.contains("value=\"unlink\""))
        #expect(await customer.post("\(path)/dns", [("action", "unlink")]).status == 303)
        #expect(await Browser(world).get(link).html.contains("Dieser Link gilt nicht mehr"))
        await world.end()
    }
}

extension String {
    /// How many times a text is in it.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}

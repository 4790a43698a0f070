import FoundationEssentials
import HTTPServer
import MailCore
import Store
import Testing

@testable import Site

@Suite("Operations")
struct OperationsTests {
    private func answer(
        _ world: World,
        _ path: String,
        _ headers: Headers = [:],
        peer: String = "127.0.0.1"
    ) async -> (
        response: Response, text: String
    ) {
        let response = await world.site.respond(to: Request(.get, path, headers: headers, peer: peer))
        guard case .bytes(let bytes) = response.body else { return (response, "") }
        return (response, String(decoding: bytes, as: UTF8.self))
    }

    /// The samples of Prometheus' text format by name and labels; what is malformed is a failure.
    private func samples(_ text: String) throws -> [String: Double] {
        #expect(text.hasSuffix("\n"))
        var found: [String: Double] = [:]
        var families: Set<Substring> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("#") {
                let words = line.split(separator: " ")
                #expect(words.count >= 4 && ["HELP", "TYPE"].contains(words[1]))
                families.insert(words[2])
                continue
            }
            let space = try #require(line.lastIndex(of: " "))
            let name = line[..<space]
            #expect(families.contains { name.hasPrefix($0) }, "\(name) has no family")
            #expect(found[String(name)] == nil, "\(name) stands there twice")
            let value: Double = try #require(Double(String(line[line.index(after: space)...])))
            found[String(name)] = value
        }
        return found
    }

    @Test("Health is good while the worker lives and the database can be written, and says what is wrong")
    func health() async throws {
        // A busy machine may take longer from the heartbeat to the question than a worker may be silent.
        let world = try await World(stands: true)
        try await world.store.beat(WorkerID(rawValue: "test"))
        #expect(await answer(world, "/healthz").response.status == .ok)
        try await world.store.retire(WorkerID(rawValue: "test"))
        let bad = await answer(world, "/healthz")
        #expect(bad.response.status == .unavailable)
        #expect(bad.text == "worker: does not run\n")
        try world.store.close()
        let worse = await answer(world, "/healthz")
        #expect(worse.response.status == .unavailable)
        #expect(worse.text == "database: cannot be written\n")
        await world.end()
    }

    @Test("Metrics tell of migrations, items and requests, and nothing of who they belong to")
    func metrics() async throws {
        let world = try await World()
        let browser = Browser(world)
        var counts = Counts()
        counts.copied = 7
        counts.failed = 2
        counts.bytes = 4096
        try await world.migration(Projection(state: .finishedWithFailures, counts: [.mail: counts]), for: browser)
        _ = await answer(world, "/nowhere/<b>\"x\"")
        let (response, text) = await answer(world, "/metrics")
        #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let found = try samples(text)
        #expect(found[#"umzug_migrations{state="finished-with-failures"}"#] == 1)
        #expect(found[#"umzug_migrations{state="copying"}"#] == 0)
        #expect(found[#"umzug_items{kind="mail",outcome="copied"}"#] == 7)
        #expect(found[#"umzug_items{kind="mail",outcome="failed"}"#] == 2)
        #expect(found[#"umzug_bytes{kind="mail"}"#] == 4096)
        #expect(found[#"umzug_http_requests_total{route="none",method="GET",status="404"}"#] == 1)
        #expect(found[#"umzug_http_request_duration_seconds_bucket{route="none",le="+Inf"}"#] == 1)
        #expect(found[#"umzug_http_request_duration_seconds_count{route="none"}"#] == 1)
        #expect(found["umzug_queue_length"] == 1)
        #expect(found["umzug_worker_deaths_total"] == 0)
        #expect(!text.contains(World.id.rawValue) && !text.contains("example"))
        await world.end()
    }

    @Test("Metrics are for the operator's networks alone")
    func metricsElsewhere() async throws {
        let world = try await World()
        #expect(await answer(world, "/metrics", peer: "203.0.113.9").response.status == .notFound)
        #expect(await answer(world, "/metrics", peer: "::1").response.status == .ok)
        var handedOn = Request(.get, "/metrics")
        handedOn.isForwarded = true
        #expect(await world.site.respond(to: handedOn).status == .notFound)
        await world.end()
    }

    @Test("The brand stands in title, head and foot, its colours in a stylesheet, its logo where it can do nothing")
    func brand() async throws {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"
        let brand = Brand(
            name: "Muster & Co",
            logo: try Logo(Array(svg.utf8)),
            accent: Colour("#ffcc00"),
            imprint: "https://muster.example/i",
            terms: .init(url: "https://muster.example/t", version: "3")
        )
        let world = try await World(brand: brand)
        let page = await answer(world, "/").text
        #expect(page.contains(" – Muster &amp; Co</title>"))
        #expect(page.contains("alt=\"Muster &amp; Co\""))
        #expect(page.contains("https://muster.example/i") && page.contains("https://muster.example/t"))
        #expect(!page.contains("style=\""))
        let files = world.site.brandFiles
        let css = await answer(world, try #require(files.stylesheet))
        #expect(css.text.contains("light-dark(#") && css.response.headers["ETag"] != nil)
        let logo = await answer(world, try #require(files.logo))
        #expect(logo.text == svg)
        #expect(logo.response.headers["Content-Type"]?.hasPrefix("image/svg+xml") == true)
        #expect(logo.response.headers["Content-Security-Policy"]?.contains("sandbox") == true)
        #expect(logo.response.headers["X-Content-Type-Options"] == "nosniff")
        await world.end()
    }

    @Test(
        "Whatever the accent, text in it and on it can be read in both schemes",
        arguments: ["#ffcc00", "#ffffff", "#000000", "#808080", "#1f35c7", "#ff0000", "#00ff00", "#0a0a12"]
    )
    func accents(text: String) throws {
        let used = BrandFiles.accent(try #require(Colour(text)))
        let (white, wash) = (try #require(Colour("#fff")), try #require(Colour("#f6f5f2")))
        let (night, dusk) = (try #require(Colour("#121317")), try #require(Colour("#1b1d22")))
        for (front, back) in [
            (used.light, white), (used.light, wash), (used.dark, night), (used.dark, dusk), (used.onLight, used.light),
            (used.onDark, used.dark),
        ] {
            #expect(front.contrast(with: back) >= 4.5, "\(front) on \(back)")
        }
    }

    @Test(
        "What is no harmless picture is no logo",
        arguments: ["", "text", "<svg><script>x</script></svg>", "<!DOCTYPE svg><svg/>", "<svg onload=\"x\"/>"]
    )
    func logos(text: String) {
        #expect(throws: Logo.Fault.self) { try Logo(Array(text.utf8)) }
    }
}

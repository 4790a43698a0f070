import FoundationEssentials
import MailCore
import Store
import Synchronization
import Testing

@testable import HTTPServer
@testable import Site

@Suite("Receipt")
struct ReceiptTests {
    /// The body of a streamed answer.
    private func read(_ path: String, _ browser: Browser) async throws -> String {
        let cookie = "session=\(await browser.token())"
        let response = await browser.world.site.respond(to: Request(.get, path, headers: ["Cookie": cookie]))
        guard case .stream(_, let produce) = response.body else { return "" }
        let bytes = Mutex<[UInt8]>([])
        try await produce(BodyWriter { chunk in bytes.withLock { $0 += chunk } })
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }

    @Test("the sums balance, and every exception has its reason and remedy")
    func page() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finishedWithFailures), for: browser)
        let html = await browser.get("/migrations/\(id)/receipt").html
        for text in ["30’213", "786", "31’002", "Werkpläne Dachstuhl", "höchstens 50 MB", "ohne Betreff"] {
            #expect(html.contains(text), "\(text)")
        }
        await world.end()
    }

    @Test("the CSV has a line for each exception, quoted, and no cell that a spreadsheet takes for a formula")
    func csv() async throws {
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finishedWithFailures), for: browser)
        let lines = try await read("/migrations/\(id)/receipt.csv", browser).split(separator: "\r\n")
        #expect(lines.count == Samples.exceptions.count + 1)
        #expect(lines.first == "\u{FEFF}kind,folder,subject,date,size,outcome,code,detail,reason,remedy")
        #expect(lines[1].hasPrefix("mail,Projekte/2025,\"Werkpläne Dachstuhl Aarweg 12, Rev. C\",2025-03-14T"))
        await world.end()
    }

    @Test("many exceptions come in pages, and each page leads to the next and back to the first")
    func pages() async throws {
        let world = try await World(exceptions: 120)
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finishedWithFailures), for: browser)
        var (path, seen): (String?, [String]) = ("/migrations/\(id)/receipt", [])
        while let page = path, seen.count < 5 {
            let html = await browser.get(page).html
            seen.append(String(html.components(of: "bis ", " von 120").first ?? ""))
            let next = Markup(html).elements("a").compactMap { $0["href"] }.first { $0.contains("?after=") }
            path = next.map { String($0.prefix { $0 != "#" }) }
        }
        #expect(seen == ["50", "100", "120"])
        let middle = await browser.get("/migrations/\(id)/receipt?before=101&from=51").html
        #expect(middle.contains("51 bis 100 von 120"))
        let csv = try await read("/migrations/\(id)/receipt.csv", browser).split(separator: "\r\n")
        #expect(csv.count == 121)
        await world.end()
    }

    @Test("the JSON is well-formed and carries the sums and every exception")
    func json() async throws {
        struct Receipt: Decodable {
            struct Exception: Decodable { var code: String }
            var v: Int
            var state: String
            var kinds: [String: Counts]
            var exceptions: [Exception]
        }
        let world = try await World()
        let browser = Browser(world)
        let id = try await world.migration(Samples.ended(.finishedWithFailures), for: browser)
        let text = try await read("/migrations/\(id)/receipt.json", browser)
        let receipt = try JSONDecoder().decode(Receipt.self, from: Data(text.utf8))
        #expect(receipt.v == 1 && receipt.state == "finished-with-failures")
        #expect(receipt.kinds["mail"]?.found == 31_002)
        #expect(receipt.exceptions.map(\.code) == Samples.exceptions.map(\.problem.code.rawValue))
        await world.end()
    }
}

extension String {
    /// What stands between two texts, each time.
    fileprivate func components(of start: String, _ end: String) -> [Substring] {
        ranges(of: end).compactMap { range in
            self[..<range.lowerBound].ranges(of: start).last.map { self[$0.upperBound..<range.lowerBound] }
        }
    }
}

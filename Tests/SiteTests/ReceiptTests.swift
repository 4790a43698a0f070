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
        #expect(
            lines.first
                == "\u{FEFF}\"kind\",\"folder\",\"subject\",\"date\",\"bytes\",\"outcome\",\"code\",\"reason\",\"remedy\",\"detail\""
        )
        #expect(
            lines[1].hasPrefix("\"mail\",\"Projekte/2025\",\"Werkpläne Dachstuhl Aarweg 12, Rev. C\",\"2025-03-14T")
        )
        #expect(ReceiptFiles.line(["=1+1", "a\"b", "-x"]) == "\"'=1+1\",\"a\"\"b\",\"'-x\"\r\n")
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

import Compression
import Foundation
import HTTPServer
import Testing

@Suite("Server, compression, caching and files")
struct EncodingTests {
    private static let page = String(repeating: "<p>Umzug</p>\n", count: 1_000)

    @Test("A page is compressed for who takes it, and only then")
    func gzip() async throws {
        try await withServer(handler: EncodingTests.pages) { port, _ in
            let url = "http://127.0.0.1:\(port)"
            for path in ["/page", "/stream"] {
                let expanded = try await run("curl", ["-s", "--compressed", url + path])
                #expect(expanded == EncodingTests.page)
                let fields = try await run(
                    "curl",
                    ["-s", "-D", "-", "-o", "/dev/null", "-H", "Accept-Encoding: gzip", url + path]
                )
                #expect(fields.contains("Content-Encoding: gzip") && fields.contains("Vary: Accept-Encoding"))
                let plain = try await run("curl", ["-s", "-i", "-H", "Accept-Encoding: gzip;q=0", url + path])
                #expect(plain.hasSuffix(EncodingTests.page) && !plain.contains("Content-Encoding"))
            }
            let short = try await run("curl", ["-s", "-i", "--compressed", "\(url)/short"])
            #expect(!short.contains("Content-Encoding"))
        }
    }

    @Test("Who has the page already gets 304 without it, compressed or not", arguments: [[], ["--compressed"]])
    func conditional(flags: [String]) async throws {
        try await withServer(handler: EncodingTests.pages) { port, _ in
            let url = "http://127.0.0.1:\(port)/page"
            let first = try await run("curl", flags + ["-s", "-i", url])
            let tag = try #require(first.firstMatch(of: /ETag: ("[^"]+")/)).output.1
            let second = try await run("curl", flags + ["-s", "-i", "-H", "If-None-Match: \"other\", \(tag)", url])
            #expect(second.hasPrefix("HTTP/1.1 304") && second.hasSuffix("\r\n\r\n"))
            let changed = try await run("curl", flags + ["-s", "-i", "-H", "If-None-Match: \"other\"", url])
            #expect(changed.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("Static files are kept for good under their hash, and checked for anywhere else")
    func staticFiles() async throws {
        let folder = try EncodingTests.folder(["site.css": EncodingTests.page, "icons/a.svg": "<svg/>", ".hidden": "x"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = try StaticFiles(directory: folder)
        func get(_ path: String, _ headers: Headers = Headers()) -> Response? {
            files.respond(to: Request(.get, path, headers: headers))
        }
        let sheet = try #require(get(files.url(for: "site.css"), ["Accept-Encoding": "br, gzip"]))
        #expect(sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(sheet.headers["Content-Type"] == "text/css; charset=utf-8")
        guard case .bytes(let packed) = sheet.body else { return #expect(Bool(false)) }
        #expect(try Inflater.expand(packed, .gzip, limit: 100_000) == Array(EncodingTests.page.utf8))
        #expect(get(files.url(for: "icons/a.svg"))?.headers["Content-Type"] == "image/svg+xml; charset=utf-8")
        #expect(get("/static/0123/site.css")?.headers["Cache-Control"] == "no-cache")
        #expect(get("/static/site.css")?.headers["Cache-Control"] == "no-cache")
        #expect(get("/static/\(files.version)/.hidden")?.status == .notFound)
        #expect(get("/static")?.status == .notFound)
        #expect(get("/other") == nil)
        #expect(files.respond(to: Request(.post, "/static/site.css"))?.headers["Allow"] == "GET, HEAD")
    }

    @Test("One changed octet changes every file's URL")
    func version() throws {
        let one = try EncodingTests.folder(["a.css": "a", "b.js": "b"])
        let two = try EncodingTests.folder(["a.css": "a", "b.js": "c"])
        defer {
            try? FileManager.default.removeItem(atPath: one)
            try? FileManager.default.removeItem(atPath: two)
        }
        #expect(try StaticFiles(directory: one).url(for: "a.css") != StaticFiles(directory: two).url(for: "a.css"))
    }

    @Test("A file is sent as it is; one that is gone is our fault")
    func file() async throws {
        let folder = try EncodingTests.folder(["big": String(repeating: "0123456789", count: 200_000)])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withServer(handler: { request in
            Response(headers: ["Content-Type": "text/plain"], body: .file(path: "\(folder)\(request.path)"))
        }) { port, _ in
            let answer = try await run("curl", ["-s", "http://127.0.0.1:\(port)/big"])
            #expect(answer.utf8.count == 2_000_000)
            let missing = try await run("curl", ["-s", "-i", "http://127.0.0.1:\(port)/missing"])
            #expect(missing.hasPrefix("HTTP/1.1 500"))
        }
    }

    private static let pages: Handler = { request in
        switch request.path {
        case "/page": Response.html(page).tagged()
        case "/short": .html("short")
        default:
            .stream(type: "text/csv") { body in
                for line in page.split(separator: "\n", omittingEmptySubsequences: true) {
                    try await body.write("\(line)\n")
                }
            }
        }
    }

    private static func folder(_ files: [String: String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "static-\(UUID().uuidString)")
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        return folder.path
    }
}

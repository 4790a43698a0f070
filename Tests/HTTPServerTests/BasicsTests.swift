import Glibc
import HTTPServer
import Logging
import MailCore
import Testing

@Suite("Server, basics")
struct BasicsTests {
    @Test("A request is answered with status, fields, body and request ID")
    func answers() async throws {
        try await withServer(handler: { request in
            .text("\(request.method) \(request.segments) \(request.query["q"]) \(request.headers["x-one"] ?? "-")")
        }) { port, _ in
            let client = try Client(port)
            client.send("GET /a%20b/c?q=%C3%BC+1 HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nConnection: close\r\n\r\n")
            let answer = await client.read()
            client.close()
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nX-Request-ID: "))
            #expect(answer.hasSuffix("\r\n\r\nGET [\"a b\", \"c\"] ü 1 1"))
        }
    }

    @Test("Requests sent ahead on one connection are answered in order, and the connection stays open")
    func pipelining() async throws {
        try await withServer(handler: { request in .text("<\(request.path)>") }) { port, _ in
            let client = try Client(port)
            client.send((1...20).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined())
            let answers = await client.read { $0.contains("</20>") }
            client.send("GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let last = await client.read()
            client.close()
            let bodies = answers.split(separator: "<").dropFirst().map { $0.prefix { $0 != ">" } }
            #expect(bodies == (1...20).map { "/\($0)" })
            #expect(last.hasSuffix("</last>"))
        }
    }

    @Test("HEAD gets the fields of GET without the body")
    func head() async throws {
        try await withServer(handler: { request in
            request.path == "/s" ? .stream(type: "text/csv") { try await $0.write("x") } : .text("12345")
        }) { port, _ in
            let client = try Client(port)
            client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nHEAD /s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let answer = await client.read()
            client.close()
            #expect(answer.contains("\r\nContent-Length: 5\r\n"))
            #expect(!answer.contains("12345"))
            #expect(answer.contains("text/csv"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("Secrets in a query and control characters stay out of the log")
    func accessLog() async throws {
        let book = LogBook()
        try await withServer(log: book, handler: { _ in .text("") }) { port, _ in
            let client = try Client(port)
            client.send("GET /path%0a?password=geheim HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            _ = await client.read()
            client.close()
        }
        let line = try #require(book.lines.first { $0.contains("GET") })
        #expect(line.hasPrefix("info GET /path%0a 400 bytes="))
        #expect(!book.lines.joined().contains("geheim"))
        #expect(line.contains("peer=127.0.0.1") && line.contains("request=") && line.contains("ms="))
    }

    @Test("A field that would split the answer is refused")
    func splitting() async throws {
        let book = LogBook()
        try await withServer(
            log: book,
            handler: { request in
                var response = Response.text("x")
                response.headers["X-Evil"] = "a\r\nSet-Cookie: b=c"
                if request.path == "/cookie" {
                    response.headers["X-Evil"] = nil
                    response.cookies = [Cookie("a", "v\r\nx; y")]
                }
                return response
            }
        ) { port, _ in
            let client = try Client(port)
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let evil = await client.read { $0.contains("Error\n") }
            #expect(evil.hasPrefix("HTTP/1.1 500"))
            #expect(!evil.contains("b=c"))
            client.send("GET /cookie HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let cookie = await client.read()
            #expect(cookie.contains("Set-Cookie: a=v%0D%0Ax%3B%20y; Path=/; HttpOnly; SameSite=Lax\r\n"))
            client.close()
        }
    }

    @Test(
        "Paths that climb, hide a slash or NUL, or are no UTF-8 never reach a handler",
        arguments: [
            "/../etc/passwd", "/a/%2e%2e/b", "/a%2fb", "/a%00", "/%ff", "/%zz", "/.", "/a%5cb",
        ]
    )
    func badPaths(path: String) async throws {
        try await withServer(handler: { _ in .text("reached") }) { port, _ in
            let client = try Client(port)
            client.send("GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let answer = await client.read()
            client.close()
            #expect(answer.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("What says twice where its body ends is refused")
    func smuggling() async throws {
        try await withServer(handler: { _ in .text("reached") }) { port, _ in
            for fields in ["Content-Length: 3\r\nContent-Length: 5", "Content-Length: 3\r\nTransfer-Encoding: chunked"]
            {
                let client = try Client(port)
                client.send("POST / HTTP/1.1\r\nHost: h\r\n\(fields)\r\nConnection: close\r\n\r\n0\r\n\r\n")
                let answer = await client.read()
                client.close()
                #expect(answer.hasPrefix("HTTP/1.1 400"), "\(fields)")
            }
        }
    }

    @Test("A port that is taken, and an address that is not ours, are told at the start")
    func startErrors() async throws {
        try await withServer(handler: { _ in .text("") }) { port, _ in
            let logger = Logger(label: "test")
            let second = Server(Server.Configuration(port: port), logger: logger) { _ in .text("") }
            #expect(throws: StartError.address("127.0.0.1", errno: EADDRINUSE)) { try second.start() }
            let foreign = Server(Server.Configuration(address: "192.0.2.1"), logger: logger) { _ in .text("") }
            #expect(throws: StartError.address("192.0.2.1", errno: EADDRNOTAVAIL)) { try foreign.start() }
            let name = Server(Server.Configuration(address: "localhost"), logger: logger) { _ in .text("") }
            #expect(throws: StartError.self) { try name.start() }
        }
    }

    @Test("IPv6 is served too, and the peer's address is written plainly")
    func version6() async throws {
        let server = Server(Server.Configuration(address: "::1"), logger: Logger(label: "test")) { .text($0.peer) }
        let port: UInt16
        do {
            port = try server.start()
        } catch StartError.address {
            // A machine without IPv6 has nothing to show here.
            return
        }
        let answer = try await run("curl", ["-s", "http://[::1]:\(port)/"])
        #expect(answer == "::1")
        await server.stop()
    }

    @Test("A proxy is believed only if it is trusted", arguments: [true, false])
    func proxies(isTrusted: Bool) async throws {
        try await withServer(
            trustedProxies: Proxies(isTrusted ? [IPNetwork("127.0.0.0/8")].compactMap(\.self) : []),
            handler: { request in
                var response = Response.text("\(request.peer) \(request.isSecure) \(request.id)")
                response.cookies = [Cookie("s", "1")]
                return response
            }
        ) { port, _ in
            let client = try Client(port)
            client.send(
                """
                GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r
                X-Forwarded-Proto: https\r\nX-Request-ID: from-proxy-1\r\n\r\n
                """
            )
            let answer = await client.read()
            client.close()
            #expect(answer.contains("203.0.113.9 true from-proxy-1") == isTrusted)
            #expect(answer.contains("; Secure") == isTrusted)
            #expect(answer.contains("127.0.0.1 false ") == !isTrusted)
        }
    }
}

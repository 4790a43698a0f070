import MailCore
import Testing

@testable import Transport

@Suite("HTTP client", .timeLimit(.minutes(1)))
struct HTTPClientTests {
    let servers: Servers
    let plain: String
    let encrypted: String

    init() throws {
        servers = try Servers.shared.get()
        plain = "http://localhost:\(try servers.port("http"))"
        encrypted = "https://localhost:\(try servers.port("https"))"
    }

    private var client: HTTPClient { HTTPClient(servers.settings()) }

    @Test("method, header and body arrive", arguments: ["GET", "POST", "PUT", "DELETE", "PROPFIND", "REPORT"])
    func echo(_ method: String) async throws {
        let body = method == "GET" || method == "DELETE" ? [] : Array("<propfind/>".utf8)
        let fields = [HTTPField("Depth", "1"), HTTPField("X-Empty", "")]
        for base in [plain, encrypted] {
            let response = try await client.send(HTTPRequest(method, "\(base)/echo", fields: fields, body: body))
            let names =
                ["accept", "accept-encoding"] + (body.isEmpty ? [] : ["content-length"]) + ["depth", "host", "x-empty"]
            #expect(response.status == 207)
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == "\(method)\n\(names.joined(separator: ";"))\n\(String(decoding: body, as: UTF8.self))"
            )
            #expect(response.fields.filter { $0.name.lowercased() == "x-two" }.map(\.value) == ["a", "b"])
            #expect(response.first("X-TWO") == "a")
        }
    }

    @Test("HEAD has no body, and an empty POST has length 0")
    func empty() async throws {
        let head = try await client.send(HTTPRequest("HEAD", "\(plain)/bytes?count=9"))
        #expect(head.status == 200 && head.body.isEmpty && head.first("content-length") == "9")
        let post = try await client.send(HTTPRequest("POST", "\(plain)/echo"))
        #expect(String(decoding: post.body, as: UTF8.self).contains("content-length"))
    }

    @Test("a status of failure is an answer")
    func notFound() async throws {
        let response = try await client.send(HTTPRequest("GET", "\(plain)/nothing"))
        #expect(response.status == 404 && response.body == Array("nothing here".utf8))
    }

    @Test("an answer over the limit is refused, packed or not", arguments: ["bytes", "zip"])
    func oversize(_ path: String) async throws {
        let limits = HTTPClient.Limits(bodyBytes: 1000)
        let fits = try await client.send(HTTPRequest("GET", "\(plain)/\(path)?count=1000"), limits: limits)
        #expect(fits.body == [UInt8](repeating: UInt8(ascii: "x"), count: 1000))
        let found = await problem {
            _ = try await client.send(HTTPRequest("GET", "\(plain)/\(path)?count=1001"), limits: limits)
        }
        #expect(found?.code == .protocolViolation && found?.arguments["limit"] == "1000")
    }

    @Test("redirects are followed with method and body, within their bound", arguments: [301, 302, 307, 308])
    func redirects(_ status: Int) async throws {
        let url = "\(plain)/to?status=\(status)&url=\(plain)/echo"
        let response = try await client.send(HTTPRequest("PROPFIND", url, body: Array("b".utf8)))
        #expect(response.status == 207 && response.url == "\(plain)/echo")
        #expect(response.body.starts(with: Array("PROPFIND\n".utf8)) && response.body.last == UInt8(ascii: "b"))
        let unfollowed = try await client.send(HTTPRequest("GET", url), limits: HTTPClient.Limits(redirects: 0))
        #expect(unfollowed.status == status && unfollowed.first("location") == "\(plain)/echo")
    }

    @Test("no more redirects are followed than allowed")
    func tooManyRedirects() async throws {
        // Two hops, one allowed.
        let hops = "\(plain)/to?url=\(plain)/to%3Furl%3D\(plain)/echo"
        let tooMany = await problem {
            _ = try await client.send(HTTPRequest("GET", hops), limits: HTTPClient.Limits(redirects: 1))
        }
        #expect(tooMany?.code == .protocolViolation)
        #expect(try await client.send(HTTPRequest("GET", hops), limits: HTTPClient.Limits(redirects: 2)).status == 207)
    }

    @Test("a redirect that gives up encryption is refused")
    func downgrade() async throws {
        let found = await problem {
            _ = try await client.send(HTTPRequest("GET", "\(encrypted)/to?url=\(plain)/echo"))
        }
        #expect(found?.code == .tlsRequired)
    }

    @Test("a redirect to a forbidden address is refused")
    func forbidden() async throws {
        let network = try #require(IPNetwork("127.0.0.1"))
        let client = HTTPClient(servers.settings(egress: .publicOnly(allowing: [network])))
        #expect(try await client.send(HTTPRequest("GET", "\(plain)/echo")).status == 207)
        let port = try servers.port("http")
        for host in ["127.0.0.2", "[::ffff:169.254.169.254]", "2130706434"] {
            let url = "\(plain)/to?url=http://\(host):\(port)/echo"
            let found = await problem { _ = try await client.send(HTTPRequest("GET", url)) }
            #expect(found?.code == .addressForbidden, "\(host): \(found?.detail ?? "answered")")
        }
        // The same redirect works where nothing is forbidden.
        let open = try await self.client.send(HTTPRequest("GET", "\(plain)/to?url=\(plain)/echo"))
        #expect(open.status == 207)
    }

    @Test("a redirect to another host loses the Authorization field")
    func authorization() async throws {
        let fields = [HTTPField("Authorization", "Basic eA==")]
        let same = try await client.send(HTTPRequest("GET", "\(plain)/to?url=\(plain)/echo", fields: fields))
        #expect(String(decoding: same.body, as: UTF8.self).contains("authorization"))
        let other = "http://127.0.0.1:\(try servers.port("http"))/echo"
        let moved = try await client.send(HTTPRequest("GET", "\(plain)/to?url=\(other)", fields: fields))
        #expect(!String(decoding: moved.body, as: UTF8.self).contains("authorization"))
    }

    @Test("a connection is kept for the next request")
    func kept() async throws {
        let own = try Servers()
        defer { own.stop() }
        let client = HTTPClient(own.settings())
        for _ in 0..<5 {
            let request = HTTPRequest("GET", "https://localhost:\(try own.port("https"))/opened")
            #expect(try await client.send(request).body == Array("1".utf8))
        }
    }

    @Test("time-outs, cancelling and bad certificates end an exchange")
    func failures() async throws {
        let never = HTTPRequest("GET", "\(plain)/never")
        let late = await problem { _ = try await client.send(never, limits: HTTPClient.Limits(seconds: 0.3)) }
        #expect(late?.code == .noAnswer)
        let task = Task { await problem { _ = try await client.send(never) } }
        task.cancel()
        #expect(await task.value?.code == .connectionLost)
        let untrusted = await problem { _ = try await HTTPClient().send(HTTPRequest("GET", "\(encrypted)/echo")) }
        #expect(untrusted?.code == .tlsUntrusted)
        #expect(untrusted?.arguments["port"] == String(try servers.port("https")))
    }

    @Test(
        "what cannot be sent is refused before anything is",
        arguments: [
            HTTPRequest("GET", "ftp://localhost/"), HTTPRequest("GET", "file:///etc/passwd"),
            HTTPRequest("GET", "http://u:secret@localhost/"), HTTPRequest("GET", "nonsense"),
            HTTPRequest("GET", "http://localhost/", fields: [HTTPField("A", "b\r\nC: d")]),
            HTTPRequest("GET", "http://localhost/", fields: [HTTPField("A:", "b")]),
            HTTPRequest("GET /\r\n", "http://localhost/"),
        ]
    )
    func refused(_ request: HTTPRequest) async throws {
        let found = await problem { _ = try await client.send(request) }
        #expect(found?.code == .usage)
        #expect(found?.detail.contains("secret") == false)
    }

    @Test("a printed request shows no secret")
    func printing() {
        let request = HTTPRequest(
            "GET",
            "https://h/",
            fields: [HTTPField("Authorization", "secret")],
            body: Array("secret".utf8)
        )
        #expect(!"\(request) \(String(reflecting: request))".contains("secret"))
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!dumped.contains("secret"))
    }
}

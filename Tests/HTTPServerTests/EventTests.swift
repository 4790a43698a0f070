import HTTPServer
import Testing

@Suite("Server, events")
struct EventTests {
    @Test("200 clients get the same events, those who join late the latest, and all of them the end")
    func broadcast() async throws {
        var limits = Server.Limits.patient
        limits.connectionsPerClient = 300
        let source = Broadcast()
        try await withServer(limits, handler: { _ in .events(EventStream(source)) }) { port, _ in
            let clients = try (0..<200).map { _ in try Client(port) }
            for client in clients { client.send(EventTests.lastRequest) }
            while source.audience < 200 { await Task.yield() }
            async let reading = Client.readAll(clients)
            for turn in 0..<10 { source.send(ServerEvent(name: "progress", data: "<p>\(turn)</p>\nline")) }
            let late = try Client(port)
            late.send(EventTests.request)
            let first = await late.read { $0.contains("line") }
            #expect(first.contains("data: <p>9</p>\ndata: line\n\n") && !first.contains("<p>8</p>"))
            source.finish()
            let answers = await reading
            for client in clients + [late] { client.close() }
            #expect(answers.count == 200)
            for answer in answers {
                #expect(answer.contains("Content-Type: text/event-stream"))
                for turn in 0..<10 {
                    #expect(answer.contains("event: progress\ndata: <p>\(turn)</p>\ndata: line\n\n"))
                }
                #expect(answer.hasSuffix("0\r\n\r\n"))
            }
        }
        #expect(source.audience == 0)
    }

    @Test("Each client's own events come first")
    func first() async throws {
        let source = Broadcast()
        try await withServer(handler: { _ in
            .events(EventStream(source, first: [ServerEvent(id: "7", retry: 2_000, data: "hello")]))
        }) { port, _ in
            source.send(ServerEvent(data: "state"))
            let client = try Client(port)
            client.send(EventTests.request)
            let answer = await client.read { $0.contains("state") }
            client.close()
            let own = try #require(answer.firstRange(of: "id: 7\nretry: 2000\ndata: hello\n\n"))
            let shared = try #require(answer.firstRange(of: "data: state\n\n"))
            #expect(own.upperBound <= shared.lowerBound)
        }
    }

    @Test("A heartbeat shows that a client has gone")
    func disconnect() async throws {
        let source = Broadcast()
        try await withServer(handler: { _ in
            .events(EventStream(source, heartbeat: .milliseconds(100)))
        }) { port, _ in
            let client = try Client(port)
            client.send(EventTests.request)
            let answer = await client.read { $0.contains(": \n\n") }
            #expect(answer.contains(": \n\n"))
            client.close()
            let gone = await EventTests.wait { source.audience == 0 }
            #expect(gone)
        }
    }

    @Test("A stream ends when its time is over")
    func lifetime() async throws {
        let source = Broadcast()
        try await withServer(handler: { _ in
            .events(EventStream(source, lifetime: .milliseconds(300)))
        }) { port, _ in
            let client = try Client(port)
            client.send(EventTests.request)
            #expect(await client.read { $0.hasSuffix("0\r\n\r\n") }.hasSuffix("0\r\n\r\n"))
            client.close()
            let gone = await EventTests.wait { source.audience == 0 }
            #expect(gone)
        }
    }

    @Test("A client that does not read loses the oldest events, gets the latest, and costs no memory")
    func slowClient() async throws {
        let source = Broadcast()
        let page = String(repeating: "x", count: 100_000)
        try await withServer(handler: { _ in .events(EventStream(source, backlog: 4)) }) { port, _ in
            let client = try Client(port)
            client.send(EventTests.lastRequest)
            while source.audience < 1 { await Task.yield() }
            for turn in 0..<200 { source.send(ServerEvent(data: "\(page)-\(turn)-")) }
            source.finish()
            let answer = await client.read()
            client.close()
            #expect(answer.contains("x-199-"))
            #expect(answer.utf8.count < 15_000_000)
        }
    }

    private static let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    private static let lastRequest = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    /// Waits until the condition holds, at most 10 s.
    private static func wait(_ condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while !condition(), ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(20)) }
        return condition()
    }
}

import HTTPServer
import Testing

@Suite("Server, limits")
struct LimitTests {
    @Test("A header section that is too large gets 431, a target 414")
    func headers() async throws {
        var limits = Server.Limits.patient
        limits.headerBytes = 8 * 1024
        try await withServer(limits, handler: { _ in .text("") }) { port, _ in
            for (request, status) in [
                ("GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n", "431"),
                ("GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 8_200))\r\n\r\n", "431"),
                ("GET / HTTP/1.1\r\nHost: h\r\n\(String(repeating: "X: y\r\n", count: 1_100))\r\n", "431"),
                ("GET /\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\nHost: h\r\n\r\n", "414"),
                (
                    "GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "x", count: 7_000))\r\nConnection: close\r\n\r\n",
                    "200"
                ),
            ] {
                let client = try Client(port)
                client.send(request)
                let answer = await client.read()
                client.close()
                #expect(answer.hasPrefix("HTTP/1.1 \(status)"), "\(answer.prefix(60))")
            }
        }
    }

    @Test("Further connections of one client are closed, and one that ends makes room")
    func connectionsPerClient() async throws {
        var limits = Server.Limits.patient
        limits.connectionsPerClient = 3
        try await withServer(limits, handler: { _ in .text("ok\n") }) { port, _ in
            let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
            let clients = try (0..<3).map { _ in try Client(port) }
            for client in clients {
                client.send(request)
                #expect(await client.read { $0.hasSuffix("ok\n") }.hasPrefix("HTTP/1.1 200"))
            }
            let fourth = try Client(port)
            fourth.send(request)
            #expect(await fourth.read() == "")
            fourth.close()
            clients[0].send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            _ = await clients[0].read()
            let fifth = try Client(port)
            fifth.send(request)
            #expect(await fifth.read { $0.hasSuffix("ok\n") }.hasPrefix("HTTP/1.1 200"))
            for client in clients + [fifth] { client.close() }
        }
    }

    @Test("A connection that says nothing is closed after the idle time")
    func idle() async throws {
        var limits = Server.Limits.patient
        limits.idleSeconds = 1
        try await expectCutOff(limits, after: "GET / HT")
    }

    @Test("A header section that trickles in is cut off at the total time, however alive it looks")
    func slowHeaders() async throws {
        var limits = Server.Limits.patient
        limits.headerSeconds = 1
        try await expectCutOff(limits, after: "GET / HTTP/1.1\r\nHost: h\r\n", trickling: "X: y\r\n")
    }

    @Test("A body that trickles in is cut off")
    func slowBody() async throws {
        var limits = Server.Limits.patient
        limits.bodyGraceSeconds = 1
        limits.bodyRate = 1_000
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"
        try await expectCutOff(limits, after: head, trickling: "x")
    }

    /// Sends the beginning of a request and then a little again and again; the server is to end it after its second, and
    /// long before the times of ``Server/Limits/patient``.
    private func expectCutOff(
        _ limits: Server.Limits,
        after beginning: String,
        trickling more: String? = nil
    ) async throws {
        let handler: Handler = { request in
            _ = try? await request.body.collect(limit: 100_000)
            return .text("")
        }
        try await withServer(limits, handler: handler) { port, _ in
            let client = try Client(port)
            client.send(beginning)
            let trickle = Task {
                while let more, !Task.isCancelled {
                    client.send(more)
                    try? await Task.sleep(for: .milliseconds(50))
                }
            }
            let elapsed = await ContinuousClock().measure { _ = await client.read() }
            trickle.cancel()
            _ = await trickle.value
            client.close()
            #expect(elapsed > .milliseconds(900) && elapsed < .seconds(55))
        }
    }

    @Test("A handler that takes too long is cancelled and answered for")
    func slowHandler() async throws {
        var limits = Server.Limits.patient
        limits.handlerSeconds = 1
        let cancelled = Signal()
        try await withServer(
            limits,
            handler: { _ in
                try? await Task.sleep(for: .seconds(60))
                if Task.isCancelled { cancelled.raise() }
                return .text("late")
            }
        ) { port, _ in
            let client = try Client(port)
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(await client.read().hasPrefix("HTTP/1.1 503"))
            client.close()
            await cancelled.wait()
        }
    }

    @Test("An answer that is taken too slowly is cut off, whole or streamed", arguments: ["/whole", "/stream"])
    func slowTaker(path: String) async throws {
        var limits = Server.Limits.patient
        limits.answerGraceSeconds = 1
        limits.answerRate = 1 << 30
        let length = 10 << 20
        let handler: Handler = { request in
            let type = "application/octet-stream"
            guard request.path == "/stream" else {
                return Response(body: .bytes([UInt8](repeating: 0, count: length)))
            }
            return .stream(type: type) { body in
                for _ in 0..<length / 65_536 { try await body.write([UInt8](repeating: 0, count: 65_536)) }
            }
        }
        try await withServer(limits, handler: handler) { port, _ in
            let client = try Client(port, room: 65_536)
            client.send("GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let taken = await client.readSlowly()
            client.close()
            #expect(taken > 0 && taken < length)
        }
    }

    @Test("A stream that has nothing to be taken for a while is not cut off")
    func slowMaker() async throws {
        var limits = Server.Limits.patient
        limits.answerGraceSeconds = 0
        limits.answerRate = 1 << 20
        try await withServer(
            limits,
            handler: { _ in
                .stream(type: "text/plain") { body in
                    for _ in 0..<4 {
                        try await body.write(Array("x".utf8))
                        try await Task.sleep(for: .milliseconds(600))
                    }
                }
            }
        ) { port, _ in
            let client = try Client(port)
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(await client.read().utf8.count { $0 == UInt8(ascii: "x") } >= 4)
            client.close()
        }
    }

    @Test("A client that reads slowly gets everything, and holds nobody else up")
    func slowReader() async throws {
        try await withServer(handler: { request in
            guard request.path == "/long" else { return .text("short\n") }
            return .stream(type: "application/octet-stream") { body in
                for _ in 0..<250 { try await body.write([UInt8](repeating: 0, count: 20_000)) }
            }
        }) { port, _ in
            let slow = try Client(port)
            slow.send("GET /long HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let quick = try Client(port)
            quick.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(await quick.read().hasSuffix("short\n"))
            quick.close()
            let answer = await slow.read()
            slow.close()
            #expect(answer.utf8.count { $0 == 0 } == 5_000_000)
        }
    }
}

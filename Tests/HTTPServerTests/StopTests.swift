import HTTPServer
import Testing

@Suite("Server, stop")
struct StopTests {
    @Test("Requests in hand finish, event streams end, new connections are refused")
    func graceful() async throws {
        let source = Broadcast()
        let began = Signal()
        let goOn = Signal()
        let stopped = Signal()
        try await withServer(handler: { request in
            guard request.path == "/slow" else { return .events(EventStream(source)) }
            began.raise()
            await goOn.wait()
            return .text("finished")
        }) { port, server in
            let events = try Client(port)
            events.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            while source.audience < 1 { await Task.yield() }
            let slow = try Client(port)
            slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            await began.wait()
            let idle = try Client(port)
            let stop = Task {
                await server.stop(within: .seconds(20))
                stopped.raise()
            }
            #expect(await events.read { $0.hasSuffix("0\r\n\r\n") }.hasSuffix("0\r\n\r\n"))
            // Another test's server may have got the port meanwhile.
            if let late = try? Client(port) {
                late.send("GET /slow HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                #expect(!(await late.read().contains("finished")))
                late.close()
            }
            goOn.raise()
            let answer = await slow.read()
            #expect(answer.hasSuffix("finished") && answer.contains("Connection: close"))
            await stop.value
            #expect(await idle.read() == "")
            for client in [events, slow, idle] { client.close() }
        }
    }

    @Test(
        "What lasts beyond the deadline is cut off, whatever it does",
        arguments: [
            "/deaf", "/stream", "/body", "/quiet-stream",
        ]
    )
    func deadline(path: String) async throws {
        let began = Signal()
        let forever = Signal()
        try await withServer(handler: { request in
            began.raise()
            switch path {
            case "/deaf":
                await forever.wait()
                return .text("late")
            case "/stream":
                return .stream(type: "text/plain") { body in
                    while true { try await body.write([UInt8](repeating: 65, count: 50_000)) }
                }
            case "/quiet-stream":
                return .stream(type: "text/plain") { _ in await forever.wait() }
            default:
                _ = try? await request.body.collect(limit: 100_000)
                return .text("late")
            }
        }) { port, server in
            let client = try Client(port)
            let length = path == "/body" ? "Content-Length: 100\r\n" : ""
            client.send("POST \(path) HTTP/1.1\r\nHost: h\r\n\(length)\r\n")
            await began.wait()
            let elapsed = await ContinuousClock().measure { await server.stop(within: .milliseconds(300)) }
            client.close()
            forever.raise()
            #expect(elapsed < .seconds(55))
        }
    }

    @Test("Stopping under load neither hangs nor crashes", arguments: 0..<5)
    func underLoad(turn: Int) async throws {
        var limits = Server.Limits.patient
        limits.connectionsPerClient = 100
        try await withServer(
            limits,
            handler: { request in
                let size = (try? await request.body.collect(limit: 1_000_000))?.count ?? 0
                if size.isMultiple(of: 2) { await Task.yield() }
                return .text("\(size)\n")
            }
        ) { port, server in
            let clients = try (0..<20).map { _ in try Client(port) }
            let load = Task.detached {
                for round in 0..<50 {
                    for client in clients {
                        let body = String(repeating: "x", count: round * 37)
                        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(3 * (turn + 1)))
            await server.stop(within: .milliseconds(500))
            await load.value
            for client in clients { client.close() }
        }
    }
}

import Foundation
import HTTPServer
import Synchronization
import Testing

@Suite("Server, request bodies")
struct BodyTests {
    @Test("A form arrives with repeated names, spaces and umlauts")
    func form() async throws {
        try await withServer(handler: BodyTests.echoForm) { port, _ in
            let answer = try await run(
                "curl",
                [
                    "-s", "http://127.0.0.1:\(port)/", "--data-urlencode", "a=ü 1+1=2&x", "-d", "b=1", "-d", "b=2",
                ]
            )
            #expect(answer == "a:ü 1+1=2&x b:1,2")
        }
    }

    @Test("A multipart form without files arrives the same way")
    func multipart() async throws {
        try await withServer(handler: BodyTests.echoForm) { port, _ in
            let url = "http://127.0.0.1:\(port)/"
            let fields = try await run("curl", ["-s", url, "-F", "a=x\r\ny", "-F", "b=1", "-F", "b=2"])
            #expect(fields == "a:x\r\ny b:1,2")
            let file = try await run("curl", ["-s", url, "-F", "a=@/etc/hostname"])
            #expect(file == "415")
        }
    }

    @Test("A file of text is a field where files of text are taken, whatever spreadsheet wrote it")
    func textFiles() async throws {
        let part = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n\r\n"
        for (bytes, text) in [
            (Array("Zoë;5 €".utf8), "Zoë;5 €"), ([0xEF, 0xBB, 0xBF] + Array("ü".utf8), "ü"),
            ([0x5A, 0x6F, 0xEB, 0x20, 0x80, 0x81], "Zoë €\u{FFFD}"), ([], ""),
        ] {
            let request = Request(
                .post,
                "/",
                headers: ["Content-Type": "multipart/form-data; boundary=b"],
                body: RequestBody(Array(part.utf8) + bytes + Array("\r\n--b--\r\n".utf8))
            )
            #expect(try await request.form(takesText: true)["f"] == text)
        }
    }

    @Test("An announced body that is too large is refused unread, and not even invited")
    func announcedTooLarge() async throws {
        try await withServer(handler: BodyTests.echoForm) { port, _ in
            let client = try Client(port)
            client.send(
                """
                POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r
                Content-Length: 99000000\r\nExpect: 100-continue\r\n\r\n
                """
            )
            let answer = await client.read()
            client.close()
            #expect(answer.hasPrefix("HTTP/1.1 413"))
            #expect(!answer.contains("100 Continue"))
        }
    }

    @Test("A body that turns out too large is answered, announced or not", arguments: [true, false])
    func tooLarge(isChunked: Bool) async throws {
        try await withServer(handler: BodyTests.echoForm) { port, _ in
            let answer = try await run(
                "curl",
                ["-s", "http://127.0.0.1:\(port)/", "--data-binary", "@-", "-w", " %{http_code}"]
                    + (isChunked ? ["-H", "Transfer-Encoding: chunked"] : []),
                input: Array(repeating: UInt8(ascii: "a"), count: 2_000_000)
            )
            #expect(answer == "413 413")
        }
    }

    @Test("The server's own limit holds for every body", arguments: [true, false])
    func serverLimit(isChunked: Bool) async throws {
        var limits = Server.Limits.patient
        limits.bodyBytes = 100_000
        try await withServer(limits, handler: BodyTests.count) { port, _ in
            let answer = try await run(
                "curl",
                ["-s", "http://127.0.0.1:\(port)/", "--data-binary", "@-", "-o", "/dev/null", "-w", "%{http_code}"]
                    + (isChunked ? ["-H", "Transfer-Encoding: chunked"] : []),
                input: Array(repeating: 65, count: 100_001)
            )
            #expect(answer == "413")
        }
    }

    @Test("A body that the handler leaves unread does not disturb the next request")
    func unread() async throws {
        try await withServer(handler: { _ in .text("no") }) { port, _ in
            let client = try Client(port)
            let body = String(repeating: "x", count: 50_000)
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n\(body)")
            client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let answers = await client.read()
            client.close()
            #expect(answers.split(separator: "HTTP/1.1 200").count == 2)
        }
    }

    @Test("400 MB in chunks stream through to the last octet, and memory stays flat")
    func streaming() async throws {
        try await withServer(handler: BodyTests.count) { port, _ in
            _ = try await BodyTests.upload(megabytes: 10, to: port)
            let before = BodyTests.residentBytes
            let answer = try await BodyTests.upload(megabytes: 400, to: port)
            #expect(answer == "419430400")
            #expect(BodyTests.residentBytes - before < 200_000_000)
        }
    }

    @Test("A client that goes away in mid-body interrupts the reader")
    func interrupted() async throws {
        let ended = Signal()
        let error = Mutex<BodyError?>(nil)
        try await withServer(handler: { request in
            do throws(BodyError) {
                _ = try await request.body.collect(limit: 1_000)
            } catch let problem {
                error.withLock { $0 = problem }
            }
            ended.raise()
            return .text("")
        }) { port, _ in
            let client = try Client(port)
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\nabc")
            client.close()
            await ended.wait()
            #expect(error.withLock { $0 } == .interrupted)
        }
    }

    @Test("A reader that is slow holds the client back rather than taking everything into memory")
    func backpressure() async throws {
        let began = Signal()
        let goOn = Signal()
        try await withServer(handler: { request in
            let first = (try? await request.body.next())?.count ?? 0
            began.raise()
            await goOn.wait()
            let rest = (try? await request.body.collect(limit: 200_000_000))?.count ?? 0
            return .text("\(first + rest)")
        }) { port, _ in
            async let answer = BodyTests.upload(megabytes: 128, to: port)
            await began.wait()
            let before = BodyTests.residentBytes
            try await Task.sleep(for: .milliseconds(300))
            #expect(BodyTests.residentBytes - before < 60_000_000)
            goOn.raise()
            let count = try await answer
            #expect(count == "134217728")
        }
    }

    private static let echoForm: Handler = { request in
        do throws(BodyError) {
            let form = try await request.form(limit: 1_000_000)
            return .text("a:\(form["a"]) b:\(form.all("b").joined(separator: ","))")
        } catch {
            return .text("\(error.status.rawValue)", status: error.status)
        }
    }

    private static let count: Handler = { request in
        var count = 0
        do throws(BodyError) {
            while let chunk = try await request.body.next() { count += chunk.count }
        } catch {
            return .text("", status: error.status)
        }
        return .text("\(count)")
    }

    private static func upload(megabytes: Int, to port: UInt16) async throws -> String {
        try await run(
            "sh",
            [
                "-c",
                "head -c \(megabytes << 20) /dev/zero | curl -s -T - -H 'Transfer-Encoding: chunked' http://127.0.0.1:\(port)/",
            ]
        )
    }

    /// The process's resident memory.
    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4_096 } ?? 0
    }
}

import Foundation
import HTTPServer
import Testing

@Suite("Server, TLS")
struct TLSTests {
    @Test("Pages, uploads and events go over TLS, and cookies become secure")
    func tls() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tls = try await TLSTests.certificate(in: folder)
        try await withServer(
            tls: tls,
            handler: { request in
                let count = (try? await request.body.collect(limit: 5_000_000))?.count ?? -1
                var response = Response.text("\(request.isSecure) \(count)")
                response.cookies = [Cookie("s", "1")]
                return response
            }
        ) { port, _ in
            let answer = try await run(
                "curl",
                [
                    "-s", "-i", "--cacert", "\(folder.path)/cert.pem", "--data-binary", "@-",
                    "https://localhost:\(port)/",
                ],
                input: Array(repeating: 66, count: 3_000_000)
            )
            #expect(answer.hasSuffix("true 3000000"))
            #expect(answer.contains("s=1; Path=/; HttpOnly; Secure; SameSite=Lax"))
            let plain = try Client(port)
            plain.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(!(await plain.read().contains("HTTP/1.1")))
            plain.close()
        }
    }

    @Test("What is no certificate is refused at the start")
    func badCertificate() async {
        let tls = Server.Configuration.TLS(certificate: "nonsense", key: "nonsense")
        await #expect(throws: StartError.daemon) {
            try await withServer(tls: tls, handler: { _ in .text("") }) { _, _ in }
        }
    }

    private static func certificate(in folder: URL) async throws -> Server.Configuration.TLS {
        _ = try await run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(folder.path)/key.pem",
                "-out", "\(folder.path)/cert.pem",
            ]
        )
        return try Server.Configuration.TLS(
            certificate: String(contentsOf: folder.appending(path: "cert.pem"), encoding: .utf8),
            key: String(contentsOf: folder.appending(path: "key.pem"), encoding: .utf8)
        )
    }
}

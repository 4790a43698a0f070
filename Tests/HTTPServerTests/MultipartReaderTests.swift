import Synchronization
import Testing

@testable import HTTPServer

@Suite("A form with a file, read as it arrives")
struct MultipartReaderTests {
    /// A request whose body comes in pieces of that size.
    private func request(_ body: [UInt8], pieces size: Int, boundary: String = "edge") -> Request {
        let rest = Mutex(body[...])
        let body = RequestBody(length: body.count) { () throws(BodyError) -> [UInt8]? in
            rest.withLock { rest in
                let piece = Array(rest.prefix(size))
                rest = rest.dropFirst(size)
                return piece.isEmpty ? nil : piece
            }
        }
        return Request(
            .post,
            "/",
            headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"],
            body: body
        )
    }

    private func part(_ name: String, _ content: [UInt8], file: String? = nil) -> [UInt8] {
        let end = file.map { "; filename=\"\($0)\"\r\nContent-Type: text/plain" } ?? ""
        return Array("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\(end)\r\n\r\n".utf8) + content
            + Array("\r\n".utf8)
    }

    @Test("gives the parts and their octets, however they arrive", arguments: [1, 2, 7, 64, 1_000_000])
    func parts(size: Int) async throws {
        let file = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 / 3) } + Array("\r\n--edg\r\n--edge".utf8.dropLast())
        let body =
            part("csrf", Array("abc".utf8)) + part("empty", []) + part("file", file, file: "Grüsse %22a%22.txt")
            + part("last", Array("ü".utf8)) + Array("--edge--\r\n".utf8)
        let reader = try #require(MultipartReader(request(body, pieces: size)))
        #expect(try await reader.nextPart() == MultipartReader.Part(name: "csrf", fileName: nil))
        #expect(try await reader.text(limit: 10) == "abc")
        #expect(try await reader.next() == nil)
        #expect(try await reader.nextPart()?.name == "empty")
        #expect(try await reader.text(limit: 10) == "")
        #expect(try await reader.nextPart()?.fileName == "Grüsse \"a\".txt")
        var octets: [UInt8] = []
        while let piece = try await reader.next() { octets += piece }
        #expect(octets == file)
        #expect(try await reader.nextPart()?.name == "last")
        #expect(try await reader.nextPart() == nil)
    }

    static let broken = [
        "", "--edge", "--edge\r\n", "--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--", "--other--",
        "--edge\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end", "--edgex\r\n\r\n",
    ]

    @Test("refuses what is no such form", arguments: broken)
    func refused(body: String) async throws {
        let reader = try #require(MultipartReader(request(Array(body.utf8), pieces: 5)))
        await #expect(throws: BodyError.self) {
            while try await reader.nextPart() != nil {}
        }
    }

    @Test("refuses a field that is too long, and a form of another type")
    func limits() async throws {
        let body = part("a", Array(repeating: 65, count: 100)) + Array("--edge--".utf8)
        let reader = try #require(MultipartReader(request(body, pieces: 10)))
        _ = try await reader.nextPart()
        await #expect(throws: BodyError.tooLarge(limit: 50)) { try await reader.text(limit: 50) }
        #expect(MultipartReader(Request(.post, "/", headers: ["Content-Type": "text/plain"])) == nil)
    }

    @Test("names files for downloads whatever their letters")
    func attachments() {
        #expect(Response.attachment("a b-1.txt") == "attachment; filename=\"a b-1.txt\"")
        let strange = Response.attachment("Ä\"\r\n.txt")
        #expect(strange == "attachment; filename=\"___.txt\"; filename*=UTF-8''%C3%84%22%0D%0A.txt")
    }
}

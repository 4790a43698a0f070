import MailCore
import Site
import Store
import Synchronization

@testable import HTTPServer

/// A visitor's browser without a network: keeps cookies, sends the hidden fields of the page that it saw last.
final class Browser: Sendable {
    /// A page as it came.
    struct Page: Sendable {
        var status: Int
        var headers: Headers
        var html: String
        var location: String? { headers["Location"] }
    }

    let world: World
    let language: String
    private let cookies = Mutex<[String: String]>([:])
    private let hidden = Mutex<[(String, String)]>([])

    init(_ world: World, language: String = "de") {
        self.world = world
        self.language = language
    }

    var cookieNames: Set<String> { Set(cookies.withLock { $0.keys }) }

    @discardableResult
    func get(_ path: String) async -> Page { await send(Request(.get, path, headers: headers)) }

    /// Sends a form; the hidden fields of the last page go along unless they are replaced.
    @discardableResult
    func post(_ path: String, _ fields: [(String, String)], withHidden: Bool = true) async -> Page {
        let more = withHidden ? hidden.withLock { $0 } : []
        let names = Set(fields.map(\.0))
        let form = Form(fields + more.filter { !names.contains($0.0) })
        var headers = headers
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return await send(Request(.post, path, headers: headers, body: RequestBody(Array(form.urlEncoded.utf8))))
    }

    /// Sends a form with a file, the hidden fields first.
    func upload(_ path: String, _ name: String, _ content: String, fields: [(String, String)] = []) async -> Page {
        let edge = "----edge"
        let texts = (hidden.withLock { $0 } + fields).map { field in
            "--\(edge)\r\nContent-Disposition: form-data; name=\"\(field.0)\"\r\n\r\n\(field.1)\r\n"
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"\(name)\""
        let body = "\(texts.joined())--\(edge)\r\n\(head)\r\n\r\n\(content)\r\n--\(edge)--\r\n"
        var headers = headers
        headers["Content-Type"] = "multipart/form-data; boundary=\(edge)"
        return await send(Request(.post, path, headers: headers, body: RequestBody(Array(body.utf8))))
    }

    /// This browser's session, begun if need be.
    func session() async throws -> Session {
        if let session = try await current() { return session }
        await get("/migrations/track")
        guard let session = try await current() else { throw Missing() }
        return session
    }

    func token() async -> String { cookies.withLock { $0["session"] ?? "" } }

    struct Missing: Error {}

    private func current() async throws -> Session? {
        guard let token = cookies.withLock({ $0["session"] }) else { return nil }
        return try await world.store.session(token: token)
    }

    private var headers: Headers {
        var headers: Headers = ["Accept-Language": language, "Host": "umzug.example"]
        let cookies = cookies.withLock { $0 }
        if !cookies.isEmpty {
            headers["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        }
        return headers
    }

    private func send(_ request: Request) async -> Page {
        let response = await world.site.respond(to: request)
        cookies.withLock { jar in
            for cookie in response.cookies { jar[cookie.name] = cookie.value }
        }
        var html = ""
        if case .bytes(let bytes) = response.body { html = String(decoding: bytes, as: UTF8.self) }
        if case .events(let stream) = response.body {
            html = String(decoding: stream.first.flatMap(\.bytes), as: UTF8.self)
        }
        // As a browser does: the next form is that of the renewed session.
        if response.status == .seeOther, !response.cookies.isEmpty, let path = response.headers["Location"] {
            await get(path)
            return Page(status: response.status.rawValue, headers: response.headers, html: html)
        }
        let found = Markup(html).elements("input").filter { $0["type"] == "hidden" }
        if !found.isEmpty { hidden.withLock { $0 = found.map { ($0["name"] ?? "", $0["value"] ?? "") } } }
        return Page(status: response.status.rawValue, headers: response.headers, html: html)
    }
}

/// What is answered.
public struct Response: Sendable {
    /// What follows the header section.
    public enum Body: Sendable {
        /// Octets held in memory.
        case bytes([UInt8])
        /// Octets written as they come into being; the length where it is known.
        case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
        /// A file's contents, read by the kernel.
        case file(path: String)
        /// Server-sent events.
        case events(EventStream)
    }

    /// The status.
    public var status: Status
    /// The header fields; length, date, request ID and encoding are the server's to add.
    public var headers: Headers
    /// The cookies to set.
    public var cookies: [Cookie]
    /// What follows.
    public var body: Body
    /// Whether the server may compress it; to be switched off where a secret and a visitor's input meet.
    public var mayCompress = true

    /// A response.
    public init(
        _ status: Status = .ok,
        headers: Headers = Headers(),
        cookies: [Cookie] = [],
        body: Body = .bytes([])
    ) {
        self.status = status
        self.headers = headers
        self.cookies = cookies
        self.body = body
    }

    /// Text of some media type, in UTF-8.
    public init(_ text: String, type: String, status: Status = .ok) {
        self.init(status, headers: ["Content-Type": "\(type); charset=utf-8"], body: .bytes(Array(text.utf8)))
    }

    /// A page.
    public static func html(_ text: String, status: Status = .ok) -> Response {
        Response(text, type: "text/html", status: status)
    }

    /// Plain text.
    public static func text(_ text: String, status: Status = .ok) -> Response {
        Response(text, type: "text/plain", status: status)
    }

    /// JSON that is encoded already.
    public static func json(_ bytes: [UInt8], status: Status = .ok) -> Response {
        Response(status, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
    }

    /// Sends the browser to another page with GET, after a POST.
    public static func seeOther(_ location: String, cookies: [Cookie] = []) -> Response {
        Response(.seeOther, headers: ["Location": location], cookies: cookies)
    }

    /// Nothing is there.
    public static func notFound() -> Response { .text("404 Not Found\n", status: .notFound) }

    /// The method is not among those that the resource knows; GET implies HEAD.
    public static func methodNotAllowed(allow methods: [Method]) -> Response {
        let names = methods.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }
        var response = Response.text("405 Method Not Allowed\n", status: .methodNotAllowed)
        response.headers["Allow"] = names.joined(separator: ", ")
        return response
    }

    /// Octets written as they come into being (a receipt as CSV): `produce` is called once the client can take them, and
    /// each write waits until there is room.
    public static func stream(
        type: String,
        length: Int? = nil,
        _ produce: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> Response {
        Response(headers: ["Content-Type": type], body: .stream(length: length, produce))
    }

    /// Server-sent events.
    public static func events(_ stream: EventStream) -> Response {
        Response(headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store"], body: .events(stream))
    }
}

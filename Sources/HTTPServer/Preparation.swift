internal import Logging

/// Turns a handler's response into what goes to the library: conditional answers, compression, cookies, fields.
struct Preparation {
    /// The answer.
    private(set) var answer: Answer
    /// Fills the answer's queue, where there is something to be streamed.
    private(set) var produce: (@Sendable () async throws -> Void)?

    init(_ response: Response, for request: Request, logger: Logger) {
        var response = response
        let cookies = response.cookies.map { $0.field(secure: request.isSecure) }
        for cookie in cookies { response.headers.append("Set-Cookie", cookie) }
        if !response.headers.areSafe {
            logger.error("a response had an unsafe header field", metadata: ["request": "\(request.id)"])
            response = .text("500 Internal Server Error\n", status: .internalError)
        }
        if ConditionalRequest(request).isFresh(response) {
            response.status = .notModified
            response.body = .bytes([])
        }
        let encoding = ContentEncoding(for: response, to: request)
        encoding.apply(to: &response)
        response.headers["X-Request-ID"] = request.id
        let fields = response.headers.fields.filter { !Preparation.isOurs($0.name) }
        answer = Answer(status: response.status, fields: fields, body: .bytes([]))
        setBody(response.body, gzip: encoding.isStreamed && !request.isHead, isHead: request.isHead)
    }

    private mutating func setBody(_ body: Response.Body, gzip: Bool, isHead: Bool) {
        switch body {
        case .bytes(let bytes): answer.body = .bytes(bytes)
        case .file(let path): answer.body = .file(path: path)
        case .stream(let length, let write):
            let queue = OutputQueue()
            answer.body = .queue(queue, length: gzip ? nil : length)
            guard !isHead else { return }
            if gzip {
                produce = { try await GzipWriter.run(write, into: queue) }
            } else {
                produce = { try await write(BodyWriter { try await queue.push($0) }) }
            }
        case .events(let stream):
            let queue = OutputQueue()
            answer.body = isHead ? .queue(queue, length: nil) : .feed(queue, EventFeed(stream, to: queue))
        }
    }

    /// Whether the field says how the message is framed, which is the library's to say.
    private static func isOurs(_ name: String) -> Bool {
        ["Content-Length", "Transfer-Encoding", "Connection", "Date"].contains { Headers.same($0, name) }
    }
}

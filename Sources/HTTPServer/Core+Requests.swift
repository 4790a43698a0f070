internal import CMicrohttpd
import Synchronization

extension Core {
    /// The request as handlers see it; nil where the target is malformed.
    func request(of exchange: Exchange, method: String, headers: Headers, bodyLength: Int?) -> Request? {
        let peer = exchange.connection.peer
        let isProxy = configuration.trustedProxies.contain(peer)
        let id = (isProxy ? headers["X-Request-ID"].flatMap(RequestID.accept) : nil) ?? RequestID.random()
        let forwarding = Forwarding(headers, from: peer, trusting: configuration.trustedProxies)
        exchange.state.withLock { state in
            state.requestID = id
            state.peer = forwarding.client
        }
        guard let target = RequestTarget(exchange.target) else { return nil }
        let body = RequestBody(length: bodyLength) { [exchange] () async throws(BodyError) in
            try await exchange.nextChunk()
        }
        var request = Request(
            method: method,
            target: target,
            headers: headers,
            body: body,
            peer: forwarding.client,
            isSecure: configuration.tls != nil || forwarding.isSecure == true,
            id: id
        )
        if let host = forwarding.host { request.host = host }
        request.isForwarded = !isProxy && Forwarding.isClaimed(headers)
        return request
    }

    /// What is answered where the request does not reach a handler.
    func refusal(of request: Request?, target: String, headers: Headers, bodyLength: Int) -> Answer? {
        // The library's memory has room for more: its own notes and the answer have to fit in too.
        let octets = headers.fields.reduce(target.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        guard octets <= configuration.limits.headerBytes else {
            return .plain(.headersTooLarge, "Request Header Fields Too Large")
        }
        guard request != nil else { return .plain(.badRequest, "Bad Request") }
        // Two ways to say where the body ends are how requests are smuggled past proxies (RFC 9112 §6.3).
        let lengths = Set(headers.all("Content-Length"))
        guard lengths.count <= 1, lengths.isEmpty || headers["Transfer-Encoding"] == nil, bodyLength >= 0 else {
            return .plain(.badRequest, "Bad Request")
        }
        guard bodyLength <= configuration.limits.bodyBytes else { return .plain(.contentTooLarge, "Content Too Large") }
        return nil
    }
}

extension Headers {
    /// The header section that the library has read.
    init(of connection: OpaquePointer) {
        self.init()
        withUnsafeMutablePointer(to: &self) { headers in
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, Headers.collect, headers)
        }
    }

    private static let collect: MHD_KeyValueIteratorN = { context, _, name, nameSize, value, valueSize in
        guard let context, let name else { return .NO }
        let headers = context.assumingMemoryBound(to: Headers.self)
        let key = String(decoding: UnsafeRawBufferPointer(start: name, count: nameSize), as: UTF8.self)
        let text = String(decoding: UnsafeRawBufferPointer(start: value, count: valueSize), as: UTF8.self)
        headers.pointee.append(key, text)
        return .YES
    }
}

/// What names a request in answers, logs and messages to people.
enum RequestID {
    /// A new one, of 60 random bits.
    static func random() -> String {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var bits = UInt64.random(in: 0...UInt64.max)
        let characters = (0..<12).map { _ in
            defer { bits >>= 5 }
            return alphabet[Int(bits & 31)]
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// A proxy's, if it is harmless.
    static func accept(_ text: String) -> String? {
        let isHarmless = text.utf8.allSatisfy { ASCII.isToken($0) }
        return isHarmless && (8...64).contains(text.utf8.count) ? text : nil
    }
}

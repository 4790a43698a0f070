/// A request as handlers see it.
public struct Request: Sendable {
    /// The request's ID: the trusted proxy's `X-Request-ID`, else one of our own; answers and log lines carry it.
    public var id: String
    /// The method; HEAD is presented as GET (see ``isHead``).
    public var method: Method
    /// Whether only the header section was asked for; the server leaves the body out by itself.
    public var isHead: Bool
    /// The path as it was sent, percent-encoded, without query.
    public var path: String
    /// The path's segments, percent-decoded; none of them is empty, `.` or `..`, or holds NUL or `/`.
    public var segments: [String]
    /// The query's names and values.
    public var query: Form
    /// The header fields.
    public var headers: Headers
    /// The cookies by name.
    public var cookies: [String: String]
    /// The client's address without port: the peer's, or what trusted proxies say of it.
    public var peer: String
    /// Whether the request came over TLS: ours, or a trusted proxy's (``Proxies``).
    public var isSecure: Bool
    /// The host as the client addressed it (with port), for absolute links; empty where none was sent.
    public var host: String
    /// Whether a proxy seems to have handed it on that is not trusted: ``peer`` is then the proxy's, or the client lies.
    public var isForwarded = false
    /// The octets that came with it.
    public var body: RequestBody

    /// A request made by hand, as tests do; `target` is a path with an optional query.
    public init(
        _ method: Method = .get,
        _ target: String = "/",
        headers: Headers = Headers(),
        body: RequestBody = RequestBody(),
        peer: String = "127.0.0.1",
        isSecure: Bool = false,
        id: String = "request"
    ) {
        let parsed = RequestTarget(target) ?? RequestTarget.root
        self.id = id
        self.method = method
        isHead = false
        path = parsed.path
        segments = parsed.segments
        query = parsed.query
        self.headers = headers
        cookies = Cookie.parse(headers)
        self.peer = peer
        self.isSecure = isSecure
        host = headers["Host"] ?? ""
        self.body = body
    }

    /// A request that has arrived.
    init(
        method: String,
        target: RequestTarget,
        headers: Headers,
        body: RequestBody,
        peer: String,
        isSecure: Bool,
        id: String
    ) {
        self.id = id
        isHead = method == "HEAD"
        self.method = isHead ? .get : Method(rawValue: method)
        path = target.path
        segments = target.segments
        query = target.query
        self.headers = headers
        cookies = Cookie.parse(headers)
        self.peer = peer
        self.isSecure = isSecure
        host = headers["Host"] ?? ""
        self.body = body
    }

    /// Reads the body as a form: `application/x-www-form-urlencoded`, or a `multipart/form-data` without files, or with
    /// files of text where `takesText` says so; more than `limit` octets are answered 413, more than `maxFields` fields 400.
    public func form(
        limit: Int = Form.maxBytes,
        maxFields: Int = Form.maxFields,
        takesText: Bool = false
    ) async throws(BodyError) -> Form {
        switch contentType {
        case "application/x-www-form-urlencoded":
            guard let form = Form(urlEncoded: try await body.collect(limit: limit), maxFields: maxFields)
            else { throw .malformed }
            return form
        case "multipart/form-data":
            guard let boundary = Multipart.boundary(of: headers["Content-Type"] ?? "") else { throw .malformed }
            let bytes = try await body.collect(limit: limit)
            return try Multipart.form(of: bytes, boundary: boundary, maxFields: maxFields, takesText: takesText)
        default: throw .unsupportedType
        }
    }

    /// The body's media type in lower case, without parameters.
    public var contentType: String {
        (headers["Content-Type"] ?? "").prefix { $0 != ";" }.lowercased().trimmed
    }
}

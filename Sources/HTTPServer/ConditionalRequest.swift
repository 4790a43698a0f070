/// `If-None-Match` (RFC 9110 §13.1.2).
struct ConditionalRequest {
    private let tags: [String]
    private let isRead: Bool

    init(_ request: Request) {
        tags = request.headers.all("If-None-Match").flatMap { $0.split(separator: ",") }.map { $0.trimmed }
        isRead = request.method == .get
    }

    /// Whether the client already has what the response would bring.
    func isFresh(_ response: Response) -> Bool {
        guard isRead, response.status == .ok, let tag = response.headers["ETag"] else { return false }
        let wanted = ConditionalRequest.bare(tag)
        return tags.contains { $0 == "*" || ConditionalRequest.bare($0) == wanted }
    }

    /// The tag without weakness and without what compression adds to it.
    private static func bare(_ tag: String) -> Substring {
        var bare = tag[...]
        if bare.hasPrefix("W/") { bare = bare.dropFirst(2) }
        if bare.hasPrefix("\"") { bare = bare.dropFirst() }
        if bare.hasSuffix("\"") { bare = bare.dropLast() }
        if bare.hasSuffix(ContentEncoding.tagSuffix) { bare = bare.dropLast(ContentEncoding.tagSuffix.count) }
        return bare
    }
}

internal import Compression

/// Whether and how a response is compressed.
struct ContentEncoding {
    /// What a compressed answer's entity tag has behind it.
    static let tagSuffix = "-gzip"
    /// Shorter bodies stay as they are.
    static let minimum = 1_024

    private let isCompressible: Bool
    private let isAccepted: Bool
    /// Whether the body is compressed while it is written.
    let isStreamed: Bool

    init(for response: Response, to request: Request) {
        let type = (response.headers["Content-Type"] ?? "").prefix { $0 != ";" }.lowercased().trimmed
        let isLong: Bool
        var isStream = false
        switch response.body {
        case .bytes(let bytes): isLong = bytes.count >= ContentEncoding.minimum
        case .stream:
            isLong = true
            isStream = true
        case .file, .events: isLong = false
        }
        isCompressible =
            response.mayCompress && isLong && response.headers["Content-Encoding"] == nil
            && ContentEncoding.isText(type)
        isAccepted = ContentEncoding.acceptsGzip(request.headers)
        isStreamed = isStream && isCompressible && isAccepted
    }

    /// Compresses a body held in memory, and says so.
    func apply(to response: inout Response) {
        guard isCompressible else { return }
        response.headers.append("Vary", "Accept-Encoding")
        guard isAccepted else { return }
        response.headers["Content-Encoding"] = "gzip"
        if let tag = response.headers["ETag"], tag.hasSuffix("\"") {
            response.headers["ETag"] = "\(tag.dropLast())\(ContentEncoding.tagSuffix)\""
        }
        if case .bytes(let bytes) = response.body {
            response.body = .bytes(Deflater.compress(bytes, .gzip, level: 5))
        }
    }

    /// Whether the client takes gzip (RFC 9110 §12.5.3); a quality of zero is a no.
    static func acceptsGzip(_ headers: Headers) -> Bool {
        for member in headers.all("Accept-Encoding").flatMap({ $0.split(separator: ",") }) {
            let parts = member.split(separator: ";").map { $0.trimmed.lowercased() }
            guard parts.first == "gzip" || parts.first == "*" else { continue }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=0") && $0.allSatisfy { "q=0.".contains($0) } }
            return !isRefused
        }
        return false
    }

    /// Whether compression pays for the media type.
    static func isText(_ type: String) -> Bool {
        (type.hasPrefix("text/") && type != "text/event-stream")
            || ["application/json", "application/javascript", "application/xml", "image/svg+xml"].contains(type)
    }
}

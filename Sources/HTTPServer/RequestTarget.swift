/// The path and query of a request target (RFC 9112 §3.2), taken apart.
struct RequestTarget: Equatable, Sendable {
    /// The path as sent.
    var path: String
    /// Its decoded segments.
    var segments: [String]
    /// The query.
    var query: Form

    static let root = RequestTarget(path: "/", segments: [], query: Form(), unchecked: ())

    private init(path: String, segments: [String], query: Form, unchecked: Void) {
        self.path = path
        self.segments = segments
        self.query = query
    }

    /// Takes a target in origin or absolute form apart; nil where it is malformed or tries to climb.
    init?(_ text: String) {
        guard let origin = RequestTarget.originForm(text) else { return nil }
        let path = origin.prefix { $0 != UInt8(ascii: "?") }
        guard let query = Form(urlEncoded: origin.dropFirst(path.count + 1)) else { return nil }
        var segments: [String] = []
        for piece in path.split(separator: UInt8(ascii: "/")) {
            guard let segment = PercentEncoding.decodeText(piece), RequestTarget.isHarmless(segment) else { return nil }
            segments.append(segment)
        }
        self.init(path: String(decoding: path, as: UTF8.self), segments: segments, query: query, unchecked: ())
    }

    /// A segment that is neither `.` nor `..` and holds neither a slash nor a control character.
    private static func isHarmless(_ segment: String) -> Bool {
        segment != "." && segment != ".."
            && segment.utf8.allSatisfy {
                $0 >= 32 && $0 != 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\")
            }
    }

    private static func originForm(_ text: String) -> ArraySlice<UInt8>? {
        let bytes = Array(text.utf8)[...]
        guard bytes.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
        if bytes.first == UInt8(ascii: "/") { return bytes }
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let rest = bytes.dropFirst(scheme.utf8.count)
            guard let slash = rest.firstIndex(of: UInt8(ascii: "/")) else { return Array("/".utf8)[...] }
            return rest[slash...]
        }
        return nil
    }
}

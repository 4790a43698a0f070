internal import Compression
import Synchronization

/// Compresses a streamed answer while it is written.
final class GzipWriter: Sendable {
    private let deflater = Mutex(Deflater(.gzip, level: 5))

    /// Runs the producer, and puts what it writes into the queue compressed.
    static func run(
        _ produce: @Sendable (BodyWriter) async throws -> Void,
        into queue: OutputQueue
    ) async throws {
        let writer = GzipWriter()
        try await produce(
            BodyWriter { bytes in
                let packed = writer.deflater.withLock { $0.write(bytes) }
                if !packed.isEmpty { try await queue.push(packed) }
            }
        )
        try await queue.push(writer.deflater.withLock { $0.write([], flush: .finish) })
    }
}

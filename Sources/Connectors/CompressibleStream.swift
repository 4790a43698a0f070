internal import Compression
internal import MailCore
internal import Synchronization

/// A byte stream that both ends can agree to deflate from some octet on (RFC 4978).
///
/// Read by one task and written by one other, like the stream beneath it.
final class CompressibleStream: ByteStream {
    private struct Inbound: ~Copyable {
        var inflater: Inflater?
        /// Octets that were read and not expanded yet.
        var waiting: ArraySlice<UInt8> = []
    }

    private struct Outbound: ~Copyable {
        var deflater: Deflater?
    }

    /// Octets that are expanded at once: zlib makes at most a thousand and some of each.
    private static let piece = 16 << 10
    private static let largestExpansion = 1_100
    /// Mail that is worth it shrinks nearly as much with the least effort.
    private static let level = 1

    private let plain: any ByteStream
    private let inbound = Mutex(Inbound())
    private let outbound = Mutex(Outbound())
    private let broken = Atomic(false)

    init(_ plain: any ByteStream) { self.plain = plain }

    /// Whether what came could not be expanded.
    var isBroken: Bool { broken.load(ordering: .relaxed) }

    /// Deflates from here on; `unread` came behind the octet at which the other end began.
    func compress(unread: [UInt8]) {
        inbound.withLock { inbound in
            let most = CompressibleStream.piece * CompressibleStream.largestExpansion
            inbound.inflater = Inflater(.raw, limit: .max, limitPerWrite: most)
            inbound.waiting = unread[...]
        }
        outbound.withLock { $0.deflater = Deflater(.raw, level: CompressibleStream.level) }
    }

    func read() async throws(Problem) -> [UInt8] {
        while true {
            if let octets = try expanded() { return octets }
            let octets = try await plain.read()
            let isPlain = inbound.withLock { inbound in
                guard inbound.inflater != nil else { return true }
                inbound.waiting = octets[...]
                return false
            }
            guard !isPlain, !octets.isEmpty else { return octets }
        }
    }

    func write(_ bytes: [UInt8]) async throws(Problem) {
        let deflated = outbound.withLock { $0.deflater?.write(bytes, flush: .sync) }
        try await plain.write(deflated ?? bytes)
    }

    func startTLS() async throws(Problem) { try await plain.startTLS() }

    func close() async { await plain.close() }

    /// Something of what waits, expanded; nil where nothing comes out of it.
    private func expanded() throws(Problem) -> [UInt8]? {
        do {
            return try inbound.withLock { inbound throws(InflateError) -> [UInt8]? in
                while !inbound.waiting.isEmpty {
                    let piece = inbound.waiting.prefix(CompressibleStream.piece)
                    inbound.waiting = inbound.waiting.dropFirst(piece.count)
                    guard let octets = try inbound.inflater?.write(Array(piece)) else { return nil }
                    if !octets.isEmpty { return octets }
                }
                return nil
            }
        } catch {
            broken.store(true, ordering: .relaxed)
            throw Problem(
                .protocolViolation,
                reaction: .retry(afterSeconds: nil),
                fixer: .provider,
                detail: "DEFLATE: \(error)"
            )
        }
    }
}

internal import CZlib

/// Compresses a stream of octets piece by piece.
public struct Deflater: ~Copyable, @unchecked Sendable {
    /// What happens to octets that the compressor still holds back.
    public enum Flush: Sendable {
        /// It keeps them, for the best ratio.
        case none
        /// They come out, on an octet boundary, so that the peer can read everything written so far.
        case sync
        /// They come out, and the stream ends.
        case finish
    }

    /// The state lives at one address for its whole life, as zlib demands; nobody else holds it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// A compressor; `level` is 1 (fastest) to 9 (smallest).
    public init(_ wrapping: Wrapping, level: Int = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream,
            Int32(min(max(level, 1), 9)),
            Z_DEFLATED,
            wrapping.windowBits,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        precondition(status == Z_OK, "zlib has no memory for a compressor")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses more octets, and gives what is ready.
    public mutating func write(_ bytes: [UInt8], flush: Flush = .none) -> [UInt8] {
        let mode: Int32 =
            switch flush {
            case .none: Z_NO_FLUSH
            case .sync: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        var output: [UInt8] = []
        bytes.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                output += piece(atMost: max(256, input.count / 2 + 64), mode: mode)
            } while stream.pointee.avail_out == 0
        }
        return output
    }

    /// One call's output; a full piece means that there may be more.
    private func piece(atMost capacity: Int, mode: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(capacity)
            _ = deflate(stream, mode)
            count = capacity - Int(stream.pointee.avail_out)
        }
    }
}

extension Deflater {
    /// Compresses octets held in memory.
    public static func compress(_ bytes: [UInt8], _ wrapping: Wrapping, level: Int = 6) -> [UInt8] {
        var deflater = Deflater(wrapping, level: level)
        return deflater.write(bytes, flush: .finish)
    }
}

internal import CZlib

/// Expands a stream of octets piece by piece, within a limit.
public struct Inflater: ~Copyable, @unchecked Sendable {
    /// Whether the stream's end was reached; octets behind it are ignored.
    public private(set) var isFinished = false

    /// The state lives at one address for its whole life, as zlib demands; nobody else holds it.
    private let stream: UnsafeMutablePointer<z_stream>
    private let limitPerWrite: Int
    private var left: Int
    private let limit: Int

    /// An expander.
    ///
    /// - Parameters:
    ///   - wrapping: what stands around the octets.
    ///   - limit: octets that may come out in all.
    ///   - limitPerWrite: octets that may come out of one call; a connection without end has this limit alone.
    public init(_ wrapping: Wrapping, limit: Int, limitPerWrite: Int = .max) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        self.limit = limit
        self.limitPerWrite = limitPerWrite
        left = limit
        let status = inflateInit2_(stream, wrapping.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib has no memory for an expander")
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Expands more octets.
    public mutating func write(_ bytes: [UInt8]) throws(InflateError) -> [UInt8] {
        var output: [UInt8] = []
        let allowed = min(left, limitPerWrite, Int.max - 1)
        var status = Z_OK
        bytes.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                guard !isFinished else { return }
                let capacity = min(max(1_024, input.count * 3), 256 * 1_024, allowed - output.count + 1)
                output += piece(atMost: capacity, status: &status)
                isFinished = status == Z_STREAM_END
            } while status == Z_OK && stream.pointee.avail_out == 0 && output.count <= allowed
        }
        guard output.count <= allowed else { throw .tooLarge(limit: min(limit, limitPerWrite)) }
        // "No progress possible" only says that the next octets are still to come.
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { throw .malformed }
        left -= output.count
        return output
    }

    private func piece(atMost capacity: Int, status: inout Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            stream.pointee.next_out = buffer.baseAddress
            stream.pointee.avail_out = UInt32(capacity)
            status = inflate(stream, Z_NO_FLUSH)
            count = capacity - Int(stream.pointee.avail_out)
        }
    }
}

extension Inflater {
    /// Expands octets held in memory.
    public static func expand(_ bytes: [UInt8], _ wrapping: Wrapping, limit: Int) throws(InflateError) -> [UInt8] {
        var inflater = Inflater(wrapping, limit: limit)
        let output = try inflater.write(bytes)
        guard inflater.isFinished else { throw .truncated }
        return output
    }
}

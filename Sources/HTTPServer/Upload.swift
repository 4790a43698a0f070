/// A request's body on its way from the network to whoever reads it; a part of the exchange's state.
struct Upload {
    /// Octets that may wait before the client has to.
    static let highWater = 256 * 1024

    /// How the body ended.
    enum End {
        case complete
        case failed(BodyError)
    }

    /// What a reader gets.
    enum Take {
        case chunk([UInt8])
        case end
        case failed(BodyError)
        case wait
    }

    /// Octets that came.
    private(set) var received = 0
    /// Whether somebody has asked for octets.
    var isWanted = false
    /// Whether further octets are thrown away, as the answer is already known.
    private(set) var isDiscarding = false
    private var discardedFrom = 0
    /// Who waits for octets.
    var reader: CheckedContinuation<Void, Never>?
    private var chunks: [[UInt8]] = []
    private var waiting = 0
    private var end: End?
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether the client has to wait.
    var isFull: Bool { waiting >= Upload.highWater && !isDiscarding }

    /// Whether the reader has made room for more.
    var hasRoom: Bool { waiting <= Upload.highWater / 4 }

    /// Octets thrown away.
    var discarded: Int { isDiscarding ? received - discardedFrom : 0 }

    /// Takes octets from the network.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        received += bytes.count
        if received > limit { fail(.tooLarge(limit: limit)) }
        guard end == nil, !isDiscarding else { return }
        if let last = chunks.last, last.count + bytes.count <= 32 * 1024 {
            chunks[chunks.count - 1] += bytes
        } else {
            chunks.append(Array(bytes))
        }
        waiting += bytes.count
    }

    /// What a reader would get.
    var peek: Take {
        if let chunk = chunks.first { return .chunk(chunk) }
        switch end {
        case .complete: return .end
        case .failed(let error): return .failed(error)
        case nil: return .wait
        }
    }

    /// Gives octets to the reader.
    mutating func take() -> Take {
        let take = peek
        if case .chunk(let chunk) = take {
            chunks.removeFirst()
            waiting -= chunk.count
        }
        return take
    }

    mutating func complete() {
        if end == nil { end = .complete }
    }

    /// Ends the body early; what waits is dropped.
    mutating func fail(_ error: BodyError) {
        if case .failed = end { return }
        end = .failed(error)
        chunks = []
        waiting = 0
    }

    /// Throws away what is left, as the answer is known.
    mutating func discard() {
        isDiscarding = true
        discardedFrom = received
        chunks = []
        waiting = 0
    }

    mutating func takeReader() -> CheckedContinuation<Void, Never>? {
        defer { reader = nil }
        return reader
    }
}

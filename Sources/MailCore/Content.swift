/// The octets of an item on their way from source to target.
public enum Content: Sendable {
    /// All of it, held in memory.
    case whole([UInt8])
    /// A large item, read as it is written; its length is the source literal's own, never RFC822.SIZE.
    case stream(length: Int, any ContentStream)

    /// The number of octets.
    public var length: Int {
        switch self {
        case .whole(let bytes): bytes.count
        case .stream(let length, _): length
        }
    }
}

/// A large item's octets, in order, once.
public protocol ContentStream: Sendable {
    /// The next octets, or nil at the end; a source cut in the middle throws.
    func next() async throws(Problem) -> [UInt8]?
    /// Leaves the rest unread; the source's connection goes on with what follows.
    func discard() async
    /// The same contents from their source once more, for a target that refused them; nil where that is not to be had.
    func again() async throws(Problem) -> Content?
}

extension ContentStream {
    /// Most streams are read once.
    public func again() async throws(Problem) -> Content? { nil }
}

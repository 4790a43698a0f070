/// A unique identifier of a message in its mailbox (RFC 9051 §2.3.1.1); never 0.
public typealias UID = UInt32

/// UIDs as ranges, in the order in which they were written: APPENDUID and COPYUID mean it (RFC 4315 §3).
public struct UIDSet: Hashable, Sendable {
    /// The ranges, not sorted, possibly touching.
    public private(set) var ranges: [ClosedRange<UID>]

    /// The given UIDs in their order; ascending neighbours make one range.
    public init(_ uids: some Sequence<UID>) {
        ranges = []
        for uid in uids { append(uid...uid) }
    }

    /// The given ranges in their order.
    public init(ranges: [ClosedRange<UID>]) {
        self.ranges = []
        for range in ranges { append(range) }
    }

    /// All UIDs from one on, written `n:*`.
    ///
    /// The answer always holds the last message, even where its UID is below `n`
    /// (RFC 9051 §9, `seq-range`).
    public static func from(_ uid: UID) -> UIDSet { UIDSet(ranges: [uid...UID.max]) }

    /// Every UID.
    public static var all: UIDSet { .from(1) }

    /// How many UIDs the ranges span.
    public var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// Whether there is none.
    public var isEmpty: Bool { ranges.isEmpty }

    /// Whether a UID is among them.
    public func contains(_ uid: UID) -> Bool { ranges.contains { $0.contains(uid) } }

    /// The UIDs one by one, or nil where there are more than the caller is ready to hold (`1:4294967295` is easily said).
    public func uids(limit: Int) -> [UID]? {
        var total = 0
        for range in ranges {
            total += range.count
            guard total <= limit else { return nil }
        }
        return ranges.flatMap { $0 }
    }

    /// Sets of at most so many ranges and UIDs each, so that commands stay within a server's line limit.
    public func split(ranges limit: Int, uids maximum: Int = .max) -> [UIDSet] {
        var sets: [UIDSet] = []
        var current = UIDSet(ranges: [])
        var room = maximum
        for whole in ranges {
            var lower = whole.lowerBound
            while true {
                let upper = whole.upperBound - lower < room ? whole.upperBound : lower + UID(room) - 1
                current.ranges.append(lower...upper)
                room -= Int(upper - lower) + 1
                if current.ranges.count == limit || room == 0 {
                    sets.append(current)
                    current = UIDSet(ranges: [])
                    room = maximum
                }
                if upper == whole.upperBound { break }
                lower = upper + 1
            }
        }
        return current.isEmpty ? sets : sets + [current]
    }

    /// Adds a range at the end.
    mutating func append(_ range: ClosedRange<UID>) {
        if let last = ranges.last, last.upperBound != .max, last.upperBound + 1 == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound...range.upperBound
        } else {
            ranges.append(range)
        }
    }
}

extension UIDSet: CustomStringConvertible {
    /// The set as it is written in a command.
    public var description: String {
        ranges.map { range in
            if range.lowerBound == range.upperBound, range.upperBound != .max { return String(range.lowerBound) }
            return "\(range.lowerBound):\(range.upperBound == .max ? "*" : String(range.upperBound))"
        }.joined(separator: ",")
    }
}

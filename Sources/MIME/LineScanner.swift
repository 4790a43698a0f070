#if canImport(Glibc)
internal import Glibc
#endif

/// Goes through octets line by line; a line ends with CRLF, a bare LF, or the end of the octets.
struct LineScanner {
    /// One line.
    struct Line {
        /// Where it begins.
        var start: Int
        /// Where its text ends, before the line end.
        var textEnd: Int
        /// Whether there was a line end.
        var isEnded: Bool
    }

    private let octets: UnsafeBufferPointer<UInt8>
    private let end: Int
    private(set) var position = 0

    init(_ octets: UnsafeBufferPointer<UInt8>, end: Int) {
        self.octets = octets
        self.end = end
    }

    /// The next line.
    mutating func next() -> Line? {
        guard position < end, let base = octets.baseAddress else { return nil }
        let start = position
        guard let found = memchr(base + start, 10, end - start) else {
            position = end
            return Line(start: start, textEnd: end, isEnded: false)
        }
        let feed = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        position = feed + 1
        let textEnd = feed > start && octets[feed - 1] == 13 ? feed - 1 : feed
        return Line(start: start, textEnd: textEnd, isEnded: true)
    }

    /// The next line if it goes on with the field before (folding, RFC 5322 §2.2.3).
    mutating func nextContinuation() -> Line? {
        guard position < end, octets[position] == 32 || octets[position] == 9 else { return nil }
        return next()
    }
}

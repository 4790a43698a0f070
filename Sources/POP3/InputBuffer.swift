/// Octets that have come and are not understood yet.
struct InputBuffer: Sendable {
    /// Whether the server has closed the connection.
    private(set) var isEnded = false
    private var bytes: [UInt8] = []
    private var start = 0
    /// Octets behind `start` that are known to hold no line end.
    private var searched = 0

    /// Octets that wait.
    var count: Int { bytes.count - start }

    mutating func append(_ more: [UInt8]) {
        guard !more.isEmpty else {
            isEnded = true
            return
        }
        if start == bytes.count {
            bytes = more
            start = 0
            searched = 0
        } else {
            compact()
            bytes += more
        }
    }

    /// The next line without its end, and whether that was a bare LF; nil where its end has not come.
    mutating func line(limit: Int) throws(POP3Error) -> (line: [UInt8], endsBare: Bool)? {
        guard let end = bytes[(start + searched)...].firstIndex(of: 10) else {
            searched = count
            guard count <= limit else { throw .limit(.line) }
            return nil
        }
        guard end - start <= limit else { throw .limit(.line) }
        let endsBare = end == start || bytes[end - 1] != 13
        let line = Array(bytes[start..<(endsBare ? end : end - 1)])
        start = end + 1
        searched = 0
        return (line, endsBare)
    }

    /// Gives all octets to a reader, which says how many it has taken.
    mutating func withUnread<Result>(_ read: (UnsafeBufferPointer<UInt8>) -> (taken: Int, result: Result)) -> Result {
        let (taken, result) = bytes.withUnsafeBufferPointer { all in
            read(UnsafeBufferPointer(rebasing: all[start...]))
        }
        start += taken
        searched = 0
        return result
    }

    /// Forgets what was read, once it is the larger part.
    private mutating func compact() {
        guard start > bytes.count / 2 else { return }
        bytes.removeFirst(start)
        start = 0
    }
}

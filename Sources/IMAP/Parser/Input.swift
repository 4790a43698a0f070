/// Octets that were received and not read yet, in the arrays in which they came.
struct Input: Sendable {
    private var current: [UInt8] = []
    private var position = 0
    private var waiting: [[UInt8]] = []
    private var nextWaiting = 0

    /// Whether everything was read.
    var isEmpty: Bool { position == current.count && nextWaiting == waiting.count }

    mutating func append(_ octets: [UInt8]) {
        guard !octets.isEmpty else { return }
        if isEmpty {
            current = octets
            position = 0
        } else {
            waiting.append(octets)
        }
    }

    /// The octets up to and with the next LF, or as many as there are at hand; nil where there are none.
    mutating func takeLine() -> (octets: ArraySlice<UInt8>, isComplete: Bool)? {
        guard advance() else { return nil }
        let start = position
        let end = current.withUnsafeBufferPointer { buffer in
            var index = start
            while index < buffer.count, buffer[index] != 10 { index += 1 }
            return index
        }
        position = min(end + 1, current.count)
        let line = (current[start..<position], end < current.count)
        letGo()
        return line
    }

    /// At most so many octets; empty where there are none.
    mutating func take(atMost count: Int) -> ArraySlice<UInt8> {
        guard advance() else { return [] }
        let start = position
        position = min(current.count - start, count) + start
        let octets = current[start..<position]
        letGo()
        return octets
    }

    /// All of them.
    mutating func takeAll() -> [UInt8] {
        var octets: [UInt8] = []
        while case let piece = take(atMost: .max), !piece.isEmpty { octets += piece }
        return octets
    }

    /// An array that was read is not kept: a connection may wait for minutes, and there are hundreds of them.
    private mutating func letGo() {
        guard position == current.count else { return }
        current = []
        position = 0
    }

    /// Makes sure that there is an octet in the current array.
    private mutating func advance() -> Bool {
        guard position == current.count else { return true }
        guard nextWaiting < waiting.count else { return false }
        current = waiting[nextWaiting]
        position = 0
        waiting[nextWaiting] = []
        nextWaiting += 1
        if nextWaiting == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            nextWaiting = 0
        }
        return true
    }
}

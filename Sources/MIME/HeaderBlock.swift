#if canImport(Glibc)
internal import Glibc
#endif

/// The fields in front of a message's contents (RFC 5322 §2.2), found without copying and without giving up on anything.
///
/// The header block is everything before the first empty line, or the whole message where there is none, and never more
/// than ``limit`` octets. Lines end with CRLF or a bare LF; a line that is no field is passed over, not an end.
public struct HeaderBlock: Sendable {
    /// The most octets that are looked at, so that a message without an empty line costs no more than this.
    public static let limit = 2 << 20

    /// The message's octets, or as much of them as there is.
    public let message: [UInt8]
    /// The end of the last field, its line end included.
    public let end: Int
    /// Whether the empty line was seen: if not, more octets of the same message may move the end.
    public let isComplete: Bool

    /// Finds the header block of a message, or of the beginning of one.
    public init(of message: [UInt8]) {
        self.message = message
        (end, isComplete) = HeaderBlock.end(of: message)
    }

    /// The octets of the header block.
    public var bytes: ArraySlice<UInt8> { message[..<end] }

    /// The body of the first field of that name, unfolded and without surrounding white space; nil where there is none.
    ///
    /// - Parameters:
    ///   - name: The name in lower case.
    ///   - most: The most octets to deliver.
    /// - Returns: The body.
    public func field(_ name: StaticString, atMost most: Int = 1_000) -> [UInt8]? {
        fields(named: name, atMost: most, count: 1).first
    }

    /// The bodies of the fields of that name, in the order in which they stand.
    public func fields(named name: StaticString, atMost most: Int = 1_000, count: Int = .max) -> [[UInt8]] {
        var found: [[UInt8]] = []
        message.withUnsafeBufferPointer { octets in
            name.withUTF8Buffer { name in
                var scanner = LineScanner(octets, end: end)
                while found.count < count, let line = scanner.next() {
                    guard let start = HeaderBlock.bodyStart(of: name, in: octets, line) else { continue }
                    var body: [UInt8] = []
                    HeaderBlock.append(octets[start..<line.textEnd], to: &body, atMost: most)
                    while let more = scanner.nextContinuation() {
                        body.append(UInt8(ascii: " "))
                        HeaderBlock.append(octets[more.start..<more.textEnd], to: &body, atMost: most)
                    }
                    found.append(HeaderBlock.trimmed(body, atMost: most))
                }
            }
        }
        return found
    }

    /// Where the first empty line begins.
    private static func end(of message: [UInt8]) -> (Int, Bool) {
        let last = min(message.count, limit)
        return message.withUnsafeBufferPointer { octets in
            var scanner = LineScanner(octets, end: last)
            while let line = scanner.next() {
                if line.isEnded, line.textEnd == line.start { return (line.start, true) }
            }
            return (last, last < message.count)
        }
    }

    /// Where the body begins, if the line is a field of that name; white space before the colon is tolerated (§4.5).
    private static func bodyStart(
        of name: UnsafeBufferPointer<UInt8>,
        in octets: UnsafeBufferPointer<UInt8>,
        _ line: LineScanner.Line
    ) -> Int? {
        guard line.textEnd - line.start > name.count else { return nil }
        for index in 0..<name.count where octets[line.start + index] | 0x20 != name[index] | 0x20 { return nil }
        var position = line.start + name.count
        while position < line.textEnd, isBlank(octets[position]) { position += 1 }
        guard position < line.textEnd, octets[position] == UInt8(ascii: ":") else { return nil }
        return position + 1
    }

    private static func append(_ more: Slice<UnsafeBufferPointer<UInt8>>, to body: inout [UInt8], atMost most: Int) {
        // Twice as much as is wanted, so that white space in front cannot use it up entirely.
        let room = max(0, 2 * most - body.count)
        body.append(contentsOf: more.drop(while: isBlank).prefix(room))
    }

    private static func trimmed(_ body: [UInt8], atMost most: Int) -> [UInt8] {
        var slice = body.drop(while: isBlank).prefix(most)
        while let last = slice.last, isBlank(last) { slice.removeLast() }
        return Array(slice)
    }

    private static func isBlank(_ octet: UInt8) -> Bool { octet == 32 || octet == 9 || octet == 13 }
}

/// Undoes what POP3 does to a message: dots doubled at line starts, and a line of one dot at its end (RFC 1939 §3).
///
/// A line starts behind CRLF alone. A message may hold bare LFs, behind which a server doubles no dots; only where the
/// server ends its own answers by bare LF do lines start there too.
struct BodyReader: Sendable {
    private enum State {
        case lineStart
        /// Behind a dot at a line's start, which is not passed on.
        case dot
        /// Behind a dot and CR.
        case dotCR
        /// Behind CR.
        case cr
        case text
    }

    /// Octets of the message so far.
    private(set) var count = 0
    /// Whether the end was reached.
    private(set) var hasEnded = false
    private let endsBare: Bool
    private var state = State.lineStart

    init(endsBare: Bool) { self.endsBare = endsBare }

    /// Reads up to the message's end.
    mutating func read(_ input: UnsafeBufferPointer<UInt8>) -> (taken: Int, result: [UInt8]) {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var position = 0
        while position < input.count, !hasEnded {
            if state == .text {
                let end = input[position...].firstIndex { $0 == 13 || ($0 == 10 && endsBare) } ?? input.count
                output += input[position..<end]
                position = end
                guard position < input.count else { break }
            }
            step(input[position], into: &output)
            position += 1
        }
        count += output.count
        return (position, output)
    }

    private mutating func step(_ byte: UInt8, into output: inout [UInt8]) {
        switch state {
        case .lineStart where byte == UInt8(ascii: "."): state = .dot
        case .dot where byte == 13: state = .dotCR
        case .dot where byte == 10, .dotCR where byte == 10: hasEnded = true
        case .dotCR:
            output.append(13)
            pass(byte, behindCR: true, into: &output)
        case .cr: pass(byte, behindCR: true, into: &output)
        case .lineStart, .dot, .text: pass(byte, behindCR: false, into: &output)
        }
    }

    private mutating func pass(_ byte: UInt8, behindCR: Bool, into output: inout [UInt8]) {
        output.append(byte)
        switch byte {
        case 13: state = .cr
        case 10 where behindCR || endsBare: state = .lineStart
        default: state = .text
        }
    }
}

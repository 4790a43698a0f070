import SASL

/// A command in the pieces in which it has to be sent.
///
/// ```
/// C: a1 APPEND Sent {310}        .octets
///                                .awaitContinuation       only for a synchronizing literal
/// S: + go ahead
/// C: …310 octets…, CRLF          .octets (the message's own array), .octets
/// ```
/// A tagged NO or BAD instead of the continuation ends the command: nothing more of it may be sent.
public struct EncodedCommand: Sendable {
    /// A piece of a command.
    public enum Piece: Sendable {
        /// Octets to be sent; a message's body is the caller's own array, not a copy.
        case octets([UInt8])
        /// The caller sends exactly so many octets of its own; where it cannot, the connection is lost.
        case stream(length: Int)
        /// Read until a continuation comes.
        case awaitContinuation
    }

    /// The tag of the command.
    public let tag: String
    /// The command's words.
    public let name: String
    /// What to send, in order.
    public let pieces: [Piece]

    /// The pieces with runs of octets joined into writes of up to about `size` octets; arrays of half that size and more stay
    /// as they are, because copying them costs more than a write.
    public func pieces(joinedTo size: Int) -> [Piece] {
        var joined: [Piece] = []
        var buffer: [UInt8] = []
        for piece in pieces {
            guard case .octets(let octets) = piece, octets.count < size / 2 else {
                if !buffer.isEmpty { joined.append(.octets(buffer)) }
                buffer = []
                joined.append(piece)
                continue
            }
            if buffer.isEmpty { buffer.reserveCapacity(size) }
            buffer += octets
            guard buffer.count >= size / 2 else { continue }
            joined.append(.octets(buffer))
            buffer = []
        }
        if !buffer.isEmpty { joined.append(.octets(buffer)) }
        return joined
    }

    /// An answer to a SASL challenge, as a line.
    public static func response(_ octets: [UInt8]) -> [UInt8] { Array("\(Base64.encode(octets))\r\n".utf8) }

    /// The line that gives up an authentication (RFC 9051 §6.2.2).
    public static let cancelAuthentication = Array("*\r\n".utf8)
}

extension EncodedCommand: CustomStringConvertible, CustomReflectable {
    /// Tag and words, never an argument.
    public var description: String { "\(tag) \(name)" }
    /// Never an argument.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

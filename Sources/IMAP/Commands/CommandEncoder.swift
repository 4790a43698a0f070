import MailCore
import SASL

/// Collects the pieces of one command.
struct CommandEncoder {
    private let tag: String
    private let literals: LiteralMode
    private var pieces: [EncodedCommand.Piece] = []
    private var line: [UInt8] = []

    init(tag: String, literals: LiteralMode) {
        self.tag = tag
        self.literals = literals
        line.reserveCapacity(128)
        text(tag)
        line.append(UInt8(ascii: " "))
    }

    /// The whole command.
    mutating func finish(name: String) -> EncodedCommand {
        text("\r\n")
        flush()
        return EncodedCommand(tag: tag, name: name, pieces: pieces)
    }

    /// Text as it is; must not hold anything that came from outside.
    mutating func text(_ text: String) { line.append(contentsOf: text.utf8) }

    /// A space and an atom, a quoted string or a literal, whichever is the simplest that carries the octets.
    mutating func astring(_ octets: [UInt8]) {
        line.append(UInt8(ascii: " "))
        if Syntax.isAtom(octets), !Syntax.isNIL(octets) {
            line += octets
        } else {
            string(octets)
        }
    }

    /// A quoted string or a literal.
    mutating func string(_ octets: [UInt8]) {
        guard octets.count <= 1024, octets.allSatisfy(Syntax.isQuotable) else {
            return literal(length: octets.count, isBinary: false, .octets(octets))
        }
        line.append(UInt8(ascii: "\""))
        for octet in octets {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { line.append(UInt8(ascii: "\\")) }
            line.append(octet)
        }
        line.append(UInt8(ascii: "\""))
    }

    /// A literal, whose octets are never copied.
    mutating func literal(length: Int, isBinary: Bool, _ piece: EncodedCommand.Piece) {
        let atOnce = literals.sendsAtOnce(length)
        text("\(isBinary ? "~" : ""){\(length)\(atOnce ? "+" : "")}\r\n")
        flush()
        if !atOnce { pieces.append(.awaitContinuation) }
        if length > 0 { pieces.append(piece) }
    }

    private mutating func flush() {
        guard !line.isEmpty else { return }
        pieces.append(.octets(line))
        line.removeAll(keepingCapacity: true)
    }
}

/// Character classes of RFC 9051 §9.
enum Syntax {
    /// Whether the octets are an atom that no server takes for anything else.
    static func isAtom(_ octets: some Collection<UInt8>) -> Bool {
        !octets.isEmpty && octets.allSatisfy { isAtomCharacter($0) }
    }

    /// ATOM-CHAR.
    static func isAtomCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case 0...32, 127...: false
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "%"), UInt8(ascii: "*"),
            UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]"):
            false
        default: true
        }
    }

    /// Whether a quoted string may hold the octet; 8-bit needs UTF8=ACCEPT, which we leave off.
    static func isQuotable(_ octet: UInt8) -> Bool { octet >= 32 && octet < 127 }

    /// Whether an atom would be read as NIL.
    static func isNIL(_ octets: [UInt8]) -> Bool {
        octets.count == 3 && String(decoding: octets, as: UTF8.self).uppercased() == "NIL"
    }
}

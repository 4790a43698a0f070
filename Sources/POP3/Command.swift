public import MailCore
internal import SASL

/// What a client may ask (RFC 1939, 2449, 2595, 5034).
///
/// There is no DELE: nothing that the source holds is ever removed.
public enum Command: Hashable, Sendable {
    /// What the server can do.
    case capabilities
    /// Encrypt the connection.
    case startTLS
    /// The user name, before ``password(_:)``.
    case user(String)
    /// The password.
    case password(Redacted<String>)
    /// Authenticate by a SASL mechanism.
    case authenticate(mechanism: String, initialResponse: Redacted<[UInt8]>?)
    /// How many messages there are, and how large they are together.
    case status
    /// The unique ID of every message.
    case uniqueIDs
    /// The size of every message.
    case sizes
    /// The header section of a message and so many lines of its body.
    case top(Int, lines: Int)
    /// A message.
    case retrieve(Int)
    /// Nothing.
    case noOperation
    /// Good-bye.
    case quit
}

extension Command {
    /// A command line's length including its end (RFC 2449 §4); a longer initial response goes after the challenge.
    static let maxLine = 255

    /// The line to be sent, without its end.
    var line: String {
        get throws(POP3Error) {
            switch self {
            case .capabilities: "CAPA"
            case .startTLS: "STLS"
            case .user(let name): "USER \(try Command.argument(name))"
            case .password(let password): "PASS \(try Command.argument(password.exposed))"
            case .authenticate(let mechanism, let initialResponse): Command.authLine(mechanism, initialResponse)
            case .status: "STAT"
            case .uniqueIDs: "UIDL"
            case .sizes: "LIST"
            case .top(let number, let lines): "TOP \(number) \(lines)"
            case .retrieve(let number): "RETR \(number)"
            case .noOperation: "NOOP"
            case .quit: "QUIT"
            }
        }
    }

    /// Whether nothing may be sent behind it before it is answered.
    var endsPipeline: Bool {
        switch self {
        case .startTLS, .authenticate, .quit: true
        case .capabilities, .user, .password, .status, .uniqueIDs, .sizes, .top, .retrieve, .noOperation: false
        }
    }

    private static func authLine(_ mechanism: String, _ initialResponse: Redacted<[UInt8]>?) -> String {
        guard let initialResponse else { return "AUTH \(mechanism)" }
        let encoded = initialResponse.exposed.isEmpty ? "=" : Base64.encode(initialResponse.exposed)
        let line = "AUTH \(mechanism) \(encoded)"
        return line.utf8.count + 2 <= maxLine ? line : "AUTH \(mechanism)"
    }

    /// An argument that stays on its line.
    private static func argument(_ text: String) throws(POP3Error) -> String {
        guard !text.isEmpty, !text.utf8.contains(where: { $0 == 10 || $0 == 13 || $0 == 0 }) else {
            throw .unusableArgument
        }
        return text
    }
}

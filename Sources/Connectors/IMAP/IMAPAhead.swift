internal import IMAP
internal import MailCore

/// The first look at an account, sent right behind the login without waiting for it: a round trip less.
///
/// Before the login a server lists hardly any capability, so this is for software whose abilities its greeting tells:
/// every Dovecot of this century answers these commands, and one that does not says BAD, which costs nothing. Whatever
/// is behind the login is only read by the server once it succeeded.
struct IMAPAhead: Sendable {
    let id = IMAPReply(IMAPAhead.identification)
    let namespace = IMAPReply(.namespace)
    let list: IMAPReply
    let inbox = IMAPReply(IMAPAhead.inbox)
    private let listing: Command

    /// What we say of ourselves.
    static let identification = Command.id([("name", "Umzug")])
    /// What tells this account's inbox from every other.
    static let inbox = Command.status(.inbox, [.messages, .uidNext, .uidValidity, .guid])
    /// Seconds after which a look is repeated without haste, for a proxy in between that loses what came ahead.
    static let patience = 10.0

    /// The look, where the greeting says that it can be taken.
    init?(greeting: String, _ settings: ConnectorSettings, _ side: Problem.Side) {
        guard greeting.contains("Dovecot"), settings.ignoredCapabilities.isEmpty else { return nil }
        var items: [StatusItem] = [.messages, .uidNext, .uidValidity, .highestModSeq]
        if side == .source { items.append(.size) }
        listing = .list(ListRequest(returning: [.subscribed, .specialUse, .status(items)]))
        list = IMAPReply(listing)
    }

    /// The commands as they are sent, with whom answers them.
    var exchanges: [IMAPExchange] {
        let commands = [
            (IMAPAhead.identification, id), (.namespace, namespace), (listing, list), (IMAPAhead.inbox, inbox),
        ]
        return commands.enumerated().map { index, pair in
            let encoded = pair.0.encode(tag: "a\(index + 1)", literals: .synchronizing)
            return IMAPExchange(encoded: encoded, sink: pair.1, isBarrier: false)
        }
    }
}

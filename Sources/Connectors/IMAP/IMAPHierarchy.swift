internal import IMAP
internal import MailCore

/// How an account's folders are named: which prefix its own ones have, and what separates levels.
struct IMAPHierarchy: Sendable {
    private let personal: Namespace
    private let foreign: [[UInt8]]

    /// A hierarchy; a server without namespaces has one without prefix, and the listing's own separator.
    init(_ namespaces: Namespaces?, _ listings: [MailboxListing]) {
        let separator = listings.lazy.compactMap(\.separator).first
        personal = namespaces?.personal.first ?? Namespace(prefix: MailboxName(wire: []), separator: separator)
        foreign = ((namespaces?.others ?? []) + (namespaces?.shared ?? [])).map(\.prefix.wire).filter { !$0.isEmpty }
    }

    /// What separates levels in new names.
    var separator: Character? { personal.separator }

    /// Whether the folder belongs to somebody else.
    func isForeign(_ name: MailboxName) -> Bool {
        let own = personal.prefix.wire
        return foreign.contains { prefix in
            guard name.wire.starts(with: prefix) || name.wire == prefix.dropLast() else { return false }
            return !(prefix.count < own.count && name.wire.starts(with: own))
        }
    }

    /// The folder's place without the prefix; nil for the prefix itself.
    func path(_ name: MailboxName, separator: Character?) -> FolderPath? {
        if name.isInbox { return .inbox }
        let prefix = personal.prefix.wire
        if !prefix.isEmpty, name.wire.starts(with: prefix) {
            let rest = MailboxName(wire: Array(name.wire.dropFirst(prefix.count)))
            let path = IMAPHierarchy.path(rest.levels(separator: separator))
            // `INBOX.inbox` is a folder of its own, not the INBOX.
            guard let path, path.isInbox else { return path }
        }
        return IMAPHierarchy.path(name.levels(separator: separator))
    }

    /// The name of a folder of ours.
    func name(_ path: FolderPath) -> MailboxName {
        guard !path.isInbox else { return .inbox }
        let name = MailboxName(levels: path.names, separator: separator)
        return MailboxName(wire: personal.prefix.wire + name.wire)
    }

    /// Levels without a name come from doubled or trailing separators, which stand for nothing.
    private static func path(_ levels: [String]) -> FolderPath? {
        FolderPath(levels.filter { !$0.isEmpty })
    }
}

internal import IMAP
internal import MailCore

/// Removes mailboxes that hold nothing: neither messages nor mailboxes of others.
struct IMAPFolderRemoval {
    private let pool: IMAPPool
    private let hierarchy: IMAPHierarchy

    init(_ pool: IMAPPool, _ hierarchy: IMAPHierarchy) {
        self.pool = pool
        self.hierarchy = hierarchy
    }

    func remove(_ paths: [FolderPath]) async throws(Problem) -> [Bool] {
        let connection = try await pool.connection()
        let names = paths.map(hierarchy.name)
        // A server may end the connections that have the mailbox open.
        for other in pool.allOpen { _ = other.deselect(names) }
        let list = connection.send(.list(ListRequest()))
        let statuses = names.map { connection.send(.status($0, [.messages])) }
        let listings = try await list.answer()
        guard listings.isOK else {
            if let problem = ServerProblem.general(listings.status, host: pool.settings.endpoint.host) { throw problem }
            return paths.map { _ in false }
        }
        var existing: Set<MailboxName> = []
        var selectable: Set<MailboxName> = []
        for case .list(let listing) in listings.untagged {
            existing.insert(listing.name)
            if listing.isSelectable { selectable.insert(listing.name) }
        }
        var empty: Set<MailboxName> = []
        for (name, reply) in zip(names, statuses) {
            let status = try await IMAPStatuses.status(reply)
            if status?.messages == 0 || !selectable.contains(name) { empty.insert(name) }
        }
        var isGone = names.map { !existing.contains($0) }
        let byDepth = Dictionary(grouping: paths.indices) { paths[$0].names.count }
        for depth in byDepth.keys.sorted(by: >) {
            let due = (byDepth[depth] ?? []).filter { index in
                !isGone[index] && !paths[index].isInbox && empty.contains(names[index])
                    && !hasChildren(names[index], existing)
            }
            let replies = due.map { connection.send(.delete(names[$0])) }
            for (index, reply) in zip(due, replies) where try await reply.answer().isOK {
                isGone[index] = true
                existing.remove(names[index])
            }
        }
        return isGone
    }

    private func hasChildren(_ name: MailboxName, _ existing: Set<MailboxName>) -> Bool {
        guard let separator = hierarchy.separator?.asciiValue else { return false }
        let prefix = name.wire + [separator]
        return existing.contains { $0.wire.count > prefix.count && $0.wire.starts(with: prefix) }
    }
}

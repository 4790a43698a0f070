internal import IMAP
internal import MailCore

extension IMAPTarget {
    func remove(_ removals: [Removal], in path: FolderPath, kind: Kind) async throws(Problem) -> [RemovalOutcome] {
        try await onTarget { target async throws(Problem) in
            let name = try await target.account.hierarchy().name(path)
            var outcomes: [RemovalOutcome] = []
            for start in stride(from: 0, to: removals.count, by: 500) {
                let part = Array(removals[start..<min(start + 500, removals.count)])
                let connection = try await target.pool.connection(pinnedTo: name)
                outcomes += try await IMAPRemoval(connection, name, part).run()
            }
            return outcomes
        }
    }
}

/// Removes exactly the messages given, where they still look as expected, and nothing else; never CLOSE.
///
/// ```
/// C: SELECT x · UID FETCH set (UID FLAGS MODSEQ)                                  what is there, unchanged?
/// C: UID STORE set (UNCHANGEDSINCE n) +FLAGS.SILENT (\Deleted) · UID EXPUNGE set
/// C: UID SEARCH UID set                                                           what is left?
/// ```
/// Without UIDPLUS, EXPUNGE removes whatever is marked as deleted: it is only sent where, under the same SELECT,
/// `UID SEARCH DELETED` finds nothing but ours.
struct IMAPRemoval {
    private let connection: IMAPConnection
    private let mailbox: MailboxName
    private let removals: [Removal]
    private let uids: [UID?]
    private var hasModSeqs: Bool { connection.capabilities.contains("CONDSTORE") }

    init(_ connection: IMAPConnection, _ mailbox: MailboxName, _ removals: [Removal]) {
        self.connection = connection
        self.mailbox = mailbox
        self.removals = removals
        uids = removals.map { IMAPReference($0.reference)?.uid }
    }

    func run() async throws(Problem) -> [RemovalOutcome] {
        // Somebody else's command for this connection may come in between; then everything is looked at again.
        for _ in 0..<20 {
            if let outcomes = try await attempt() { return outcomes }
        }
        return removals.map { _ in .kept(.cannotRemove("the mailbox could not be kept selected")) }
    }

    /// What a look found.
    private struct Look {
        var selection: IMAPSelection
        var outcomes: [RemovalOutcome?]
        var unchanged: [UID] = []
        var alreadyMarked: Set<UID> = []
        var newest: UInt64?

        init(_ outcomes: [RemovalOutcome?], _ selection: IMAPSelection) {
            self.outcomes = outcomes
            self.selection = selection
        }
    }

    private func attempt() async throws(Problem) -> [RemovalOutcome]? {
        guard let look = try await look() else { return nil }
        guard !look.unchanged.isEmpty else { return look.outcomes.map { $0 ?? .notThere } }
        let hasExpunge = connection.capabilities.contains("UIDPLUS") || connection.capabilities.contains("IMAP4rev2")
        return hasExpunge ? try await expungeByUID(look) : try await expungeCarefully(look)
    }

    private func look() async throws(Problem) -> Look? {
        let set = UIDSet(uids.compactMap { $0 }.sorted())
        let command = Command.uidFetch(set, hasModSeqs ? [.uid, .flags, .modSeq] : [.uid, .flags])
        let reply = IMAPReply(command)
        let selection = connection.enqueue(in: mailbox, readOnly: false) { _ in
            set.isEmpty ? [] : [IMAPRequest(command, reply)]
        }
        let (status, facts) = try await selection.answer()
        if let problem = selection.generalProblem(host: connection.settings.endpoint.host) { throw problem }
        guard status.condition == .ok else { return Look(refused(status), selection) }
        let answer = set.isEmpty ? nil : try await reply.answer()
        if let refusal = answer?.status, refusal.condition != .ok {
            // What cannot be looked at is neither gone nor unused.
            if let problem = ServerProblem.general(refusal, host: connection.settings.endpoint.host) { throw problem }
            return Look(refused(refusal), selection)
        }
        var found: [UID: FetchResponse] = [:]
        for case .fetch(let message) in answer?.untagged ?? [] {
            if let uid = message.uid, message.flags != nil { found[uid] = message }
        }
        var look = Look([], selection)
        look.newest = found.values.compactMap(\.modSeq).max()
        for (index, removal) in removals.enumerated() {
            let reference = IMAPReference(removal.reference)
            if reference?.validity != facts.validity {
                look.outcomes.append(.kept(Problem(.cannotBeCompared, reaction: .skip, fixer: .you, side: .target)))
            } else if let uid = uids[index], let flags = found[uid]?.flags {
                let isUnused = flags.isUntouched(since: removal.expecting, orMarkedByUs: removal.wasBegun)
                look.outcomes.append(isUnused ? nil : .kept(.inUseByOwner))
                if isUnused { look.unchanged.append(uid) }
                if flags.system.contains(.deleted) { look.alreadyMarked.insert(uid) }
            } else {
                look.outcomes.append(.notThere)
            }
        }
        return look
    }

    private func refused(_ status: StatusResponse) -> [RemovalOutcome?] {
        let isGone = status.code == .nonexistent
        return removals.map { _ in isGone ? .notThere : .kept(.cannotRemove(status.text)) }
    }

    // MARK: - Expunging

    private func mark(_ look: Look) -> Command {
        let unchangedSince = hasModSeqs ? look.newest : nil
        return .uidStore(set(look), .add, Flags(.deleted), silent: true, unchangedSince: unchangedSince)
    }

    private func set(_ look: Look) -> UIDSet { UIDSet(look.unchanged.sorted()) }

    private func expungeByUID(_ look: Look) async throws(Problem) -> [RemovalOutcome]? {
        guard let replies = send([mark(look), .uidExpunge(set(look))], look) else { return nil }
        return try await settle(look, replies)
    }

    private func expungeCarefully(_ look: Look) async throws(Problem) -> [RemovalOutcome]? {
        guard let marking = send([mark(look)], look) else { return nil }
        _ = try await marking[0].answer()
        let justMarked = look.unchanged.filter { !look.alreadyMarked.contains($0) }
        guard let search = send([.uidSearch([.deleted])], look) else {
            try await unmark(justMarked)
            return nil
        }
        var marked: UIDSet?
        for case .search(let result) in try await search[0].answer().untagged {
            marked = result.all ?? UIDSet(ranges: [])
        }
        let ours = Set(look.unchanged)
        let isSafe = marked?.uids(limit: ours.count)?.allSatisfy(ours.contains) == true
        if isSafe, let expunge = send([.expunge], look) { return try await settle(look, marking + expunge) }
        try await unmark(justMarked)
        let reason = Problem.cannotRemove("other messages are marked as deleted, and the server has no UIDPLUS")
        return look.outcomes.map { $0 ?? .kept(reason) }
    }

    /// Sends commands under the SELECT that the look was taken under, or not at all.
    private func send(_ commands: [Command], _ look: Look) -> [IMAPReply]? {
        let replies = commands.map { IMAPReply($0) }
        let requests = zip(commands, replies).map { IMAPRequest($0, $1) }
        return connection.enqueue(under: look.selection, requests) ? replies : nil
    }

    private func settle(_ look: Look, _ replies: [IMAPReply]) async throws(Problem) -> [RemovalOutcome] {
        var modified = UIDSet(ranges: [])
        var refusal = ""
        for reply in replies {
            let status = try await reply.answer().status
            if case .modified(let uids) = status.code { modified = uids }
            if status.condition != .ok { refusal = status.text }
        }
        let left = try await present(set(look))
        let stuck = left.filter { !modified.contains($0) && !look.alreadyMarked.contains($0) }
        try await unmark(Array(stuck))
        return zip(look.outcomes, uids).map { outcome, uid in
            if let outcome { return outcome }
            guard let uid, left.contains(uid) else { return .removed }
            return .kept(modified.contains(uid) ? .inUseByOwner : .cannotRemove(refusal))
        }
    }

    /// Which of the messages are there, asked when everything before is answered.
    ///
    /// Dovecot searches ahead of an EXPUNGE that it has not finished. SEARCH and not FETCH, because what is said of flags
    /// meanwhile would look like an answer.
    private func present(_ set: UIDSet) async throws(Problem) -> Set<UID> {
        let reply = IMAPReply(.uidSearch([.uid(set)]))
        _ = connection.enqueue(in: mailbox, readOnly: false) { _ in [IMAPRequest(.uidSearch([.uid(set)]), reply)] }
        let answer = try await reply.answer()
        guard answer.isOK else { return Set(set.uids(limit: 100_000) ?? []) }
        var found: Set<UID> = []
        for case .search(let result) in answer.untagged { found.formUnion(result.all?.uids(limit: 100_000) ?? []) }
        return found
    }

    /// Takes our mark back from what could not be removed.
    private func unmark(_ uids: [UID]) async throws(Problem) {
        guard !uids.isEmpty else { return }
        let command = Command.uidStore(UIDSet(uids.sorted()), .remove, Flags(.deleted), silent: true)
        let reply = IMAPReply(command)
        _ = connection.enqueue(in: mailbox, readOnly: false) { _ in [IMAPRequest(command, reply)] }
        _ = try await reply.answer()
    }
}

extension Problem {
    /// The message was changed since it was stored.
    fileprivate static let inUseByOwner = Problem(.used, reaction: .skip, fixer: .you, side: .target)

    /// The message cannot be removed alone.
    fileprivate static func cannotRemove(_ detail: String) -> Problem {
        Problem(.cannotBeRemoved, reaction: .skip, fixer: .you, side: .target, detail: detail)
    }
}

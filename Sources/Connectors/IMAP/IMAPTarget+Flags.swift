internal import IMAP
internal import MailCore

extension IMAPTarget {
    func update(_ updates: [FlagUpdate], in path: FolderPath, kind: Kind) async throws(Problem) -> [UpdateOutcome] {
        try await onTarget { target async throws(Problem) in
            let name = try await target.account.hierarchy().name(path)
            var outcomes: [UpdateOutcome] = []
            for start in stride(from: 0, to: updates.count, by: 200) {
                let part = Array(updates[start..<min(start + 200, updates.count)])
                let connection = try await target.pool.connection(pinnedTo: name)
                outcomes += try await IMAPFlagUpdate(connection, name).apply(part)
            }
            return outcomes
        }
    }
}

/// Sets flags where nobody else has changed them: a look first, then a change that the server refuses where a message
/// was changed since the look (UNCHANGEDSINCE), or, without CONDSTORE, a change right behind it.
struct IMAPFlagUpdate {
    private let connection: IMAPConnection
    private let mailbox: MailboxName
    private var hasModSeqs: Bool { connection.capabilities.contains("CONDSTORE") }

    init(_ connection: IMAPConnection, _ mailbox: MailboxName) {
        self.connection = connection
        self.mailbox = mailbox
    }

    func apply(_ updates: [FlagUpdate]) async throws(Problem) -> [UpdateOutcome] {
        let parsed = updates.map { IMAPReference($0.reference) }
        let uids = UIDSet(parsed.compactMap { $0?.uid }.sorted())
        guard !uids.isEmpty else { return updates.map { _ in .gone } }
        let (found, facts) = try await look(uids)
        guard let facts else { return updates.map { _ in .failed(.unopened) } }
        var outcomes: [UpdateOutcome] = Array(repeating: .gone, count: updates.count)
        var changes: [Change: [Int]] = [:]
        for (index, update) in updates.enumerated() {
            guard let reference = parsed[index], reference.validity == facts.validity,
                let message = found[reference.uid],
                let flags = message.flags
            else { continue }
            if flags.matches(update.wanted) {
                outcomes[index] = .updated(flags)
            } else if flags.matches(update.last) {
                changes[Change(flags: update.wanted), default: []].append(index)
            } else {
                outcomes[index] = .targetWon(flags)
            }
        }
        let newest = found.values.compactMap(\.modSeq).max()
        try await apply(changes, parsed, newest, &outcomes)
        return outcomes
    }

    /// Messages that get the same flags go in one command.
    private struct Change: Hashable {
        var flags: Flags
    }

    private func look(_ uids: UIDSet) async throws(Problem) -> ([UID: FetchResponse], IMAPSelection.Facts?) {
        let command = Command.uidFetch(uids, hasModSeqs ? [.uid, .flags, .modSeq] : [.uid, .flags])
        let reply = IMAPReply(command)
        let selection = connection.enqueue(in: mailbox, readOnly: false) { _ in [IMAPRequest(command, reply)] }
        let answer = try await reply.answer()
        if let problem = selection.generalProblem(host: connection.settings.endpoint.host) { throw problem }
        let host = connection.settings.endpoint.host
        if !answer.isOK, let problem = ServerProblem.general(answer.status, host: host) { throw problem }
        guard answer.isOK, let facts = selection.opened else { return ([:], nil) }
        var found: [UID: FetchResponse] = [:]
        for case .fetch(let message) in answer.untagged {
            if let uid = message.uid, message.flags != nil { found[uid] = message }
        }
        return (found, facts)
    }

    private func apply(
        _ changes: [Change: [Int]],
        _ references: [IMAPReference?],
        _ newest: UInt64?,
        _ outcomes: inout [UpdateOutcome]
    ) async throws(Problem) {
        var stores: [(indices: [Int], wanted: Flags, reply: IMAPReply)] = []
        for (change, indices) in changes {
            let uids = UIDSet(indices.compactMap { references[$0]?.uid }.sorted())
            let unchangedSince = hasModSeqs ? newest : nil
            let command = Command.uidStore(uids, .replace, change.flags, silent: false, unchangedSince: unchangedSince)
            let reply = IMAPReply(command)
            _ = connection.enqueue(in: mailbox, readOnly: false) { _ in [IMAPRequest(command, reply)] }
            stores.append((indices, change.flags, reply))
        }
        for store in stores {
            let answer = try await store.reply.answer()
            settle(store.indices, store.wanted, answer, references, &outcomes)
        }
    }

    private func settle(
        _ indices: [Int],
        _ wanted: Flags,
        _ answer: IMAPReply.Answer,
        _ references: [IMAPReference?],
        _ outcomes: inout [UpdateOutcome]
    ) {
        var now: [UID: Flags] = [:]
        for case .fetch(let message) in answer.untagged {
            if let uid = message.uid, let flags = message.flags { now[uid] = flags }
        }
        var modified = UIDSet(ranges: [])
        if case .modified(let uids) = answer.status.code { modified = uids }
        for index in indices {
            guard let uid = references[index]?.uid else { continue }
            if modified.contains(uid) {
                outcomes[index] = .targetWon(now[uid] ?? Flags())
            } else if answer.isOK {
                outcomes[index] = .updated(now[uid] ?? wanted)
            } else {
                let problem = Problem(.messageRefused, reaction: .skip, fixer: .provider, detail: answer.status.text)
                outcomes[index] = .failed(problem.on(.target))
            }
        }
    }
}

extension Problem {
    /// The folder cannot be opened for writing, so that nothing in it can be changed.
    fileprivate static let unopened = Problem(.folderUnreadable, reaction: .skip, fixer: .you, side: .target)
}

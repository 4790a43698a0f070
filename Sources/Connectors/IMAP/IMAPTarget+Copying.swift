internal import IMAP
internal import MailCore

extension IMAPTarget {
    func copy(_ batch: CopyBatch) async throws(Problem) -> [Outcome?] {
        try await onTarget { target async throws(Problem) in
            let hierarchy = try await target.account.hierarchy()
            let (from, to) = (hierarchy.name(batch.from), hierarchy.name(batch.path))
            let copying = IMAPCopying(try await target.pool.connection(), from, to, batch)
            // Two that select by turns on one connection would keep each other from copying.
            return try await target.copies.take { () async -> Result<[Outcome?], Problem> in
                do throws(Problem) { return .success(try await copying.copy()) } catch { return .failure(error) }
            }.get()
        }
    }
}

/// Copies messages from one mailbox to another (UID COPY), where the server tells what became of each (UIDPLUS).
struct IMAPCopying {
    private let connection: IMAPConnection
    private let from: MailboxName
    private let to: MailboxName
    private let batch: CopyBatch

    init(_ connection: IMAPConnection, _ from: MailboxName, _ to: MailboxName, _ batch: CopyBatch) {
        self.connection = connection
        self.from = from
        self.to = to
        self.batch = batch
    }

    func copy() async throws(Problem) -> [Outcome?] {
        let none: [Outcome?] = batch.items.map { _ in nil }
        let references = batch.items.map { IMAPReference($0.reference) }
        let hasUIDs = connection.capabilities.contains("UIDPLUS") || connection.capabilities.contains("IMAP4rev2")
        guard hasUIDs, let validity = references.compactMap({ $0?.validity }).max() else { return none }
        let uids = UIDSet(references.filter { $0?.validity == validity }.compactMap { $0?.uid }.sorted())
        guard let reply = try await ask(uids, validity) else { return none }
        let answer = try await reply.answer()
        guard answer.isOK else {
            if let problem = ServerProblem.general(answer.status, host: connection.settings.endpoint.host) {
                throw problem
            }
            return none
        }
        let copied = copies(answer.status)
        return zip(references, batch.items).map { reference, item in
            reference.flatMap { copied[$0.uid] }.map { outcome($0, item.stored) }
        }
    }

    /// Sends the command under a selection of that UIDVALIDITY: under another the UIDs would be other messages'.
    ///
    /// Between the selection and the command others may have selected something else on the connection: then once more.
    private func ask(_ uids: UIDSet, _ validity: UInt32) async throws(Problem) -> IMAPReply? {
        for _ in 1...20 {
            // Opened anew: what another connection has stored meanwhile is to be seen.
            let selection = connection.enqueue(in: from, readOnly: true, fresh: true) { _ in [] }
            let (status, facts) = try await selection.answer()
            guard status.condition == .ok, facts.validity == validity else { return nil }
            let command = Command.uidCopy(uids, to)
            let reply = IMAPReply(command)
            if connection.enqueue(under: selection, [IMAPRequest(command, reply)]) { return reply }
        }
        return nil
    }

    /// Where each message went, as COPYUID tells.
    private func copies(_ status: StatusResponse) -> [UID: IMAPReference] {
        guard case .copyUID(let validity, let source, let destination) = status.code,
            let old = source.uids(limit: batch.items.count), let new = destination.uids(limit: batch.items.count),
            old.count == new.count
        else { return [:] }
        let made = new.map { IMAPReference(validity: validity, uid: $0) }
        return Dictionary(zip(old, made), uniquingKeysWith: { first, _ in first })
    }

    private func outcome(_ reference: IMAPReference, _ stored: Stored) -> Outcome {
        if let baseline = IMAPMark(batch.baseline), reference.validity == baseline.validity,
            reference.uid < baseline.uidNext
        {
            return .alreadyThere(reference.reference)
        }
        var stored = stored
        stored.reference = reference.reference
        return .stored(stored)
    }
}

internal import IMAP
internal import MailCore

extension IMAPStoring {
    /// Servers with a limit on keywords may take a message and drop some of them: what it has now is what counts.
    ///
    /// Dovecot refuses what it cannot keep, so that only others are asked.
    func checkKeywords(_ outcomes: [Outcome], _ parcels: [IMAPParcel]) async throws(Problem) -> [Outcome] {
        let suspects = outcomes.indices.filter { !parcels[$0].flags.keywords.isEmpty && outcomes[$0].uid != nil }
        guard !suspects.isEmpty, !connection.greeting.contains("Dovecot") else { return outcomes }
        let uids = UIDSet(suspects.compactMap { outcomes[$0].uid })
        let command = Command.uidFetch(uids, [.uid, .flags])
        let reply = IMAPReply(command)
        _ = connection.enqueue(in: mailbox, readOnly: true) { _ in [IMAPRequest(command, reply)] }
        let answer = try await reply.answer()
        var found: [UID: Flags] = [:]
        for case .fetch(let message) in answer.untagged {
            if let uid = message.uid, let flags = message.flags { found[uid] = flags }
        }
        var checked = outcomes
        for index in suspects {
            guard case .stored(var stored) = outcomes[index], let uid = outcomes[index].uid, let flags = found[uid],
                !flags.matches(stored.flags)
            else { continue }
            if flags.system != stored.flags.system { stored.losses.append(.flags) }
            if flags.keywords != stored.flags.keywords, !stored.losses.contains(.keywords) {
                stored.losses.append(.keywords)
            }
            stored.flags = flags
            checked[index] = .stored(stored)
        }
        return checked
    }
}

extension Outcome {
    /// The UID under which the message was stored.
    fileprivate var uid: UID? {
        guard case .stored(let stored) = self else { return nil }
        return stored.reference.flatMap { IMAPReference($0) }?.uid
    }
}

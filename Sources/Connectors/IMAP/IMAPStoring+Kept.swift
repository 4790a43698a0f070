internal import IMAP
internal import MIME
internal import MailCore

extension IMAPStoring {
    /// Looks at what the server made of messages that it may have changed: what it has now is what counts.
    ///
    /// A server with a limit on keywords drops some of them, and Cyrus puts an X in the place of every 8-bit octet of a
    /// header (`munge8bit`). Dovecot refuses what it cannot keep, so that only others are asked.
    func checkKept(_ outcomes: [Outcome], _ parcels: [IMAPParcel]) async throws(Problem) -> [Outcome] {
        guard !connection.greeting.contains("Dovecot") else { return outcomes }
        let withHeader = outcomes.indices.filter { outcomes[$0].uid != nil && parcels[$0].hasOctetsInHeader }
        let others = outcomes.indices.filter {
            outcomes[$0].uid != nil && !parcels[$0].flags.keywords.isEmpty && !parcels[$0].hasOctetsInHeader
        }
        guard !withHeader.isEmpty || !others.isEmpty else { return outcomes }
        var found = try await look(at: others.compactMap { outcomes[$0].uid }, [.uid, .flags])
        let seen = try await look(
            at: withHeader.compactMap { outcomes[$0].uid },
            [.uid, .flags, IMAPAttributes.header]
        )
        found.merge(seen) { $1 }
        var checked = outcomes
        var spoilt: [Int] = []
        for index in others + withHeader {
            guard case .stored(var stored) = outcomes[index], let message = outcomes[index].uid.flatMap({ found[$0] })
            else { continue }
            compare(&stored, message)
            let sent = MessageRepair.repaired(Array(parcels[index].header), stored.losses)
            if let header = message.octets(.header), isSpoilt(header, sent) {
                stored.losses.append(.headers)
                spoilt.append(index)
            }
            checked[index] = .stored(stored)
        }
        for index in spoilt { checked[index] = try await replace(checked[index], parcels[index]) }
        return checked
    }

    private func look(at uids: [UID], _ items: [FetchItem]) async throws(Problem) -> [UID: FetchResponse] {
        guard !uids.isEmpty else { return [:] }
        let command = Command.uidFetch(UIDSet(uids.sorted()), items)
        let reply = IMAPReply(command)
        _ = connection.enqueue(in: mailbox, readOnly: true) { _ in [IMAPRequest(command, reply)] }
        var found: [UID: FetchResponse] = [:]
        for case .fetch(let message) in try await reply.answer().untagged {
            if let uid = message.uid { found[uid] = message }
        }
        return found
    }

    private func compare(_ stored: inout Stored, _ message: FetchResponse) {
        guard let flags = message.flags, !flags.matches(stored.flags) else { return }
        if flags.system != stored.flags.system { stored.losses.append(.flags) }
        if flags.keywords != stored.flags.keywords, !stored.losses.contains(.keywords) {
            stored.losses.append(.keywords)
        }
        stored.flags = flags
    }

    /// Whether the header is the one sent but for its 8-bit octets.
    private func isSpoilt(_ header: [UInt8], _ ours: [UInt8]) -> Bool {
        let theirs = HeaderBlock(of: header).bytes
        guard ours.count == theirs.count, !ours.elementsEqual(theirs) else { return false }
        return zip(ours, theirs).allSatisfy { $0 == $1 || $0 >= 128 }
    }
}

extension IMAPParcel {
    /// Whether the header holds what some servers do not keep.
    var hasOctetsInHeader: Bool { header.contains { $0 >= 128 } }
}

extension Outcome {
    /// The UID under which the message was stored.
    fileprivate var uid: UID? {
        guard case .stored(let stored) = self else { return nil }
        return stored.reference.flatMap { IMAPReference($0) }?.uid
    }
}

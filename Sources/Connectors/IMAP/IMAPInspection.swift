internal import IMAP
internal import MIME
internal import MailCore

/// Looks at messages without their contents.
struct IMAPInspection {
    private let connection: IMAPConnection

    init(_ connection: IMAPConnection) { self.connection = connection }

    /// The messages that still exist, in the order asked for; `fields` adds fingerprints and subjects.
    func observe(
        _ references: [Reference],
        in mailbox: MailboxName,
        fields: Bool
    ) async throws(Problem) -> [Observation] {
        let parsed = references.compactMap { IMAPReference($0) }
        guard !parsed.isEmpty else { return [] }
        let items = IMAPAttributes.items(fingerprints: fields)
        let command = Command.uidFetch(UIDSet(parsed.map(\.uid).sorted()), items)
        let reply = IMAPReply(command)
        let selection = connection.enqueue(in: mailbox, readOnly: true) { _ in [IMAPRequest(command, reply)] }
        let answer = try await reply.answer()
        if let problem = selection.generalProblem(host: connection.settings.endpoint.host) { throw problem }
        guard let facts = selection.opened else { return [] }
        guard answer.isOK else {
            throw ServerProblem.general(answer.status, host: connection.settings.endpoint.host)
                ?? Problem(.protocolViolation, reaction: .stop, fixer: .provider, detail: answer.status.text)
        }
        var found: [UID: FetchResponse] = [:]
        for case .fetch(let message) in answer.untagged {
            if let uid = message.uid, message.size != nil { found[uid] = message }
        }
        return parsed.compactMap { reference in
            guard reference.validity == facts.validity, let message = found[reference.uid] else { return nil }
            return Observation(message, reference)
        }
    }
}

extension Observation {
    /// What a FETCH tells of a message; fingerprint and subject where its header came along.
    init(_ message: FetchResponse, _ reference: IMAPReference) {
        let header = message.octets(.header).map { HeaderBlock(of: $0) }
        let size = message.size ?? 0
        self.init(
            reference: reference.reference,
            size: size,
            date: message.internalDate,
            flags: message.flags ?? Flags(),
            fingerprint: header.map { Fingerprint($0, octets: size) },
            subject: header?.subject ?? ""
        )
    }
}

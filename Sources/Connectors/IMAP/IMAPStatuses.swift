internal import IMAP
internal import MailCore

/// Asks how mailboxes stand, all at once.
struct IMAPStatuses {
    private let connection: IMAPConnection

    init(_ connection: IMAPConnection) { self.connection = connection }

    /// One answer each; nil where the mailbox does not exist or cannot be looked at.
    ///
    /// STATUS of the mailbox that is selected may be stale (RFC 9051 §6.3.11): it is left before, or opened anew.
    func ask(_ names: [MailboxName]) async throws(Problem) -> [MailboxStatus?] {
        let isReliable = connection.deselect(names)
        let replies = names.map { name in
            isReliable ? nil : connection.enqueue(in: name, readOnly: true, fresh: true) { _ in [] }
        }
        let statuses = names.map {
            isReliable ? connection.send(.status($0, [.messages, .uidNext, .uidValidity])) : nil
        }
        var answers: [MailboxStatus?] = []
        for (index, name) in names.enumerated() {
            if let reply = statuses[index] {
                let answer = try await reply.answer()
                let host = connection.settings.endpoint.host
                if !answer.isOK, let problem = ServerProblem.general(answer.status, host: host) { throw problem }
                answers.append(try await IMAPStatuses.status(reply))
            } else if let selection = replies[index] {
                let (status, facts) = try await selection.answer()
                answers.append(status.condition == .ok ? MailboxStatus(name, facts) : nil)
            }
        }
        return answers
    }

    /// What STATUS answered.
    static func status(_ reply: IMAPReply) async throws(Problem) -> MailboxStatus? {
        let answer = try await reply.answer()
        guard answer.isOK else { return nil }
        for case .mailboxStatus(let status) in answer.untagged { return status }
        return nil
    }
}

extension MailboxStatus {
    /// What opening a mailbox told.
    fileprivate init(_ name: MailboxName, _ facts: IMAPSelection.Facts) {
        self.init(name)
        messages = facts.exists
        uidNext = facts.uidNext
        uidValidity = facts.validity
    }
}

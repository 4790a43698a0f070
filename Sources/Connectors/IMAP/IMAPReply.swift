internal import IMAP
internal import MailCore
internal import Synchronization

/// The answer to one command of which everything can be held: awaited where it is needed, sent ahead of that.
final class IMAPReply: ResponseSink {
    private struct State {
        var untagged: [UntaggedResponse] = []
        var held = 0
        var result: Result<StatusResponse, Problem>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    /// Octets of names and numbers that a server may make us hold as one answer: a hundred thousand mailboxes have less.
    private static let limit = 64 << 20

    /// What a command was answered with.
    struct Answer: Sendable {
        /// How it ended.
        var status: StatusResponse
        /// The data that belong to it.
        var untagged: [UntaggedResponse]

        /// Whether the server did it.
        var isOK: Bool { status.condition == .ok }
    }

    private let command: Command
    private let state = Mutex(State())

    init(_ command: Command) { self.command = command }

    /// The answer, NO and BAD included; throws where the connection ended first.
    func answer() async throws(Problem) -> Answer {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result != nil
            }
            if isDone { continuation.resume() }
        }
        let (result, untagged) = state.withLock { ($0.result, $0.untagged) }
        guard let result else { throw .lostConnection }
        return Answer(status: try result.get(), untagged: untagged)
    }

    func take(_ response: UntaggedResponse, loose: Bool) -> Bool {
        guard isAnswer(response, loose: loose) else { return false }
        let size = IMAPReply.size(of: response)
        state.withLock { state in
            state.held += size
            if state.held <= IMAPReply.limit { state.untagged.append(response) } else { state.untagged = [] }
        }
        return true
    }

    func finish(_ result: Result<StatusResponse, Problem>) {
        let waiter = state.withLock { state in
            state.result = state.held <= IMAPReply.limit ? result : .failure(.endlessAnswer)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// About what a response takes; messages are as many as were asked for.
    private static func size(of response: UntaggedResponse) -> Int {
        switch response {
        case .list(let listing), .lsub(let listing):
            256 + listing.name.wire.count + listing.attributes.reduce(0) { $0 + 32 + $1.utf8.count }
        case .mailboxStatus(let status): 256 + status.name.wire.count
        case .search(let result): 64 + 8 * (result.all?.ranges.count ?? 0)
        case .fetch: 0
        default: 1024
        }
    }

    private func isAnswer(_ response: UntaggedResponse, loose: Bool) -> Bool {
        switch (command, response) {
        case (.capability, .capability), (.namespace, .namespace), (.id, .id), (.list, .list), (.lsub, .lsub),
            (.uidSearch, .search), (.getQuotaRoot, .quota), (.getQuotaRoot, .quotaRoot), (.enable, .enabled):
            true
        case (.list(let request), .mailboxStatus): request.asksForStatus
        case (.status(let name, _), .mailboxStatus(let status)):
            loose || status.name == name || status.name.isInbox && name.isInbox
        case (.uidStore(let uids, _, _, _, _), .fetch(let message)): message.uid.map(uids.contains) ?? false
        case (.uidFetch(let uids, _, _, _), .fetch(let message)): message.uid.map(uids.contains) ?? false
        default: false
        }
    }
}

extension ListRequest {
    fileprivate var asksForStatus: Bool {
        returning.contains { if case .status = $0 { true } else { false } }
    }
}

extension Problem {
    /// A server that does not come to an end.
    fileprivate static let endlessAnswer = Problem(
        .protocolViolation,
        reaction: .stop,
        fixer: .provider,
        detail: "IMAP limit: answer"
    )
}

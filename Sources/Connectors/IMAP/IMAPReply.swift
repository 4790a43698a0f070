internal import IMAP
internal import MailCore
internal import Synchronization

/// The answer to one command of which everything can be held: awaited where it is needed, sent ahead of that.
final class IMAPReply: ResponseSink {
    private struct State {
        var untagged: [UntaggedResponse] = []
        var result: Result<StatusResponse, Problem>?
        var waiter: CheckedContinuation<Void, Never>?
    }

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
        state.withLock { $0.untagged.append(response) }
        return true
    }

    func finish(_ result: Result<StatusResponse, Problem>) {
        let waiter = state.withLock { state in
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
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

internal import IMAP
internal import MailCore
internal import Synchronization

/// A UID FETCH whose messages are handed on as they come.
final class IMAPFetch: ResponseSink {
    private struct State {
        var result: Result<StatusResponse, Problem>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let accept: @Sendable (FetchResponse) -> Bool
    private let literal: @Sendable (StreamedLiteral) -> (any LiteralReceiver)?
    private let ended: @Sendable () -> Void
    private let state = Mutex(State())

    /// A fetch.
    ///
    /// - Parameters:
    ///   - accept: Takes a message, or says that it belongs to another command.
    ///   - literal: Takes a large body.
    ///   - ended: Called when no more messages come, before ``outcome()`` returns.
    init(
        accept: @escaping @Sendable (FetchResponse) -> Bool,
        literal: @escaping @Sendable (StreamedLiteral) -> (any LiteralReceiver)? = { _ in nil },
        ended: @escaping @Sendable () -> Void = {}
    ) {
        self.accept = accept
        self.literal = literal
        self.ended = ended
    }

    /// How the server ended the command, awaited.
    func outcome() async -> Result<StatusResponse, Problem> {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result != nil
            }
            if isDone { continuation.resume() }
        }
        return state.withLock(\.result) ?? .failure(.lostConnection)
    }

    func take(_ response: UntaggedResponse, loose: Bool) -> Bool {
        guard !loose, case .fetch(let message) = response else { return false }
        return accept(message)
    }

    func begin(_ literal: StreamedLiteral) -> (any LiteralReceiver)? { self.literal(literal) }

    func finish(_ result: Result<StatusResponse, Problem>) {
        ended()
        let waiter = state.withLock { state in
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

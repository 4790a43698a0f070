internal import IMAP
internal import MailCore
internal import Synchronization

/// A mailbox that was opened, or is about to be: SELECT or EXAMINE and what the server said about it.
final class IMAPSelection: ResponseSink {
    /// What the server says of a mailbox when it opens it.
    struct Facts: Sendable {
        var validity: UInt32 = 0
        var uidNext: UID?
        var modSeq: UInt64 = 0
        var exists = 0
        var permanentFlags: PermanentFlags?
        var isReadOnly = false
    }

    private struct State {
        var facts = Facts()
        var result: Result<StatusResponse, Problem>?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let mailbox: MailboxName
    let readOnly: Bool
    private let state = Mutex(State())

    init(_ mailbox: MailboxName, _ readOnly: Bool) {
        self.mailbox = mailbox
        self.readOnly = readOnly
    }

    /// Whether commands for that mailbox can go without another SELECT.
    func serves(_ mailbox: MailboxName, readOnly: Bool) -> Bool {
        guard self.mailbox == mailbox, readOnly || !self.readOnly else { return false }
        return state.withLock { state in
            guard case .success(let status)? = state.result else { return state.result == nil }
            return status.condition == .ok
        }
    }

    /// What the server said, once it opened the mailbox; nil before that, and where it did not.
    var opened: Facts? {
        state.withLock { state in
            guard case .success(let status)? = state.result, status.condition == .ok else { return nil }
            return state.facts
        }
    }

    /// How the server answered, awaited; throws where the connection ended first.
    func answer() async throws(Problem) -> (status: StatusResponse, facts: Facts) {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.result == nil { state.waiters.append(continuation) }
                return state.result != nil
            }
            if isDone { continuation.resume() }
        }
        let (result, facts) = state.withLock { ($0.result, $0.facts) }
        guard let result else { throw .lostConnection }
        return (try result.get(), facts)
    }

    /// The refusal, once it came.
    var refusal: StatusResponse? {
        state.withLock { state in
            guard case .success(let status)? = state.result, status.condition != .ok else { return nil }
            return status
        }
    }

    /// The refusal as a problem of the moment or the account, where it is one: not this mailbox's own.
    func generalProblem(host: String) -> Problem? { refusal.flatMap { ServerProblem.general($0, host: host) } }

    func take(_ response: UntaggedResponse, loose: Bool) -> Bool {
        state.withLock { state in
            switch response {
            case .exists(let count): state.facts.exists = count
            case .flags, .recent: break
            case .status(let status): return IMAPSelection.note(status.code, in: &state.facts)
            default: return false
            }
            return true
        }
    }

    func finish(_ result: Result<StatusResponse, Problem>) {
        let waiters = state.withLock { state in
            if case .success(let status) = result { _ = IMAPSelection.note(status.code, in: &state.facts) }
            state.result = result
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func note(_ code: ResponseCode?, in facts: inout Facts) -> Bool {
        switch code {
        case .uidValidity(let value): facts.validity = value
        case .uidNext(let value): facts.uidNext = value
        case .highestModSeq(let value): facts.modSeq = value
        case .noModSeq: facts.modSeq = 0
        case .permanentFlags(let flags): facts.permanentFlags = flags
        case .readOnly: facts.isReadOnly = true
        case .readWrite: facts.isReadOnly = false
        case .unseen, .mailboxID, .closed: break
        default: return false
        }
        return true
    }
}

import Synchronization

/// Something that happens once and can be waited for by one.
final class Moment: Sendable {
    private enum State {
        case ahead
        case awaited(CheckedContinuation<Void, Never>)
        case past
    }

    private let state = Mutex(State.ahead)

    func happen() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state = .past }
            if case .awaited(let continuation) = state { return continuation }
            return nil
        }
        waiter?.resume()
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isPast = state.withLock { state -> Bool in
                if case .past = state { return true }
                state = .awaited(continuation)
                return false
            }
            if isPast { continuation.resume() }
        }
    }
}

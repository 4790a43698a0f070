import CCurl
import Glibc
import MailCore
import Synchronization

extension CurlStream {
    /// Hands the socket to a second libcurl handle, which encrypts and verifies as it would a connection of its own.
    func startTLS() async throws(Problem) {
        let attempt = try beginUpgrade()
        let promise = Promise<Result<EasyHandle, Problem>>()
        let (origin, settings, peer) = (origin, settings, peer)
        LiveDialer.threads.submit {
            promise.settle(LiveDialer.upgrade(attempt, to: origin, peer: peer, settings))
        }
        let result = await withTaskCancellationHandler {
            await promise.value()
        } onCancel: {
            shut()
        }
        switch result {
        case .success(let handle): try adopt(handle)
        case .failure(let problem):
            shut()
            throw problem
        }
    }

    private func beginUpgrade() throws(Problem) -> Attempt {
        let attempt: Attempt? = state.withLock { state in
            guard let handle = state.handle, state.upgrade == nil else { return nil }
            // A descriptor of its own: the plain handle and the encrypted one are cleaned up independently.
            let copy = fcntl(handle.socket, F_DUPFD_CLOEXEC, 0)
            guard copy >= 0 else { return nil }
            state.upgrade = Attempt(adopting: copy)
            return state.upgrade
        }
        guard let attempt else { throw failure.lost("closed") }
        return attempt
    }

    private func adopt(_ handle: EasyHandle) throws(Problem) {
        handle.set(CURLOPT_BUFFERSIZE, CurlStream.largeRead)
        let isOpen = state.withLock { state in
            guard let plain = state.handle else { return false }
            Readiness.shared.remove(state.channel)
            plain.cleanUp()
            state.channel = Readiness.shared.add(handle.socket)
            state.handle = handle
            state.upgrade = nil
            state.lastProgress = Monotonic.now
            return true
        }
        guard isOpen else { throw failure.lost("closed") }
    }
}

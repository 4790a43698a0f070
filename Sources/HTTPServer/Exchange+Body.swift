import Synchronization

/// The body as the handler reads it.
extension Exchange {
    /// The next octets of the body; nil at its end.
    func nextChunk() async throws(BodyError) -> [UInt8]? {
        while true {
            let take = state.withLock { state in
                let take = state.upload.take()
                if state.step == .receiving, state.upload.hasRoom { state.handle?.resume() }
                return take
            }
            switch take {
            case .chunk(let bytes): return bytes
            case .end: return nil
            case .failed(let error): throw error
            case .wait: await waitForOctets()
            }
        }
    }

    private func waitForOctets() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard case .wait = state.upload.peek, !Task.isCancelled else { return true }
                    state.upload.reader = continuation
                    state.upload.isWanted = true
                    if state.step == .bodyAnnounced { state.handle?.resume() }
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let reader = state.withLock { state in
                state.upload.fail(.interrupted)
                return state.upload.takeReader()
            }
            reader?.resume()
        }
    }
}

internal import CMicrohttpd
import Synchronization

/// What the library's calls come to.
extension Exchange {
    /// Octets after a known answer that are read and thrown away, so that the client gets to see it; more closes the
    /// connection.
    static let drainLimit = 4 * 1024 * 1024

    /// What to tell the library.
    enum Verdict {
        /// Nothing yet.
        case goOn
        /// The piece of the body is to be offered again.
        case wait
        /// The answer, to be queued.
        case answer(Answer)
        /// Close the connection.
        case close
    }

    /// A call without octets: before the body, or behind it.
    func proceed() -> Verdict {
        var reader: CheckedContinuation<Void, Never>?
        let verdict = state.withLock { state -> Verdict in
            guard !state.isCut else { return .close }
            switch state.step {
            case .lineRead, .answered: return .close
            case .bodyAnnounced: return state.decideOnBody()
            case .receiving:
                state.step = .received
                state.since = .now
                state.upload.complete()
                reader = state.upload.takeReader()
                return state.answerOrWait()
            case .received: return state.answerOrWait()
            }
        }
        reader?.resume()
        return verdict
    }

    /// A piece of the body.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        var reader: CheckedContinuation<Void, Never>?
        let verdict = state.withLock { state -> Verdict in
            guard !state.isCut, state.step == .receiving else { return .close }
            guard !state.upload.isFull else {
                state.handle?.suspend()
                return .wait
            }
            state.upload.add(bytes)
            reader = state.upload.takeReader()
            return state.upload.discarded <= Exchange.drainLimit ? .goOn : .close
        }
        reader?.resume()
        return verdict
    }
}

extension Exchange.State {
    /// Before the body: reads it if it is wanted, or short enough to be thrown away; else answers at once, which closes
    /// the connection.
    fileprivate mutating func decideOnBody() -> Exchange.Verdict {
        guard let answer else {
            guard upload.isWanted else {
                handle?.suspend()
                return .goOn
            }
            step = .receiving
            since = .now
            return .goOn
        }
        if let announcedLength, announcedLength <= Exchange.drainLimit {
            step = .receiving
            return .goOn
        }
        return give(answer)
    }

    /// Behind the body: the answer, or a wait for it.
    fileprivate mutating func answerOrWait() -> Exchange.Verdict {
        if let answer { return give(answer) }
        handle?.suspend()
        return .goOn
    }

    private mutating func give(_ answer: Answer) -> Exchange.Verdict {
        step = .answered
        since = .now
        answerBytes = answer.length
        if let handle { answer.queue?.attach(handle) }
        handle = nil
        return .answer(answer)
    }
}

import Synchronization

/// Time-outs that the library does not know: it counts silence alone, and nothing at all while a connection is suspended.
extension Exchange {
    /// What a look at the clock comes to.
    enum Overdue {
        case no
        /// The client is too slow, or the exchange takes too long.
        case cut
        /// The handler has not answered in time.
        case handler
    }

    /// Looks at the clock; also sends heartbeats and ends event streams whose time is over.
    func tick(at now: ContinuousClock.Instant, limits: Server.Limits) -> Overdue {
        let (overdue, feed) = state.withLock { state in
            (state.overdue(at: now, began: began, limits: limits), state.answer?.feed)
        }
        guard let feed else { return overdue }
        feed.tick(at: now)
        return .no
    }
}

extension Exchange.State {
    fileprivate func overdue(
        at now: ContinuousClock.Instant,
        began: ContinuousClock.Instant,
        limits: Server.Limits
    ) -> Exchange.Overdue {
        guard now - began <= .seconds(limits.totalSeconds) else { return .cut }
        switch step {
        case .lineRead: return .no
        case .answered: return isTakenTooSlowly(at: now, limits: limits) ? .cut : .no
        case .bodyAnnounced, .received:
            let isSlow = answer == nil && now - since > .seconds(limits.handlerSeconds)
            return isSlow ? .handler : .no
        case .receiving:
            // A reader that lags behind has already received what counts, so the average stays above the rate.
            guard handle?.isSuspended == false else { return .no }
            let seconds = Int((now - since).components.seconds) - limits.bodyGraceSeconds
            return seconds > 0 && upload.received < seconds * limits.bodyRate ? .cut : .no
        }
    }

    /// Whether a client that takes the answer at the lowest rate would be further by now.
    private func isTakenTooSlowly(at now: ContinuousClock.Instant, limits: Server.Limits) -> Bool {
        guard let answer else { return false }
        let waited = answer.queue?.waited(until: now) ?? now - since
        let seconds = Int(waited.components.seconds) - limits.answerGraceSeconds
        return seconds > 0 && (answer.queue?.sent ?? answerBytes) < seconds * limits.answerRate
    }
}

extension Readiness {
    /// Somebody who waits.
    struct Waiter {
        let continuation: CheckedContinuation<Outcome, Never>
        let deadline: Double
    }

    /// A socket and who waits for it.
    struct Channel {
        let socket: Int32
        var isKnown = false
        var reader: Waiter?
        var writer: Waiter?
    }
}

extension Readiness.Channel {
    /// One wait each way at a time: a second reader or writer makes no sense on a stream, and is turned away.
    mutating func put(_ waiter: Readiness.Waiter, _ direction: Readiness.Direction) -> Bool {
        switch direction {
        case .read:
            guard reader == nil else { return false }
            reader = waiter
        case .write:
            guard writer == nil else { return false }
            writer = waiter
        }
        return true
    }

    mutating func take(_ direction: Readiness.Direction) -> Readiness.Waiter? {
        switch direction {
        case .read:
            defer { reader = nil }
            return reader
        case .write:
            defer { writer = nil }
            return writer
        }
    }

    func deadline(_ direction: Readiness.Direction) -> Double? {
        direction == .read ? reader?.deadline : writer?.deadline
    }
}

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
    /// One wait each way at a time: more than one reader or writer makes no sense on a stream.
    mutating func put(_ waiter: Readiness.Waiter, _ direction: Readiness.Direction) {
        switch direction {
        case .read:
            precondition(reader == nil, "two readers on one stream")
            reader = waiter
        case .write:
            precondition(writer == nil, "two writers on one stream")
            writer = waiter
        }
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

import HTTPServer
import Synchronization

/// Counts requests and how long they took, by route.
final class RequestMetrics: Sendable {
    /// What a request is counted under; each part has few values.
    struct Label: Hashable, Sendable {
        var route: String
        var method: String
        var status: Int
    }

    /// How long requests of a route took.
    struct Durations: Sendable {
        /// Requests at most as long as the bound of the same place in ``RequestMetrics/bounds``.
        var buckets = [Int](repeating: 0, count: RequestMetrics.bounds.count)
        var count = 0
        var sum = 0.0
    }

    struct Counted: Sendable {
        var requests: [Label: Int] = [:]
        var durations: [String: Durations] = [:]
    }

    /// The upper bounds of the histogram's buckets, in seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

    private let state = Mutex(Counted())

    /// What was counted until now.
    var counted: Counted { state.withLock(\.self) }

    /// Counts a request that took so many seconds until its answer was known.
    func count(_ route: String, _ method: Method, _ status: Status, seconds: Double) {
        // A client may send any word as its method.
        let known = [Method.get, .post].contains(method) ? method.rawValue : "other"
        let label = Label(route: route, method: known, status: status.rawValue)
        state.withLock { state in
            state.requests[label, default: 0] += 1
            var durations = state.durations[route] ?? Durations()
            durations.count += 1
            durations.sum += seconds
            for (index, bound) in RequestMetrics.bounds.enumerated() where seconds <= bound {
                durations.buckets[index] += 1
            }
            state.durations[route] = durations
        }
    }
}

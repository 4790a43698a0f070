import Dispatch

/// Runs blocking work on threads of its own, a bounded number at a time, in the order asked for.
final class OperationLane: Sendable {
    private let queues: [DispatchQueue]
    private let next = Turn()

    /// A lane of that many threads.
    init(width: Int) {
        queues = (0..<max(1, width)).map { DispatchQueue(label: "secrets.\($0)") }
    }

    /// Does the work there.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let queue = queues[await next.take() % queues.count]
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

/// Counts up.
private actor Turn {
    private var count = 0

    func take() -> Int {
        count &+= 1
        return count
    }
}

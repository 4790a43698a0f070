internal import Synchronization

/// Runs an action unless it is cancelled in time.
final class Deadline: Sendable {
    private let passed = Atomic(false)
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(seconds: Double, _ action: @escaping @Sendable () async -> Void) {
        let waiting = Task { [weak self] in
            try? await Task.sleep(for: .seconds(seconds))
            guard !Task.isCancelled, let self else { return }
            self.passed.store(true, ordering: .releasing)
            await action()
        }
        task.withLock { $0 = waiting }
    }

    /// Whether the action was run.
    var hasPassed: Bool { passed.load(ordering: .acquiring) }

    /// Lets the time pass without consequences.
    func cancel() { task.withLock { $0?.cancel() } }
}

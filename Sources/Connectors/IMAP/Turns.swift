import Synchronization

/// Lets work of a kind be done one after the other, in the order in which it was asked for.
final class Turns: Sendable {
    private let last = Mutex<Task<Void, Never>?>(nil)

    /// Does the work once all that was asked for before is done.
    func take<T: Sendable>(_ work: @escaping @Sendable () async -> T) async -> T {
        let own = last.withLock { last in
            let before = last
            let own = Task {
                await before?.value
                return await work()
            }
            last = Task { _ = await own.value }
            return own
        }
        return await own.value
    }
}

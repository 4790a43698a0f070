/// The octets that all migrations of a process may hold in memory together; who came first is served first.
///
/// A batch heavier than all of it waits until nothing else is held and then gets through alone.
public actor ByteBudget {
    private struct Waiter {
        var amount: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    private let capacity: Int
    private var free: Int
    private var waiters: [Waiter] = []

    /// A budget of so many octets.
    public init(capacity: Int = 24 << 20) {
        self.capacity = capacity
        free = capacity
    }

    /// Waits until the octets are free and takes them; returns what has to be given back.
    public func acquire(_ octets: Int) async -> Int {
        let amount = min(max(octets, 0), capacity)
        guard amount > free || !waiters.isEmpty else {
            free -= amount
            return amount
        }
        await withCheckedContinuation { waiters.append(Waiter(amount: amount, continuation: $0)) }
        return amount
    }

    /// Gives octets back.
    public func release(_ amount: Int) {
        free += amount
        while let first = waiters.first, first.amount <= free {
            free -= first.amount
            waiters.removeFirst().continuation.resume()
        }
    }
}

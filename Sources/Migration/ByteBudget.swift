/// The octets that all migrations of a process may hold in memory together; who came first is served first.
///
/// A migration takes memory for its connections and its journal as well: what is left for mail shrinks with every one
/// under way. A batch heavier than all of that waits until nothing else is held and then gets through alone.
public actor ByteBudget {
    private struct Waiter {
        var amount: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    /// What a migration takes besides its mail, measured.
    private static let besides = 448 << 10

    private let capacity: Int
    private var held = 0
    private var migrations = 0
    private var waiters: [Waiter] = []

    /// A budget of so many octets.
    public init(capacity: Int = 32 << 20) { self.capacity = capacity }

    /// A migration begins; it gets through however many there are.
    func join() { migrations += 1 }

    /// A migration ended.
    func leave() {
        migrations -= 1
        serve()
    }

    /// Waits until the octets are free and takes them; returns what has to be given back.
    public func acquire(_ octets: Int) async -> Int {
        let amount = min(max(octets, 0), capacity)
        if waiters.isEmpty, fits(amount) {
            held += amount
        } else {
            await withCheckedContinuation { waiters.append(Waiter(amount: amount, continuation: $0)) }
        }
        return amount
    }

    /// Gives octets back.
    public func release(_ amount: Int) {
        held -= amount
        serve()
    }

    private func serve() {
        while let first = waiters.first, fits(first.amount) {
            held += first.amount
            waiters.removeFirst().continuation.resume()
        }
    }

    private func fits(_ amount: Int) -> Bool {
        // The first migration's own share is no more than the process has anyway; some room is left for mail always.
        let room = max(capacity / 4, capacity - max(0, migrations - 1) * ByteBudget.besides)
        return held == 0 || held + amount <= room
    }
}

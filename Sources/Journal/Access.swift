import GRDB
import MailCore

/// One connection to a journal's database and the way to it.
///
/// SQLite works on the connection's own queue, never on a thread of the cooperative pool. A simulation works in place
/// instead, so that one thread and one seed decide everything.
struct Access: Sendable {
    let queue: DatabaseQueue
    let isInPlace: Bool
    let gate: Gate?

    /// Where a simulation lets a process die: before a transaction, which is then lost, or after it.
    struct Gate: Sendable {
        var before: @Sendable () throws -> Void
        var after: @Sendable () throws -> Void
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(Problem) -> T {
        try await run(body)
    }

    /// One transaction: all of it or, where the process dies, nothing.
    func write<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(Problem) -> T {
        let gate = gate
        return try await run { db in
            try gate?.before()
            var value: T?
            try db.inTransaction(.immediate) {
                value = try body(db)
                return .commit
            }
            try gate?.after()
            guard let value else { throw Problem.storage("a transaction gave no value") }
            return value
        }
    }

    /// Runs on the connection's queue; unlike GRDB's own `async` methods it is not cut short when the task is cancelled,
    /// because what was done at a server has to be written down.
    private func run<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws(Problem) -> T {
        do {
            if isInPlace { return try queue.inDatabase(body) }
            return try await withCheckedThrowingContinuation { continuation in
                queue.asyncWriteWithoutTransaction { db in
                    continuation.resume(with: Result { try body(db) })
                }
            }
        } catch {
            throw .of(error)
        }
    }
}

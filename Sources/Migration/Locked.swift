import Synchronization

/// A value that several tasks share.
final class Locked<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    func read<T: Sendable>(_ body: (Value) -> T) -> T { mutex.withLock { body($0) } }

    @discardableResult
    func change<T: Sendable>(_ body: (inout Value) -> T) -> T { mutex.withLock { body(&$0) } }
}

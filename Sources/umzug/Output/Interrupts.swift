import Dispatch
import Foundation

/// Ctrl-C and SIGTERM as calls: the first asks to end after the kind in hand, the next one to halt between messages.
///
/// Sendable because the sources are set once and afterwards only cancelled.
final class Interrupts: @unchecked Sendable {
    private let sources: [any DispatchSourceSignal]

    /// Takes the signals over until the value goes away.
    init(interrupted: @escaping @Sendable (Int) -> Void, terminated: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "umzug.signals")
        let count = Count()
        sources = [
            Interrupts.watch(SIGINT, on: queue) { interrupted(count.next()) },
            Interrupts.watch(SIGTERM, on: queue, call: terminated),
        ]
    }

    deinit {
        for source in sources { source.cancel() }
    }

    private static func watch(
        _ number: Int32,
        on queue: DispatchQueue,
        call: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
        source.setEventHandler(handler: call)
        source.resume()
        return source
    }
}

/// Counts on the one queue that signals arrive on.
private final class Count: @unchecked Sendable {
    private var value = 0

    func next() -> Int {
        value += 1
        return value
    }
}

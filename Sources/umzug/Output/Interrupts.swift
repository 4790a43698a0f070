import Dispatch
import Foundation

/// Ctrl-C and SIGTERM as calls: the first asks to end after the kind in hand, the next one to halt between messages.
///
/// A handler of our own writes the signal's number into a pipe. A dispatch source for signals would be shorter, but on
/// Linux it loses one that arrives at a thread which has not blocked it yet. Sendable because the source is set once
/// and afterwards only cancelled.
final class Interrupts: @unchecked Sendable {
    private let source: any DispatchSourceRead

    /// Takes the signals over until the value goes away; there is one value at a time.
    init(interrupted: @escaping @Sendable (Int) -> Void, terminated: @escaping @Sendable () -> Void) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { fatalError("no descriptor is left for signals") }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let (output, input) = (ends[0], ends[1])
        let count = Count()
        source = DispatchSource.makeReadSource(fileDescriptor: output, queue: DispatchQueue(label: "umzug.signals"))
        source.setEventHandler {
            var number: UInt8 = 0
            while read(output, &number, 1) == 1 {
                if Int32(number) == SIGINT { interrupted(count.next()) } else { terminated() }
            }
        }
        source.setCancelHandler {
            close(output)
            close(input)
        }
        source.resume()
        signalPipe = input
        for number in [SIGINT, SIGTERM] { signal(number, tell) }
    }

    deinit {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
        signalPipe = -1
        source.cancel()
    }
}

/// Where the handler writes to; a global with a constant at first, so that reading it runs no initialiser.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// May call nothing that is not safe in a signal handler, and leaves `errno` as the interrupted code knows it.
private func tell(_ number: Int32) {
    let kept = errno
    var octet = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe, &octet, 1)
    errno = kept
}

/// Counts on the one queue that signals arrive on.
private final class Count: @unchecked Sendable {
    private var value = 0

    func next() -> Int {
        value += 1
        return value
    }
}

import CLinux
import Glibc
import Synchronization

/// Waits for sockets to become readable or writable: one thread, one epoll set, for all streams of the process.
final class Readiness: Sendable {
    enum Direction: Hashable, Sendable { case read, write }

    /// How a wait ended.
    enum Outcome: Sendable { case ready, timedOut, closed, cancelled }

    static let shared = Readiness()

    private struct State {
        var channels: [UInt64: Channel] = [:]
        var last: UInt64 = 0
        var isRunning = false
        /// No deadline is earlier than this one.
        var nextDeadline = Double.infinity
        /// When the thread wakes up by itself.
        var wakesAt = Double.infinity
    }

    private let state = Mutex(State())
    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private let wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))

    private init() { _ = epoll_control(epoll, EPOLL_CTL_ADD, wake, EPOLLIN.rawValue, 0) }

    /// Makes a socket known under a number that is never used again.
    func add(_ socket: Int32) -> UInt64 {
        let (number, mustStart) = state.withLock { state in
            state.last += 1
            state.channels[state.last] = Channel(socket: socket)
            defer { state.isRunning = true }
            return (state.last, !state.isRunning)
        }
        if mustStart { startThread() }
        return number
    }

    /// Forgets a socket, which must still be open, and ends the waits for it.
    func remove(_ number: UInt64) {
        let channel = state.withLock { state in
            let channel = state.channels.removeValue(forKey: number)
            // Another descriptor may share the connection and would keep it in the set.
            if let channel, channel.isKnown { _ = epoll_control(epoll, EPOLL_CTL_DEL, channel.socket, 0, 0) }
            return channel
        }
        channel?.reader?.continuation.resume(returning: .closed)
        channel?.writer?.continuation.resume(returning: .closed)
    }

    /// Waits until the socket is ready, the deadline has passed, it is removed or the task is cancelled.
    func wait(_ direction: Direction, _ number: UInt64, until deadline: Double) async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waiter = Waiter(continuation: continuation, deadline: deadline)
                // The task's flag is set before its handler runs, and the handler needs the lock: nothing is missed.
                if let outcome = state.withLock({ enter(waiter, direction, number, &$0) }) {
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            let waiter = state.withLock { $0.channels[number]?.take(direction) }
            waiter?.continuation.resume(returning: .cancelled)
        }
    }

    private func enter(
        _ waiter: Waiter,
        _ direction: Direction,
        _ number: UInt64,
        _ state: inout State
    ) -> Outcome? {
        guard !Task.isCancelled else { return .cancelled }
        guard var channel = state.channels[number], channel.put(waiter, direction) else { return .closed }
        let isArmed = arm(&channel, number)
        guard isArmed else { return .closed }
        state.channels[number] = channel
        state.nextDeadline = min(state.nextDeadline, waiter.deadline)
        if state.nextDeadline < state.wakesAt {
            state.wakesAt = state.nextDeadline
            eventfd_write(wake, 1)
        }
        return nil
    }

    private func arm(_ channel: inout Channel, _ number: UInt64) -> Bool {
        var events = EPOLLONESHOT.rawValue
        if channel.reader != nil { events |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if channel.writer != nil { events |= EPOLLOUT.rawValue }
        let operation = channel.isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        channel.isKnown = true
        return epoll_control(epoll, operation, channel.socket, events, number) == 0
    }

    private func startThread() {
        var thread = pthread_t()
        pthread_create(
            &thread,
            nil,
            { _ in
                Readiness.shared.run()
            },
            nil
        )
        pthread_detach(thread)
    }

    private func run() -> Never {
        var numbers = [UInt64](repeating: 0, count: 64)
        var events = [UInt32](repeating: 0, count: 64)
        while true {
            let sleep = state.withLock { state in
                state.wakesAt = state.nextDeadline
                let seconds = state.wakesAt - Monotonic.now
                return seconds.isFinite ? Int32(max(0, min(seconds, 3600)) * 1000) + 1 : -1
            }
            let count = epoll_next(epoll, &numbers, &events, sleep)
            let ended = state.withLock { state in
                var ended: [(Waiter, Outcome)] = []
                for index in 0..<Int(max(count, 0)) {
                    happened(numbers[index], events[index], &state, &ended)
                }
                expire(&state, &ended)
                return ended
            }
            for (waiter, outcome) in ended { waiter.continuation.resume(returning: outcome) }
        }
    }

    private func happened(
        _ number: UInt64,
        _ events: UInt32,
        _ state: inout State,
        _ ended: inout [(Waiter, Outcome)]
    ) {
        if number == 0 {
            var count: eventfd_t = 0
            eventfd_read(wake, &count)
        }
        guard var channel = state.channels[number] else { return }
        let broken = EPOLLHUP.rawValue | EPOLLERR.rawValue
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | broken) != 0, let waiter = channel.take(.read) {
            ended.append((waiter, .ready))
        }
        if events & (EPOLLOUT.rawValue | broken) != 0, let waiter = channel.take(.write) {
            ended.append((waiter, .ready))
        }
        if channel.reader != nil || channel.writer != nil { _ = arm(&channel, number) }
        state.channels[number] = channel
    }

    /// Looks at all deadlines, but only once the earliest of them may have passed.
    private func expire(_ state: inout State, _ ended: inout [(Waiter, Outcome)]) {
        let now = Monotonic.now
        guard now >= state.nextDeadline else { return }
        state.nextDeadline = .infinity
        for number in Array(state.channels.keys) {
            for direction in [Direction.read, .write] {
                guard let deadline = state.channels[number]?.deadline(direction) else { continue }
                if deadline > now {
                    state.nextDeadline = min(state.nextDeadline, deadline)
                } else if let waiter = state.channels[number]?.take(direction) {
                    ended.append((waiter, .timedOut))
                }
            }
        }
    }
}

internal import CMicrohttpd
import Synchronization

/// The octets of one streamed answer, between whoever makes them and the thread that sends them.
final class OutputQueue: Sendable {
    /// Octets that may wait before a writer has to.
    private static let highWater = 128 * 1024
    /// Writes up to this size are put together.
    private static let small = 16 * 1024

    fileprivate struct State {
        var handle: Handle?
        var chunks: [[UInt8]] = []
        /// Octets of the first chunk that are sent already.
        var offset = 0
        var waiting = 0
        var sent = 0
        /// Since when octets wait without a break, and for how long they did before.
        var busySince: ContinuousClock.Instant?
        var busy = Duration.zero
        var isFinished = false
        var isBroken = false
        var isGone = false
        var writer: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Octets handed to the network.
    var sent: Int { state.withLock(\.sent) }

    /// For how long octets waited for the client until then.
    func waited(until now: ContinuousClock.Instant) -> Duration {
        state.withLock { state in state.busy + (state.busySince.map { now - $0 } ?? .zero) }
    }

    /// Whether the client has gone, so that nothing more will be read.
    var isGone: Bool { state.withLock(\.isGone) }

    /// Names the connection that reads; its callbacks may come from now on.
    func attach(_ handle: Handle) {
        state.withLock { $0.handle = handle }
    }

    /// The connection is done with the answer.
    func detach() {
        let writer = state.withLock { state in
            state.handle = nil
            state.isGone = true
            state.chunks = []
            return state.takeWriter()
        }
        writer?.resume()
    }

    /// Fills the buffer with what waits; with nothing to give, suspends the connection and gives 0.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, writer) = state.withLock { state in
            let count = state.fill(buffer)
            let hasRoom = state.waiting < OutputQueue.highWater / 2
            return (count, hasRoom ? state.takeWriter() : nil)
        }
        writer?.resume()
        return count
    }

    /// Adds octets, waiting for room first.
    func push(_ bytes: [UInt8]) async throws {
        await waitForRoom()
        try Task.checkCancellation()
        let isGone = state.withLock { state in
            guard !state.isGone else { return true }
            state.append(bytes, joiningUpTo: OutputQueue.small)
            return false
        }
        if isGone { throw CancellationError() }
    }

    /// Adds an event without waiting; the oldest that is not being sent gives way to it.
    func offer(_ event: [UInt8], backlog: Int) {
        state.withLock { state in
            guard !state.isGone, !state.isFinished else { return }
            let oldest = state.offset > 0 ? 1 : 0
            if state.chunks.count > backlog, state.chunks.count > oldest {
                state.waiting -= state.chunks.remove(at: oldest).count
            }
            state.append(event, joiningUpTo: 0)
        }
    }

    /// Adds octets only if nothing waits: whoever is slow needs no heartbeat.
    func nudge(_ bytes: [UInt8]) {
        state.withLock { state in
            guard !state.isGone, !state.isFinished, state.chunks.isEmpty else { return }
            state.append(bytes, joiningUpTo: 0)
        }
    }

    /// Ends the answer behind what waits; a broken one is cut off so that the client notices.
    func finish(broken: Bool = false) {
        state.withLock { state in
            state.isFinished = true
            state.isBroken = state.isBroken || broken
            state.handle?.resume()
        }
    }

    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard state.waiting >= OutputQueue.highWater, !state.isGone, !Task.isCancelled else { return true }
                    state.writer = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.takeWriter() }?.resume()
        }
    }
}

extension OutputQueue.State {
    mutating func takeWriter() -> CheckedContinuation<Void, Never>? {
        defer { writer = nil }
        return writer
    }

    mutating func append(_ bytes: [UInt8], joiningUpTo limit: Int) {
        if let last = chunks.last, last.count + bytes.count <= limit {
            chunks[chunks.count - 1] += bytes
        } else {
            chunks.append(bytes)
        }
        waiting += bytes.count
        busySince = busySince ?? .now
        handle?.resume()
    }

    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard !isBroken else { return mhd_end_with_error() }
        var count = 0
        while let chunk = chunks.first, count < buffer.count {
            let piece = chunk[offset...].prefix(buffer.count - count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyBytes(from: piece)
            count += piece.count
            offset += piece.count
            if offset == chunk.count {
                chunks.removeFirst()
                offset = 0
            }
        }
        waiting -= count
        sent += count
        if chunks.isEmpty, let since = busySince {
            busy += .now - since
            busySince = nil
        }
        guard count == 0 else { return count }
        guard !isFinished else { return mhd_end_of_stream() }
        handle?.suspend()
        return 0
    }
}

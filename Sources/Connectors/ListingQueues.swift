internal import MailCore
internal import Synchronization

/// Events of several listings between the connections that bring them and the one who takes them, in the order of the
/// listings.
///
/// Connections are faster than journals: while too much waits, they are left unread, all but the one that brings what is
/// to be taken next.
final class ListingQueues<Event: Sendable>: Sendable {
    private struct State {
        var queues: [[Event]]
        var ends: [Result<Void, Problem>?]
        var current = 0
        var held = 0
        var isBounded = true
        var isAbandoned = false
        var consumer: CheckedContinuation<Void, Never>?
        var producers: [CheckedContinuation<Void, Never>] = []
    }

    /// Events that may wait; one holds at most a thousand items.
    private static var limit: Int { 16 }

    private let state: Mutex<State>

    init(count: Int) {
        let ends: [Result<Void, Problem>?] = Array(repeating: nil, count: count)
        state = Mutex(State(queues: Array(repeating: [], count: count), ends: ends))
    }

    /// The events as whoever asked for the listings gets them; letting go of them is abandoning the listings.
    func stream() -> AsyncThrowingStream<Event, any Error> {
        let taker = Taker(queues: self)
        return AsyncThrowingStream { try await taker.queues.next() }
    }

    private final class Taker: Sendable {
        let queues: ListingQueues

        init(queues: ListingQueues) { self.queues = queues }

        deinit { queues.abandon() }
    }

    // MARK: - The connections' side

    /// Adds an event to a listing.
    func push(_ event: Event, of index: Int) {
        wake { state in
            guard !state.isAbandoned else { return }
            state.queues[index].append(event)
            state.held += 1
        }
    }

    /// A listing ended.
    func finish(_ index: Int, _ problem: Problem? = nil) {
        wake { $0.ends[index] = problem.map { .failure($0) } ?? .success(()) }
    }

    /// Every listing ended that has not yet.
    func finishAll(_ problem: Problem) {
        wake { state in
            for index in state.ends.indices where state.ends[index] == nil { state.ends[index] = .failure(problem) }
        }
    }

    /// Returns when there is room for more of a listing.
    func room(for index: Int) async {
        while !hasRoom(for: index) { await waitForRoom(for: index) }
    }

    private func hasRoom(for index: Int) -> Bool { state.withLock { ListingQueues.hasRoom(for: index, $0) } }

    private static func hasRoom(for index: Int, _ state: State) -> Bool {
        !state.isBounded || state.isAbandoned || state.held <= limit || index <= state.current
    }

    /// Lifts the bound: a listing asks again for something that comes behind what waits.
    func unbind() {
        wake { $0.isBounded = false }
    }

    private func waitForRoom(for index: Int) async {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                guard !ListingQueues.hasRoom(for: index, state) else { return true }
                state.producers.append(continuation)
                return false
            }
            if hasRoom { continuation.resume() }
        }
    }

    /// Changes the state and wakes whoever waited for a change.
    private func wake(_ change: (inout State) -> Void) {
        let (consumer, producers) = state.withLock { state in
            change(&state)
            defer { (state.consumer, state.producers) = (nil, []) }
            return (state.consumer, state.producers)
        }
        consumer?.resume()
        for producer in producers { producer.resume() }
    }

    // MARK: - The taker's side

    /// The next event, nil at the end of the last listing.
    func next() async throws(Problem) -> Event? {
        while true {
            var step = Step.wait
            wake { step = ListingQueues.step(&$0) }
            switch step {
            case .event(let event): return event
            case .end: return nil
            case .failed(let problem): throw problem
            case .wait: await waitForEvent()
            }
        }
    }

    /// Nobody takes the events any more.
    func abandon() {
        wake { state in
            state.isAbandoned = true
            for index in state.queues.indices { state.queues[index] = [] }
            state.current = state.queues.count
        }
    }

    private enum Step {
        case event(Event), failed(Problem), end, wait
    }

    private static func step(_ state: inout State) -> Step {
        // Called off in the middle: that is not the end of what there is.
        guard !state.isAbandoned else { return .failed(.lostConnection) }
        while state.current < state.queues.count {
            if !state.queues[state.current].isEmpty {
                state.held -= 1
                return .event(state.queues[state.current].removeFirst())
            }
            switch state.ends[state.current] {
            case nil: return .wait
            case .success: state.current += 1
            case .failure(let problem): return .failed(problem)
            }
        }
        return .end
    }

    private func waitForEvent() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isThere = state.withLock { state in
                    let isOver = state.current >= state.queues.count
                    if isOver || !state.queues[state.current].isEmpty || state.ends[state.current] != nil {
                        return true
                    }
                    state.consumer = continuation
                    return false
                }
                if isThere { continuation.resume() }
            }
        } onCancel: {
            abandon()
        }
    }
}

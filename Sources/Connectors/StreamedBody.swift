internal import MailCore
internal import Synchronization

/// A large body between the connection that delivers it and whoever consumes it, of which little is held at a time.
final class StreamedBody: LiteralReceiver {
    /// Looks at the beginning of a body, and says whether it has seen enough.
    typealias Begun = @Sendable (_ body: StreamedBody, _ beginning: [UInt8], _ isAll: Bool) -> Bool

    private struct State {
        var chunks: [[UInt8]] = []
        var held = 0
        var isEnded = false
        var isDiscarded = false
        var problem: Problem?
        var reader: CheckedContinuation<Void, Never>?
        var consumer: CheckedContinuation<Void, Never>?
    }

    /// Octets that are held before the connection is left unread.
    private static let window = 512 << 10

    private let state = Mutex(State())
    /// Looks at the beginning until it has seen enough; given everything that came so far.
    private let begun: Mutex<Begun?>
    private let beginning = Mutex<[UInt8]>([])

    /// A body; `begun` is called with more and more of its beginning until it says that it has seen enough.
    init(begun: @escaping Begun) { self.begun = Mutex(begun) }

    // MARK: - The connection's side

    func push(_ octets: [UInt8]) async {
        look(at: octets, isAll: false)
        await withCheckedContinuation { continuation in
            let (mayGoOn, consumer): (Bool, CheckedContinuation<Void, Never>?) = state.withLock { state in
                guard !state.isDiscarded, state.problem == nil else { return (true, nil) }
                state.chunks.append(octets)
                state.held += octets.count
                let hasRoom = state.held < StreamedBody.window || isLooking
                if !hasRoom { state.reader = continuation }
                defer { state.consumer = nil }
                return (hasRoom, state.consumer)
            }
            consumer?.resume()
            if mayGoOn { continuation.resume() }
        }
    }

    func end() {
        look(at: [], isAll: true)
        stop { $0.isEnded = true }
    }

    func fail(_ problem: Problem) { stop { $0.problem = problem } }

    private var isLooking: Bool { begun.withLock { $0 != nil } }

    private func look(at octets: [UInt8], isAll: Bool) {
        guard let look = begun.withLock({ $0 }) else { return }
        let soFar = beginning.withLock { beginning in
            beginning += octets
            return beginning
        }
        guard look(self, soFar, isAll) else { return }
        begun.withLock { $0 = nil }
        beginning.withLock { $0 = [] }
    }

    private func stop(_ change: (inout State) -> Void) {
        let (reader, consumer) = state.withLock { state in
            change(&state)
            defer { (state.reader, state.consumer) = (nil, nil) }
            return (state.reader, state.consumer)
        }
        reader?.resume()
        consumer?.resume()
    }

    // MARK: - The consumer's side

    /// The next octets, nil at the end.
    func next() async throws(Problem) -> [UInt8]? {
        while true {
            let (octets, isOver, problem, reader) = takeNext()
            reader?.resume()
            if let octets { return octets }
            if let problem { throw problem }
            if isOver { return nil }
            await waitForMore()
        }
    }

    /// Lets the rest pass unseen.
    func discard() {
        stop { state in
            state.isDiscarded = true
            state.chunks = []
            state.held = 0
        }
    }

    private func takeNext() -> ([UInt8]?, Bool, Problem?, CheckedContinuation<Void, Never>?) {
        state.withLock { state in
            // What came before the connection broke is of no use: the item is to be sent again whole.
            guard state.problem == nil, !state.chunks.isEmpty else {
                return (nil, state.isEnded || state.isDiscarded, state.problem, nil)
            }
            let octets = state.chunks.removeFirst()
            state.held -= octets.count
            guard state.held < StreamedBody.window else { return (octets, false, nil, nil) }
            defer { state.reader = nil }
            return (octets, false, nil, state.reader)
        }
    }

    private func waitForMore() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                let isThere = !state.chunks.isEmpty || state.isEnded || state.isDiscarded || state.problem != nil
                if !isThere { state.consumer = continuation }
                return isThere
            }
            if isThere { continuation.resume() }
        }
    }
}

/// A large body as its consumer holds it: letting go of it is discarding it, so that the connection never waits in vain.
final class StreamedBodyContent: ContentStream {
    /// Asks for the same item again.
    typealias Again = @Sendable () async throws(Problem) -> Content?

    private let body: StreamedBody
    private let repeated: Again

    init(_ body: StreamedBody, again: @escaping Again) {
        self.body = body
        repeated = again
    }

    func next() async throws(Problem) -> [UInt8]? { try await body.next() }

    func again() async throws(Problem) -> Content? { try await repeated() }

    func discard() async { body.discard() }

    deinit { body.discard() }
}

internal import IMAP
internal import MailCore
internal import Synchronization

extension IMAPConnection {
    /// The reader: feeds the parser and hands every event to whom it belongs.
    func read(_ parser: ResponseParser) async {
        var parser = parser
        do throws(Problem) {
            // What the server sent behind the login's end waits in the parser already.
            while let event = try IMAPConnection.next(&parser) { try await handle(event, &parser) }
            while true {
                let octets = try await nextOctets()
                guard !octets.isEmpty else { throw endOfStream }
                carried(octets.count)
                parser.receive(octets)
                while let event = try IMAPConnection.next(&parser) { try await handle(event, &parser) }
                await makeRoom()
            }
        } catch {
            fail(error.isTransient ? endOfStream(or: error) : error)
        }
    }

    /// The stream's own time-out may be shorter than ours, and nothing has to come while nothing is asked for.
    private func nextOctets() async throws(Problem) -> [UInt8] {
        while true {
            let began = ContinuousClock.now
            do throws(Problem) {
                return try await stream.read()
            } catch {
                guard error.code == .noAnswer, isOpen, began.duration(to: .now) > .seconds(1) else { throw error }
            }
        }
    }

    private static func next(_ parser: inout ResponseParser) throws(Problem) -> Event? {
        do throws(IMAPError) {
            return try parser.next()
        } catch {
            throw error.problem
        }
    }

    private func handle(_ event: Event, _ parser: inout ResponseParser) async throws(Problem) {
        switch event {
        case .tagged(let response):
            beginCompression(after: response, &parser)
            finish(response)
        case .untagged(let response): route(response)
        case .continuation: openGate()
        case .literalBegin(let literal): route(literal)
        case .literalChunk(let octets): await push(octets)
        case .literalEnd: state.withLock { take(&$0.literal) }?.end()
        case .malformed(let response): settings.log?("S: malformed: \(response.excerpt)")
        case .greeting: break
        }
    }

    private func finish(_ response: TaggedResponse) {
        settings.log?("S: \(response.tag) \(response.status.condition) \(response.status.text)")
        var exchange: IMAPExchange?
        var writer: CheckedContinuation<Bool, Never>?
        state.withLock { state in
            guard let index = state.pending.firstIndex(where: { $0.encoded.tag == response.tag }) else { return }
            let found = state.pending.remove(at: index)
            state.backlog -= found.encoded.octets
            // Refused while it waits with a literal: nothing more of it may be sent.
            if state.gate.tag == response.tag { writer = take(&state.gate.waiter) }
            exchange = found
        }
        writer?.resume(returning: false)
        exchange?.sink.finish(.success(response.status))
    }

    private func route(_ response: UntaggedResponse) {
        if case .status(let status) = response, status.condition == .bye {
            state.withLock { $0.farewell = status }
        }
        for loose in [false, true] {
            for candidate in candidates where candidate.sink.take(response, loose: loose) { return }
        }
    }

    private func route(_ literal: StreamedLiteral) {
        for candidate in candidates {
            guard let receiver = candidate.sink.begin(literal) else { continue }
            return state.withLock { $0.literal = receiver }
        }
    }

    /// Waits where the command that is being answered has more than it can hold.
    private func makeRoom() async {
        let due = state.withLock { state in
            state.isPaused = true
            return state.pending.first { !$0.isBarrier }
        }
        await due?.sink.makeRoom()
        state.withLock { state in
            state.isPaused = false
            state.lastActivity = .now
        }
    }

    /// The commands that a response may belong to.
    private var candidates: ArraySlice<IMAPExchange> {
        state.withLock { state in
            let barrier = state.pending.firstIndex(where: \.isBarrier) ?? state.pending.count - 1
            return state.pending[..<(barrier + 1)]
        }
    }

    /// Waits for whoever consumes the body; the server's silence meanwhile is our own doing.
    private func push(_ octets: [UInt8]) async {
        let receiver = state.withLock { state in
            state.isPaused = state.literal != nil
            return state.literal
        }
        await receiver?.push(octets)
        state.withLock { state in
            state.isPaused = false
            state.lastActivity = .now
        }
    }

    private var endOfStream: Problem { endOfStream(or: .lostConnection) }

    /// What the server said in farewell tells more than that it closed.
    private func endOfStream(or problem: Problem) -> Problem {
        state.withLock { $0.farewell }.map { ServerProblem.farewell($0, host: settings.endpoint.host) } ?? problem
    }

    private func take<Value>(_ value: inout Value?) -> Value? {
        defer { value = nil }
        return value
    }
}

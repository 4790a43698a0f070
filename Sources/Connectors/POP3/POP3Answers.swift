internal import MailCore
internal import POP3
internal import Synchronization

/// The answers to a run of commands of which everything can be held.
final class POP3Answers: POP3Receiver {
    private struct State {
        var events: [Event] = []
        var messages: [Int: [UInt8]] = [:]
        var result: Result<Void, Problem>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// The bodies that came, by number.
    var messages: [Int: [UInt8]] { state.withLock(\.messages) }

    /// Everything but bodies, once all is answered; what was refused is left out.
    func events() async throws(Problem) -> [Event] {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.result == nil { state.waiter = continuation }
                return state.result != nil
            }
            if isDone { continuation.resume() }
        }
        let (result, events) = state.withLock { ($0.result, $0.events) }
        try result?.get()
        return events
    }

    func begin(_ number: Int) -> (any LiteralReceiver)? {
        HeldBody { octets, count in
            if octets.count == count { self.state.withLock { $0.messages[number] = octets } }
        }
    }

    func refused(_ command: Command, _ reply: Reply) {}

    func take(_ event: Event) { state.withLock { $0.events.append(event) } }

    func finish(_ problem: Problem?) {
        let waiter = state.withLock { state in
            state.result = problem.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}

/// A body that is held until it is complete, but for one that is far larger than anything that is held.
final class HeldBody: LiteralReceiver {
    /// Octets beyond which a body is only counted.
    static let limit = 2 << 20

    private let body = Mutex<(octets: [UInt8], count: Int)>(([], 0))
    private let ended: @Sendable ([UInt8], Int) -> Void

    /// A body; `ended` gets its octets and how many there were, which is more where they were not held.
    init(_ ended: @escaping @Sendable (_ octets: [UInt8], _ count: Int) -> Void) { self.ended = ended }

    func push(_ octets: [UInt8]) async {
        body.withLock { body in
            body.count += octets.count
            if body.count <= HeldBody.limit { body.octets += octets } else { body.octets = [] }
        }
    }

    func end() {
        let (octets, count) = body.withLock { $0 }
        ended(octets, count)
    }

    func fail(_ problem: Problem) {}
}

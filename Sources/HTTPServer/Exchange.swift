internal import CMicrohttpd
import Synchronization

/// One request and its answer, between the library's thread and the handler's task.
///
/// The library calls for a request (1) when its header section is there, (2) for each piece of its body, (3) when it is
/// complete, and again after each resume. A handler starts at (1). A request with a body is suspended there until somebody
/// reads the body or the answer is known, so that a body that nobody wants is never invited. A request without one is
/// suspended at (3): an answer given at (1) would close the connection.
final class Exchange: Sendable {
    /// Where the exchange stands.
    enum Step {
        /// The request line was read.
        case lineRead
        /// The handler runs; a body is announced, and nobody has asked for it.
        case bodyAnnounced
        /// The body comes in.
        case receiving
        /// The request is complete.
        case received
        /// The answer is the library's.
        case answered
    }

    struct State {
        var step = Step.lineRead
        var handle: Handle?
        var upload = Upload(limit: 0)
        var announcedLength: Int?
        var answer: Answer?
        /// Octets of an answer that is sent in one piece.
        var answerBytes = 0
        var task: Task<Void, Never>?
        var isCut = false
        var method = ""
        var peer: String
        var requestID = ""
        /// Since when the client, or else the handler, is waited for.
        var since = ContinuousClock.now
    }

    /// The request target as sent.
    let target: String
    let connection: Connection
    let began = ContinuousClock.now
    let state: Mutex<State>

    init(target: String, connection: Connection) {
        self.target = target
        self.connection = connection
        state = Mutex(State(peer: connection.peer))
    }

    /// Whether the handler has been started.
    var isStarted: Bool { state.withLock { $0.step != .lineRead } }

    /// The header section is there: names the connection, and suspends it where a body is announced.
    func open(_ handle: Handle, method: String, bodyLength: Int?, hasBody: Bool, bodyLimit: Int) {
        state.withLock { state in
            state.handle = handle
            state.method = method
            state.upload = Upload(limit: bodyLimit)
            state.announcedLength = bodyLength
            state.since = .now
            state.step = hasBody ? .bodyAnnounced : .received
            if hasBody {
                state.handle?.suspend()
            } else {
                state.upload.complete()
            }
        }
    }

    /// Names the task that runs the handler, to be cancelled when the client goes.
    func run(_ task: Task<Void, Never>) {
        let isOver = state.withLock { state in
            state.task = task
            return state.handle == nil && state.step != .answered
        }
        if isOver { task.cancel() }
    }

    /// The answer is known; the first one counts.
    @discardableResult
    func finish(_ answer: Answer) -> Bool {
        state.withLock { state in
            guard state.answer == nil, state.handle != nil else { return false }
            state.answer = answer
            state.upload.discard()
            state.handle?.resume()
            return true
        }
    }

    /// The handler took too long: answers for it.
    func expire() {
        guard finish(.plain(.unavailable, "Service Unavailable")) else { return }
        state.withLock(\.task)?.cancel()
    }

    /// The answer could not be sent; another one was.
    func replace(_ answer: Answer, by substitute: Answer) {
        answer.release()
        state.withLock { $0.answer = substitute }
    }

    /// The client's share of a broadcast, where the answer is one.
    var feed: EventFeed? { state.withLock { $0.answer?.feed } }

    /// Ends the exchange without an answer as soon as the library asks.
    func cut() {
        let (task, queue) = state.withLock { state in
            state.isCut = true
            state.handle?.resume()
            return (state.task, state.answer?.queue)
        }
        task?.cancel()
        queue?.finish(broken: true)
    }

    /// The library is done with the exchange.
    func complete() {
        let (task, reader, answer) = state.withLock { state in
            state.handle = nil
            state.upload.fail(.interrupted)
            return (state.task, state.upload.takeReader(), state.answer)
        }
        reader?.resume()
        answer?.release()
        // A stream that was sent to its end has ended its task by itself.
        task?.cancel()
    }
}

internal import IMAP
internal import MailCore
internal import Synchronization

/// A connection that is logged in, and everything that is under way on it.
///
/// Commands are sent as they are given, without waiting for answers; three tasks share the work:
/// ```
/// callers ── enqueue ──▶ outbox ──▶ writer ──▶ ByteStream        pending: commands in the order in which they were sent
///    ▲                                            │
///    └── ResponseSink ◀── route ◀── reader ◀──────┘              watchdog: closes what is silent for too long
/// ```
/// A response goes to the first pending command that takes it, looking no further than the first SELECT: what belongs to
/// commands behind that cannot come before its tagged OK. FETCH data are told apart by UID, because servers answer
/// fetches of one mailbox together; the tag only says that a command has ended.
final class IMAPConnection: Sendable {
    struct State {
        var lastTag = 0
        var pending: [IMAPExchange] = []
        var outbox: [IMAPExchange] = []
        var idleWriter: CheckedContinuation<Void, Never>?
        var gate = Gate()
        var selection: IMAPSelection?
        var backlog = 0
        var failure: Problem?
        /// Whose answer was due when the connection ended.
        var dueAtFailure: (any ResponseSink)?
        var farewell: StatusResponse?
        var ahead: IMAPAhead?
        var literal: (any LiteralReceiver)?
        var lastActivity = ContinuousClock.now
        var isPaused = false
        var spoilsHeaders = false
        var line = LineMeter()
        /// Whether COMPRESS was asked for, or must not be.
        var isLineSettled = false
        var tasks: [Task<Void, Never>] = []
    }

    let capabilities: Capabilities
    let greeting: String
    let peer: String
    let settings: ConnectorSettings
    let stream: CompressibleStream
    let state = Mutex(State())

    init(_ login: IMAPLogin.Outcome, settings: ConnectorSettings, mayCompress: Bool) {
        capabilities = login.capabilities
        greeting = login.greeting
        peer = login.peer
        stream = CompressibleStream(login.stream)
        self.settings = settings
        let parser = login.parser
        let canCompress = mayCompress && capabilities.contains("COMPRESS=DEFLATE")
        state.withLock { state in
            state.isLineSettled = !canCompress
            state.pending = login.ahead?.exchanges ?? []
            state.ahead = login.ahead
        }
        let tasks = [
            Task { await self.read(parser) },
            Task { await self.write() },
            Task { await self.watch() },
        ]
        state.withLock { $0.tasks = tasks }
    }

    /// The look that was taken ahead, for whoever asks first.
    func takeAhead() -> IMAPAhead? {
        state.withLock { state in
            defer { state.ahead = nil }
            return state.ahead
        }
    }

    /// Whether commands can be sent.
    var isOpen: Bool { state.withLock { $0.failure == nil } }

    /// Whether the server was seen to replace 8-bit octets of headers.
    var spoilsHeaders: Bool {
        get { state.withLock { $0.spoilsHeaders } }
        set { state.withLock { $0.spoilsHeaders = newValue } }
    }

    /// How much is under way: what decides between connections.
    var load: Int { state.withLock { $0.backlog + 1_000 * $0.pending.count } }

    /// Sends commands one behind the other, with nothing in between.
    func enqueue(_ requests: [IMAPRequest]) {
        var refused: Problem?
        let writer: CheckedContinuation<Void, Never>? = state.withLock { state in
            refused = state.failure
            guard refused == nil else { return nil }
            return append(writable(requests, &state), to: &state)
        }
        writer?.resume()
        if let refused { for request in requests { request.sink.finish(.failure(refused)) } }
    }

    /// Sends commands for a mailbox, which is selected before where it is not the one that was selected last.
    ///
    /// The selection is to be asked what came of it: where it failed, the commands were refused.
    func enqueue(
        in mailbox: MailboxName,
        readOnly: Bool,
        fresh: Bool = false,
        _ requests: (IMAPSelection) -> [IMAPRequest]
    ) -> IMAPSelection {
        var refused: (Problem, [IMAPRequest])?
        var writer: CheckedContinuation<Void, Never>?
        let selection: IMAPSelection = state.withLock { state in
            let isKept = !fresh && state.selection?.serves(mailbox, readOnly: readOnly) == true
            let selection =
                isKept ? state.selection ?? IMAPSelection(mailbox, readOnly) : IMAPSelection(mailbox, readOnly)
            var all = requests(selection)
            if !isKept {
                let condstore = capabilities.contains("CONDSTORE")
                let open: Command =
                    readOnly ? .examine(mailbox, condstore: condstore) : .select(mailbox, condstore: condstore)
                all.insert(IMAPRequest(open, selection), at: 0)
            }
            if let failure = state.failure {
                refused = (failure, all)
            } else {
                writer = append(all, to: &state)
                state.selection = selection
            }
            return selection
        }
        writer?.resume()
        if let (problem, all) = refused { for request in all { request.sink.finish(.failure(problem)) } }
        return selection
    }

    /// Sends commands only if what was selected last is still that; gives whether they were sent.
    func enqueue(under selection: IMAPSelection, _ requests: [IMAPRequest]) -> Bool {
        var writer: CheckedContinuation<Void, Never>?
        let isSent: Bool = state.withLock { state in
            guard state.selection === selection, state.failure == nil else { return false }
            writer = append(requests, to: &state)
            return true
        }
        writer?.resume()
        return isSent
    }

    /// Leaves the selected mailbox if it is among these; gives whether none of them is selected now.
    func deselect(_ mailboxes: [MailboxName]) -> Bool {
        let reply = IMAPReply(.unselect)
        var writer: CheckedContinuation<Void, Never>?
        let isFree: Bool = state.withLock { state in
            guard let selected = state.selection?.mailbox, mailboxes.contains(selected), state.failure == nil else {
                return true
            }
            guard capabilities.contains("UNSELECT") || capabilities.contains("IMAP4rev2") else { return false }
            writer = append([IMAPRequest(.unselect, reply)], to: &state)
            state.selection = nil
            return true
        }
        writer?.resume()
        return isFree
    }

    /// Sends a command and gives its answer.
    func run(_ command: Command) async throws(Problem) -> IMAPReply.Answer {
        let reply = IMAPReply(command)
        enqueue([IMAPRequest(command, reply)])
        return try await reply.answer()
    }

    /// Ends the connection; whoever waits for an answer gets the problem.
    func fail(_ problem: Problem) {
        let (first, state) = state.withLock { state in
            let before = state
            let isFirst = state.failure == nil
            if isFirst {
                state.failure = problem
                state.dueAtFailure = state.pending.first { !$0.isBarrier }?.sink
            }
            (state.pending, state.outbox, state.idleWriter, state.literal) = ([], [], nil, nil)
            state.gate = Gate()
            return (isFirst, before)
        }
        guard first else {
            // The reader may have come to a body just before it noticed.
            state.literal?.fail(problem)
            return
        }
        state.idleWriter?.resume()
        state.gate.waiter?.resume(returning: false)
        state.literal?.fail(problem)
        for exchange in state.pending { exchange.sink.finish(.failure(problem)) }
        for task in state.tasks { task.cancel() }
        let stream = stream
        Task { await stream.close() }
    }

    /// Whether the connection ended while it owed the answer to this command, and not to one before.
    func wasDue(_ sink: any ResponseSink) -> Bool { state.withLock { $0.dueAtFailure === sink } }

    /// Logs out without waiting for the server's farewell, and closes.
    func close() async {
        guard isOpen else { return }
        let isIdle = state.withLock { $0.pending.isEmpty && $0.outbox.isEmpty && $0.idleWriter != nil }
        let logout = Command.logout.encode(tag: "bye", literals: .synchronizing)
        if isIdle { for case .octets(let octets) in logout.pieces { try? await stream.write(octets) } }
        fail(.lostConnection)
        await stream.close()
    }

    /// Puts a SELECT before an APPEND to the very mailbox that is open read-only, where it cannot be left instead.
    ///
    /// Courier: `NO Current box is selected READ-ONLY.`
    private func writable(_ requests: [IMAPRequest], _ state: inout State) -> [IMAPRequest] {
        guard case .append(let mailbox, _)? = requests.first?.command, let open = state.selection, open.readOnly,
            open.mailbox == mailbox, !capabilities.contains("UNSELECT")
        else { return requests }
        let selection = IMAPSelection(mailbox, false)
        state.selection = selection
        return [IMAPRequest(.select(mailbox, condstore: capabilities.contains("CONDSTORE")), selection)] + requests
    }

    /// Queues commands and gives the writer if it is to be woken.
    private func append(_ requests: [IMAPRequest], to state: inout State) -> CheckedContinuation<Void, Never>? {
        for request in requests {
            state.lastTag += 1
            let encoded = request.command.encode(tag: "u\(state.lastTag)", literals: capabilities.literals)
            let exchange = IMAPExchange(
                encoded: encoded,
                sink: request.sink,
                body: request.body,
                isBarrier: request.command.selects,
                isCompression: request.command.compresses
            )
            if state.pending.isEmpty { state.lastActivity = .now }
            state.pending.append(exchange)
            state.outbox.append(exchange)
            state.backlog += encoded.octets
        }
        defer { state.idleWriter = nil }
        return state.idleWriter
    }
}

extension Command {
    /// Whether it changes which mailbox is selected.
    fileprivate var selects: Bool {
        switch self {
        case .select, .examine, .unselect: true
        default: false
        }
    }

    /// Whether nothing may be sent behind it before it is answered.
    fileprivate var compresses: Bool { if case .compressDeflate = self { true } else { false } }
}

extension EncodedCommand {
    /// How many octets it makes the connection carry.
    var octets: Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .octets(let octets): sum + octets.count
            case .stream(let length): sum + length
            case .awaitContinuation: sum
            }
        }
    }
}

extension Problem {
    /// The connection broke, and nothing more is known.
    static let lostConnection = Problem(.connectionLost, reaction: .retry(afterSeconds: nil), fixer: .provider)
}

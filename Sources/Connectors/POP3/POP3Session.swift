internal import MailCore
internal import POP3
internal import Synchronization

/// What takes the answers to a run of commands; called by the session's one task, in order.
protocol POP3Receiver: AnyObject, Sendable {
    /// A message begins; what takes its octets.
    func begin(_ number: Int) -> (any LiteralReceiver)?
    /// A command of the run was refused.
    func refused(_ command: Command, _ reply: Reply)
    /// Anything else that answers a command of the run.
    func take(_ event: Event)
    /// Every command of the run is answered, or the session ended before.
    func finish(_ problem: Problem?)
}

/// A POP3 session: commands go ahead of their answers where the server allows it, on the one connection that there can
/// be, because POP3 locks the mailbox.
final class POP3Session: Sendable {
    private struct Run {
        var commands: [Command]
        var receiver: any POP3Receiver
    }

    private struct State {
        var runs: [Run] = []
        var idle: CheckedContinuation<Void, Never>?
        var failure: Problem?
        var receiver: (any LiteralReceiver)?
        var watch: Deadline?
    }

    let capabilities: Capabilities
    let greeting: String
    let peer: String
    private let settings: ConnectorSettings
    private let stream: any ByteStream
    private let state = Mutex(State())

    init(_ login: POP3Login.Outcome, _ settings: ConnectorSettings) {
        capabilities = login.capabilities
        greeting = login.greeting
        peer = login.peer
        stream = login.stream
        self.settings = settings
        let conversation = login.conversation
        Task { await self.drive(conversation) }
    }

    /// Whether commands can be sent.
    var isOpen: Bool { state.withLock { $0.failure == nil } }

    /// Queues commands whose answers belong together.
    func run(_ commands: [Command], _ receiver: any POP3Receiver) {
        let (idle, failure) = state.withLock { state in
            if state.failure == nil { state.runs.append(Run(commands: commands, receiver: receiver)) }
            defer { state.idle = nil }
            return (state.idle, state.failure)
        }
        idle?.resume()
        if let failure { receiver.finish(failure) }
    }

    /// Ends the session without QUIT having to be answered; nothing is ever deleted, so nothing depends on it.
    func close() async {
        guard isOpen else { return }
        try? await stream.write(Array("QUIT\r\n".utf8))
        fail(.lostConnection)
        await stream.close()
    }

    private func fail(_ problem: Problem) {
        let before = state.withLock { state in
            let before = (state.failure == nil, state.runs, state.idle, state.receiver)
            state.failure = state.failure ?? problem
            (state.runs, state.idle, state.receiver) = ([], nil, nil)
            return before
        }
        guard before.0 else { return }
        before.2?.resume()
        before.3?.fail(problem)
        for run in before.1 { run.receiver.finish(problem) }
        let stream = stream
        Task { await stream.close() }
    }

    // MARK: - The session's task

    /// Commands under way, the oldest first, each with its run and whether it is the run's last.
    private struct Flight {
        var conversation: Conversation
        var waiting: [(command: Command, receiver: any POP3Receiver, isLast: Bool)] = []
        var sent: [(receiver: any POP3Receiver, isLast: Bool)] = []
    }

    private func drive(_ conversation: Conversation) async {
        var flight = Flight(conversation: conversation)
        do throws(Problem) {
            while isOpen {
                admit(&flight)
                try await send(&flight)
                if flight.sent.isEmpty {
                    await waitForRuns()
                } else {
                    try await receive(&flight)
                }
            }
        } catch {
            for (receiver, isLast) in flight.sent where isLast { receiver.finish(error) }
            for (_, receiver, isLast) in flight.waiting where isLast { receiver.finish(error) }
            fail(error)
            return
        }
        let problem = state.withLock(\.failure) ?? .lostConnection
        for (receiver, isLast) in flight.sent where isLast { receiver.finish(problem) }
        for (_, receiver, isLast) in flight.waiting where isLast { receiver.finish(problem) }
    }

    private func admit(_ flight: inout Flight) {
        let runs = state.withLock { state in
            defer { state.runs = [] }
            return state.runs
        }
        for run in runs {
            for (index, command) in run.commands.enumerated() {
                flight.waiting.append((command, run.receiver, index == run.commands.count - 1))
            }
            if run.commands.isEmpty { run.receiver.finish(nil) }
        }
    }

    private func send(_ flight: inout Flight) async throws(Problem) {
        let window = capabilities.pipelines ? 100 : 1
        var octets: [UInt8] = []
        let count = min(window - flight.sent.count, flight.waiting.count)
        guard count > 0 else { return }
        for (command, receiver, isLast) in flight.waiting.prefix(count) {
            do throws(POP3Error) {
                octets += try flight.conversation.send(command)
            } catch {
                throw error.problem
            }
            settings.log?("C: \(command.name)")
            flight.sent.append((receiver, isLast))
        }
        flight.waiting.removeFirst(count)
        try await stream.write(octets)
    }

    private func receive(_ flight: inout Flight) async throws(Problem) {
        let deadline = Deadline(seconds: settings.commandTimeout) { [stream] in await stream.close() }
        let octets: [UInt8]
        do throws(Problem) {
            octets = try await stream.read()
            deadline.cancel()
        } catch {
            guard deadline.hasPassed else { throw error }
            throw .silence(host: settings.endpoint.host, reaction: .retry(afterSeconds: nil))
        }
        flight.conversation.receive(octets)
        while let event = try POP3Session.next(&flight.conversation) { try await handle(event, &flight) }
    }

    private static func next(_ conversation: inout Conversation) throws(Problem) -> Event? {
        do throws(POP3Error) { return try conversation.next() } catch { throw error.problem }
    }

    private func handle(_ event: Event, _ flight: inout Flight) async throws(Problem) {
        guard let current = flight.sent.first else { return }
        switch event {
        case .messageBegins(let number):
            let receiver = current.receiver.begin(number)
            let failure = state.withLock { state in
                if state.failure == nil { state.receiver = receiver }
                return state.failure
            }
            // The session ended while this was on its way: whoever failed it did not know of this body.
            if let failure { receiver?.fail(failure) }
            return
        case .messageOctets(let octets):
            await state.withLock(\.receiver)?.push(octets)
            return
        case .messageEnds:
            let receiver = state.withLock { state in
                defer { state.receiver = nil }
                return state.receiver
            }
            receiver?.end()
        case .refused(let command, let reply): current.receiver.refused(command, reply)
        case .greeting, .ok, .challenge, .capabilities, .status, .uniqueIDs, .sizes: current.receiver.take(event)
        }
        flight.sent.removeFirst()
        if current.isLast { current.receiver.finish(nil) }
    }

    private func waitForRuns() async {
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                let mayGoOn = !state.runs.isEmpty || state.failure != nil
                if !mayGoOn { state.idle = continuation }
                return mayGoOn
            }
            if mayGoOn { continuation.resume() }
        }
    }
}

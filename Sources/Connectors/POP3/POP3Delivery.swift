internal import MIME
internal import MailCore
internal import POP3
internal import Synchronization

/// Delivers messages of a POP3 mailbox, in order; one that ends the session twice is given up.
final class POP3Delivery: Sendable {
    typealias Events = AsyncThrowingStream<FetchEvent, any Error>.Continuation

    private let source: POP3Source
    private let references: [Reference]
    private let events: Events

    init(_ source: POP3Source, _ references: [Reference], _ events: Events) {
        self.source = source
        self.references = references
        self.events = events
    }

    func run() async {
        do throws(Problem) {
            try await deliver()
            events.finish()
        } catch {
            events.finish(throwing: error.on(.source))
        }
    }

    private func deliver() async throws(Problem) {
        var next = 0
        // How often the line ended over the message that is next: lines break by themselves, too.
        var losses = 0
        while next < references.count {
            let index = try await source.index()
            let session = try await source.session()
            // A suspect is asked for alone, so that nothing behind it is lost with it.
            let due = losses > 0 ? references[next...].prefix(1) : references[next...]
            let batch = POP3Batch(due.map { ($0, index.entry($0)) }, source, session, events)
            session.run(batch.commands, batch)
            let problem = await batch.ended()
            let before = next
            next += batch.answered
            guard let problem else {
                losses = 0
                continue
            }
            guard problem.code == .connectionLost, !Task.isCancelled else { throw problem }
            losses = next == before ? losses + 1 : 1
            if losses > 2 {
                let detail = "the connection ends whenever it is asked for"
                let failure = Problem(
                    .messageUnreadable,
                    reaction: .skip,
                    fixer: .provider,
                    side: .source,
                    detail: detail
                )
                events.yield(.failed(references[next], failure))
                next += 1
                losses = 0
            }
        }
    }
}

/// Messages that are asked for together.
final class POP3Batch: POP3Receiver {
    private struct State {
        var answered = 0
        /// Set where what follows has to be asked for again, by other commands.
        var isStopped = false
        var problem: Problem?
        var isEnded = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let due: [(reference: Reference, entry: POP3Index.Entry?)]
    /// What to ask for; messages that are gone are answered without.
    let commands: [Command]
    private let source: POP3Source
    private let events: POP3Delivery.Events
    private let state = Mutex(State())

    init(
        _ due: [(reference: Reference, entry: POP3Index.Entry?)],
        _ source: POP3Source,
        _ session: POP3Session,
        _ events: POP3Delivery.Events
    ) {
        self.due = due
        self.source = source
        self.events = events
        commands = due.compactMap { $0.entry }.map { source.delivery(of: $0, session) }
        failGone()
    }

    /// How many of the references, from the first, are answered.
    var answered: Int { state.withLock(\.answered) }

    /// The problem that ended the session, if one did.
    func ended() async -> Problem? {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if !state.isEnded { state.waiter = continuation }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
        return state.withLock(\.problem)
    }

    func begin(_ number: Int) -> (any LiteralReceiver)? {
        guard let (reference, entry) = current else { return nil }
        let length = source.trueLength(of: entry)
        guard length > 1 << 20 else {
            return HeldBody { octets, count in
                guard octets.count == count else {
                    // Announced as small: the next time it is streamed.
                    self.source.remember(length: count, of: entry)
                    return self.answer(.failed(reference, POP3LargeBody.wrongLength))
                }
                if self.usesTop, octets.count != entry.octets { return self.stop() }
                let item = FetchedItem(reference, HeaderBlock(of: octets), .whole(octets), ItemDigest.of(octets))
                self.answer(.item(item))
            }
        }
        return POP3LargeBody(length: length) { body, header in
            let stream = StreamedBodyContent(body) { [source = self.source] () async throws(Problem) in
                try await RepeatedContent.first(of: source.deliver([reference]))
            }
            let content = Content.stream(length: length, stream)
            self.answer(.item(FetchedItem(reference, header, content, nil)))
        } ended: { actual in
            guard actual != length else { return }
            if self.usesTop { self.source.noteWrongSizes() }
            self.source.remember(length: actual, of: entry)
        }
    }

    func refused(_ command: Command, _ reply: Reply) {
        guard let (reference, _) = current else { return }
        let problem = reply.problem(otherwise: .messageUnreadable, reaction: .skip, fixer: .provider)
        answer(.failed(reference, problem.on(.source)))
    }

    func take(_ event: Event) {}

    func finish(_ problem: Problem?) {
        let waiter = state.withLock { state in
            state.isEnded = true
            state.problem = problem
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The message whose answer is due.
    private var current: (Reference, POP3Index.Entry)? {
        let position = state.withLock(\.answered)
        guard !state.withLock(\.isStopped), position < due.count, let entry = due[position].entry else { return nil }
        return (due[position].reference, entry)
    }

    /// Whether the messages come by TOP, which is only trusted where sizes are right.
    private var usesTop: Bool {
        if case .top = commands.first { true } else { false }
    }

    /// Leaves the rest to be asked for by RETR.
    private func stop() {
        source.noteWrongSizes()
        state.withLock { $0.isStopped = true }
    }

    private func answer(_ event: FetchEvent) {
        events.yield(event)
        state.withLock { $0.answered += 1 }
        failGone()
    }

    /// Messages that are not there any more are answered when their turn comes.
    private func failGone() {
        let from = state.withLock(\.answered)
        var position = from
        while position < due.count, due[position].entry == nil {
            let problem = Problem(.gone, reaction: .skip, fixer: .you, side: .source)
            events.yield(.failed(due[position].reference, problem))
            position += 1
        }
        state.withLock { $0.answered = position }
    }
}

extension FetchedItem {
    /// A message of a service that keeps neither flags nor dates: the date is what its header says.
    fileprivate init(_ reference: Reference, _ header: HeaderBlock, _ content: Content, _ digest: String?) {
        self.init(
            reference: reference,
            date: MessageDate.arrival(header),
            flags: Flags(),
            fingerprint: Fingerprint(header, octets: content.length),
            digest: digest,
            subject: header.subject,
            content: content
        )
    }
}

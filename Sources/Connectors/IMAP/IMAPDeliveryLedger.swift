internal import IMAP
internal import MIME
internal import MailCore
internal import Synchronization

/// Which messages of a delivery are still due; events come out in the order in which the messages were asked for.
///
/// A large message comes out as soon as the server sends it: its connection brings nothing else before it is read, and what
/// was asked for ahead of it may come behind it.
final class IMAPDeliveryLedger: Sendable {
    typealias Events = AsyncThrowingStream<FetchEvent, any Error>.Continuation

    private struct State {
        var order: [UID] = []
        var references: [UID: Reference] = [:]
        var ready: [UID: FetchEvent] = [:]
        var settled: Set<UID> = []
        var next = 0
        /// Those that came out ahead of their turn.
        var passed: Set<UID> = []
        /// Attributes of messages whose server tells them only behind a large body.
        var remembered: [UID: (flags: Flags, date: InternalDate?)] = [:]
        var alone: [UID] = []
    }

    /// The UIDVALIDITY of the references.
    let validity: UInt32
    private let events: Events
    /// Asks for a message once more and alone.
    private let again: @Sendable (Reference) async throws(Problem) -> Content?
    private let state: Mutex<State>

    init(
        _ references: [Reference],
        _ events: Events,
        again: @escaping @Sendable (Reference) async throws(Problem) -> Content?
    ) {
        self.again = again
        var state = State()
        var invalid: [Reference] = []
        let first = references.lazy.compactMap { IMAPReference($0) }.first
        validity = first?.validity ?? 0
        for reference in references {
            guard let parsed = IMAPReference(reference), parsed.validity == validity,
                state.references.updateValue(reference, forKey: parsed.uid) == nil
            else {
                invalid.append(reference)
                continue
            }
            state.order.append(parsed.uid)
        }
        self.events = events
        self.state = Mutex(state)
        for reference in invalid {
            events.yield(.failed(reference, Problem(.gone, reaction: .skip, fixer: .you, side: .source)))
        }
    }

    /// What has to be asked for next: what is still due, one alone where it has to be.
    var due: [UID] {
        state.withLock { state in
            state.alone.removeAll { state.settled.contains($0) }
            if let alone = state.alone.first { return [alone] }
            return state.order.filter { !state.settled.contains($0) }
        }
    }

    /// The message that a body without a UID must be; with several due it passes, and each is asked for alone.
    private var onlyDue: UID? {
        let due = due
        return due.count == 1 ? due.first : nil
    }

    /// These are to be asked for one at a time.
    func askAlone(_ uids: Set<UID>) {
        state.withLock { state in state.alone = state.order.filter(uids.contains) }
    }

    /// Takes a message with its octets.
    func take(_ message: FetchResponse, _ selection: IMAPSelection) -> Bool {
        guard let uid = message.uid, isDue(uid, selection),
            let fetched = message.sections.first(where: { $0.section == .whole })
        else { return false }
        switch fetched.content {
        case .octets(let octets):
            settle(uid, item(uid, message, octets))
        case .absent:
            fail(uid, Problem(.messageUnreadable, reaction: .skip, fixer: .provider, side: .source, detail: "NIL"))
        case .streamed:
            state.withLock { $0.remembered[uid] = (message.flags ?? Flags(), message.internalDate) }
        }
        return true
    }

    /// Takes a large message: it is delivered as soon as its header is there.
    func begin(_ literal: StreamedLiteral, _ selection: IMAPSelection) -> (any LiteralReceiver)? {
        guard literal.section == .whole, let uid = literal.message.uid ?? onlyDue, isDue(uid, selection) else {
            return nil
        }
        let known = state.withLock { $0.remembered[uid] }
        guard let flags = literal.message.flags ?? known?.flags else {
            // This server tells the flags behind the body: it passes, and is asked for again when they are known.
            let passing = StreamedBody { _, _, _ in true }
            passing.discard()
            return passing
        }
        let date = literal.message.internalDate ?? known?.date
        let reference = state.withLock { $0.references[uid] } ?? Reference("")
        return StreamedBody { body, beginning, isAll in
            let header = HeaderBlock(of: beginning)
            guard header.isComplete || isAll else { return false }
            let item = FetchedItem(
                reference: reference,
                date: date,
                flags: flags,
                fingerprint: Fingerprint(header, octets: literal.length),
                digest: nil,
                subject: header.subject,
                content: .stream(
                    length: literal.length,
                    StreamedBodyContent(body) { () async throws(Problem) in try await self.again(reference) }
                )
            )
            self.settle(uid, .item(item))
            return true
        }
    }

    /// Whether the message came without being delivered, because its flags were not known in time.
    func isRemembered(_ uid: UID) -> Bool { state.withLock { $0.remembered[uid] != nil } }

    /// This message will not come.
    func fail(_ uid: UID, _ problem: Problem) {
        let reference = state.withLock { $0.references[uid] }
        if let reference { settle(uid, .failed(reference, problem)) }
    }

    /// No more events.
    func finish(_ problem: Problem?) {
        if let problem { events.finish(throwing: problem) } else { events.finish() }
    }

    private func settle(_ uid: UID, _ event: FetchEvent) {
        state.withLock { state in
            guard state.settled.insert(uid).inserted else { return }
            if event.isStreamed {
                events.yield(event)
                state.passed.insert(uid)
            } else {
                state.ready[uid] = event
            }
            while state.next < state.order.count {
                let due = state.order[state.next]
                if let event = state.ready.removeValue(forKey: due) {
                    events.yield(event)
                } else if state.passed.remove(due) == nil {
                    return
                }
                state.next += 1
            }
        }
    }

    private func isDue(_ uid: UID, _ selection: IMAPSelection) -> Bool {
        guard let facts = selection.opened, facts.validity == validity else { return false }
        return state.withLock { $0.references[uid] != nil && !$0.settled.contains(uid) }
    }

    private func item(_ uid: UID, _ message: FetchResponse, _ octets: [UInt8]) -> FetchEvent {
        let header = HeaderBlock(of: octets)
        let reference = state.withLock { $0.references[uid] } ?? Reference("")
        return .item(
            FetchedItem(
                reference: reference,
                date: message.internalDate,
                flags: message.flags ?? Flags(),
                fingerprint: Fingerprint(header, octets: octets.count),
                digest: ItemDigest.of(octets),
                subject: header.subject,
                content: .whole(octets)
            )
        )
    }
}

extension FetchEvent {
    /// Whether the contents are still on their way.
    fileprivate var isStreamed: Bool {
        guard case .item(let item) = self, case .stream = item.content else { return false }
        return true
    }
}

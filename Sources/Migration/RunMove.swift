import Journal
import MailCore

/// One batch on its way: fetched here, stored and recorded by ``store(_:_:_:)`` (rule 1).
extension Run {
    /// Moves a batch; what goes wrong with all of it interrupts the round.
    func move(_ plan: BatchPlan, _ way: Way, _ turn: Turn) async {
        do throws(Problem) {
            try await fetch(plan, way, turn)
        } catch {
            signals.interrupt(error)
        }
        turn.own.happen()
    }

    private func fetch(_ plan: BatchPlan, _ way: Way, _ turn: Turn) async throws(Problem) {
        let source = try requireSource()
        let (fitting, tooLarge) = split(plan)
        try await settle(tooLarge, way)
        let items = try await copyTwins(fitting, way, turn)
        guard !items.isEmpty else { return }
        var open = Dictionary(items.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
        var ready: [Parcel] = []
        var problem: Problem?
        var held = 0
        do {
            let stream = source.fetch(items.map(\.reference), from: way.container.container)
            for try await event in stream {
                switch event {
                case .failed(let reference, let cause):
                    guard let item = open.removeValue(forKey: reference) else { continue }
                    if cause.isTransient || Interruption.of(cause) != .fail && cause.reaction == .stop {
                        open[reference] = item
                        problem = problem ?? cause.on(.source)
                    } else {
                        try await settle(
                            [Settlement(item, cause.code == .gone ? .gone : .failed(cause.on(.source)))],
                            way
                        )
                    }
                case .item(let fetched):
                    guard let item = open.removeValue(forKey: fetched.reference) else { continue }
                    ready.append(Parcel(item: item, fetched: fetched))
                    held += fetched.heldOctets
                    guard held <= plan.most else { throw Problem.moreThanAnnounced }
                    guard ready.last?.isStreamed == true else { continue }
                    // A streamed item is read before the source's next one: it goes now, with what came before it.
                    let parcels = ready
                    ready = []
                    held = 0
                    try await store(parcels, way, turn)
                }
            }
        } catch {
            problem = problem ?? Problem.of(error, .source)
        }
        if problem?.code == .storage, let problem { throw problem }
        // The source was let go: what did not come stays open.
        if signals.wantsStop { return await discard(ready) }
        try await store(ready, way, turn)
        guard let problem = problem ?? unanswered(open) else { return }
        let left = items.filter { open[$0.reference] != nil }
        if problem.reaction == .skip {
            return try await settle(left.map { Settlement($0, .failed(problem)) }, way)
        }
        if problem.isTransient { try await narrow(left, of: items.count) }
        // No pause: nobody asked for one, and smaller batches come through.
        guard problem != .moreThanAnnounced else { return }
        throw problem
    }

    private func unanswered(_ open: [Reference: ItemRow]) -> Problem? {
        guard !open.isEmpty else { return nil }
        return Problem(
            .protocolViolation,
            reaction: .retry(afterSeconds: nil),
            fixer: .provider,
            side: .source,
            detail: "\(open.count) items were not delivered"
        )
    }

    /// What is over the target's limit fails without being read.
    private func split(_ plan: BatchPlan) -> ([ItemRow], [Settlement]) {
        guard let limit = plan.maxItemBytes else { return (plan.items, []) }
        let large = plan.items.filter { $0.size > limit }
        return (plan.items.filter { $0.size <= limit }, large.map { Settlement($0, .failed(.tooLarge(limit))) })
    }

    func settle(_ settlements: [Settlement], _ way: Way) async throws(Problem) {
        guard !settlements.isEmpty else { return }
        let advance = try await journal.settle(settlements, pass: pass)
        try await tell(advance, way.container.container.kind, way.container.container.path)
    }

    /// What is left of a failed batch comes back in batches of half its size.
    func narrow(_ items: [ItemRow], of count: Int) async throws(Problem) {
        guard !items.isEmpty else { return }
        try await journal.narrow(items.map(\.id), cap: max(1, count / 2), alone: false)
    }
}

/// An item of the journal with what was fetched of it.
struct Parcel: Sendable {
    var item: ItemRow
    var fetched: FetchedItem

    /// Whether the contents are still on their way.
    var isStreamed: Bool {
        if case .stream = fetched.content { true } else { false }
    }

    var intention: Intention {
        Intention(
            id: item.id,
            fingerprint: fetched.fingerprint,
            digest: fetched.digest,
            subject: fetched.subject,
            date: fetched.date,
            flags: fetched.flags
        )
    }

    /// Leaves streamed contents unread.
    func discard() async {
        if case .stream(_, let stream) = fetched.content { await stream.discard() }
    }
}

extension FetchedItem {
    /// The octets of it that are in memory.
    fileprivate var heldOctets: Int {
        if case .whole(let octets) = content { octets.count } else { 0 }
    }
}

extension Problem {
    /// The source sends far more than its listing said: smaller batches will show of which item.
    fileprivate static let moreThanAnnounced = Problem(
        .protocolViolation,
        reaction: .retry(afterSeconds: nil),
        fixer: .provider,
        side: .source,
        detail: "messages are much larger than announced"
    )

    /// Whether it says nothing of the item but of the account or the line: the item is tried again.
    var isAboutAccount: Bool { isTransient || reaction == .stop && Interruption.of(self) != .fail }
}

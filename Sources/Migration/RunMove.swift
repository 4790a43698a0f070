import Journal
import MailCore

/// One batch on its way: fetch, intents, store, outcomes (rule 1).
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
        let (items, tooLarge) = split(plan)
        try await settle(tooLarge, way)
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

    private func settle(_ settlements: [Settlement], _ way: Way) async throws(Problem) {
        guard !settlements.isEmpty else { return }
        let advance = try await journal.settle(settlements, pass: pass)
        try await tell(advance, way.container.container.kind, way.container.container.path)
    }

    /// What is left of a failed batch comes back in batches of half its size.
    private func narrow(_ items: [ItemRow], of count: Int) async throws(Problem) {
        guard !items.isEmpty else { return }
        try await journal.narrow(items.map(\.id), cap: max(1, count / 2), alone: false)
    }

    // MARK: - Storing

    private func store(_ parcels: [Parcel], _ way: Way, _ turn: Turn) async throws(Problem) {
        var parcels = parcels
        guard !parcels.isEmpty else { return }
        if signals.wantsStop { return await discard(parcels) }
        try await skipUnwanted(&parcels, way)
        parcels = try await intend(parcels, way)
        guard !parcels.isEmpty, let mark = way.target.mark else { return }
        // A streamed item holds up its source connection, on which the batch before may still have to arrive: it does not
        // wait for its turn.
        if !parcels.contains(where: \.isStreamed) { await turn.before?.wait() }
        let passage = await flight.enter(parcels.reduce(0) { $0 + max(0, $1.item.size) })
        turn.own.happen()
        // What waited while others were on their way is not begun any more.
        if signals.wantsStop {
            await flight.leave(passage)
            await discard(parcels)
            return try await settle(parcels.map { Settlement($0.item, .open) }, way)
        }
        let result = await Attempt.result(.target) { [parcels] () async throws(Problem) in
            try await target.store(
                Batch(
                    kind: way.target.kind,
                    path: way.target.path,
                    baseline: mark,
                    items: parcels.map(\.fetched),
                    exactOnly: options.exactOnly
                )
            )
        }
        await flight.leave(passage)
        try await record(result, parcels, way)
    }

    private func discard(_ parcels: [Parcel]) async {
        for parcel in parcels { await parcel.discard() }
    }

    private func record(
        _ result: Result<[Outcome], Problem>,
        _ parcels: [Parcel],
        _ way: Way
    ) async throws(Problem) {
        switch result {
        case .success(let outcomes) where outcomes.count == parcels.count:
            try await record(outcomes, parcels, way)
        case .success(let outcomes):
            throw Problem(
                .protocolViolation,
                reaction: .retry(afterSeconds: nil),
                fixer: .provider,
                side: .target,
                detail: "\(outcomes.count) outcomes of \(parcels.count) items"
            )
        case .failure(let problem) where problem.code == .batchRefused:
            try await narrow(parcels.map(\.item), of: parcels.count)
            // No pause: the next round looks and sends smaller ones.
            if parcels.count == 1 { throw problem }
        case .failure(let problem) where problem.reaction == .skip:
            try await settle(parcels.map { Settlement($0.item, .failed(problem)) }, way)
        case .failure(let problem):
            if problem.isTransient { try await narrow(parcels.map(\.item), of: parcels.count) }
            throw problem
        }
    }

    private func record(_ outcomes: [Outcome], _ parcels: [Parcel], _ way: Way) async throws(Problem) {
        var interruption: Problem?
        var settlements: [Settlement] = []
        for (parcel, outcome) in zip(parcels, outcomes) {
            switch outcome {
            case .stored(let stored): settlements.append(Settlement(parcel.item, .stored(stored)))
            case .alreadyThere(let reference): settlements.append(Settlement(parcel.item, .alreadyThere(reference)))
            case .failed(let problem) where problem.isAboutAccount:
                settlements.append(Settlement(parcel.item, .open))
                interruption = interruption ?? problem.on(.target)
            case .failed(let problem): settlements.append(Settlement(parcel.item, .failed(problem.on(.target))))
            }
        }
        try await settle(settlements, way)
        guard let interruption else { return }
        if interruption.isTransient {
            try await narrow(settlements.filter(\.isOpen).map(\.item), of: parcels.count)
        }
        throw interruption
    }

    /// Flags may have changed since the listing.
    private func skipUnwanted(_ parcels: inout [Parcel], _ way: Way) async throws(Problem) {
        var skipped: [Settlement] = []
        var kept: [Parcel] = []
        for parcel in parcels {
            let problem = options.reasonToSkip(
                flags: parcel.fetched.flags,
                date: parcel.fetched.date,
                size: parcel.item.size
            )
            guard let problem else {
                kept.append(parcel)
                continue
            }
            await parcel.discard()
            skipped.append(Settlement(parcel.item, .skipped(problem)))
        }
        try await settle(skipped, way)
        parcels = kept
    }

    /// Commits the intents; what is left is to be sent.
    private func intend(_ parcels: [Parcel], _ way: Way) async throws(Problem) -> [Parcel] {
        let intentions = parcels.map(\.intention)
        var (intents, advance) = try await journal.intend(intentions, target: way.target, pass: pass)
        try await tell(advance, way.container.container.kind, way.container.container.path)
        try await resolveCollisions(&intents, intentions, way)
        var result: [Parcel] = []
        for (parcel, intent) in zip(parcels, intents) {
            switch intent {
            case .store: result.append(parcel)
            case .settled: await parcel.discard()
            case .collision: await parcel.discard()
            }
        }
        return result
    }

    /// Items that look alike are told apart by the target's own octets (rule 9), one by one, since each changes what is left.
    private func resolveCollisions(
        _ intents: inout [Intent],
        _ intentions: [Intention],
        _ way: Way
    ) async throws(Problem) {
        for index in intents.indices {
            guard case .collision(let references) = intents[index] else { continue }
            let hashes = try await Attempt.on(.target) { () async throws(Problem) in
                try await target.digests(references, in: way.target.path, kind: way.target.kind)
            }
            let digests = Dictionary(zip(references, hashes.map { $0 ?? "" }), uniquingKeysWith: { first, _ in first })
            let (again, advance) = try await journal.intend(
                [intentions[index]],
                target: way.target,
                pass: pass,
                digests: digests
            )
            try await tell(advance, way.container.container.kind, way.container.container.path)
            if let intent = again.first { intents[index] = intent }
        }
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

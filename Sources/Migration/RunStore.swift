import Journal
import MailCore

/// What was fetched of a batch: intents, store, outcomes (rule 1).
extension Run {
    /// Stores what was fetched, in its turn.
    func store(_ parcels: [Parcel], _ way: Way, _ turn: Turn) async throws(Problem) {
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

    func discard(_ parcels: [Parcel]) async {
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

import Journal
import MailCore

/// Items that are one and the same at the source, as Gmail's messages under several labels are: fetched once, and copied
/// from folder to folder at the target.
extension Run {
    /// Copies at the target what it has already from another container; gives what is left to be fetched.
    func copyTwins(_ items: [ItemRow], _ way: Way, _ turn: Turn) async throws(Problem) -> [ItemRow] {
        guard items.contains(where: { $0.twin != nil }), let mark = way.target.mark else { return items }
        let known = try await journal.twins(of: items)
        let pairs = items.compactMap { item in known[item.id].flatMap { Twin(item, $0) } }
        guard !pairs.isEmpty else { return items }
        await turn.before?.wait()
        var done: Set<Int64> = []
        let places = try await journal.targetRows().filter { $0.kind == way.target.kind }
        for place in places where !signals.wantsStop {
            let here = pairs.filter { $0.copy.target == place.id }
            guard !here.isEmpty else { continue }
            done.formUnion(try await copy(here, from: place, way, mark))
        }
        return items.filter { !done.contains($0.id) }
    }

    /// An item, and the copy of ours that is the same.
    private struct Twin {
        var item: ItemRow
        var copy: ItemRow
        var reference: Reference
        var fingerprint: Fingerprint
        var stored: Stored

        /// Where a copy of that one would be what the item is; its flags and date go along.
        init?(_ item: ItemRow, _ copy: ItemRow) {
            guard let reference = copy.targetReference, let fingerprint = copy.fingerprint, let flags = copy.lastFlags,
                flags.matches(item.flags), copy.date == item.date, let digest = copy.digest
            else { return nil }
            (self.item, self.copy, self.reference, self.fingerprint) = (item, copy, reference, fingerprint)
            let size = copy.storedSize ?? fingerprint.octets
            stored = Stored(reference: nil, digest: digest, size: size, flags: flags)
        }

        var intention: Intention {
            Intention(
                id: item.id,
                fingerprint: fingerprint,
                digest: stored.digest,
                subject: copy.subject,
                date: item.date,
                flags: item.flags
            )
        }
    }

    /// Intents, copying, outcomes (rule 1); gives the items that need not be fetched.
    private func copy(_ twins: [Twin], from place: TargetRow, _ way: Way, _ mark: Mark) async throws(Problem) -> [Int64]
    {
        let (intents, advance) = try await journal.intend(twins.map(\.intention), target: way.target, pass: pass)
        try await tell(advance, way.container.container.kind, way.container.container.path)
        var done = zip(twins, intents).filter { $1 == .settled }.map(\.0.item.id)
        let sent = zip(twins, intents).filter { $1 == .store }.map(\.0)
        guard !sent.isEmpty else { return done }
        let outcomes = try await Attempt.on(.target) { () async throws(Problem) in
            try await target.copy(
                CopyBatch(
                    kind: way.target.kind,
                    from: place.path,
                    path: way.target.path,
                    baseline: mark,
                    items: sent.map { ($0.reference, $0.stored) }
                )
            )
        }
        var settlements: [Settlement] = []
        for (twin, outcome) in zip(sent, outcomes) {
            switch outcome {
            case .stored(let stored): settlements.append(Settlement(twin.item, .stored(stored)))
            case .alreadyThere(let reference): settlements.append(Settlement(twin.item, .alreadyThere(reference)))
            // Nothing was copied: it is fetched like any other.
            case .failed, nil: settlements.append(Settlement(twin.item, .open))
            }
        }
        try await settle(settlements, way)
        done += settlements.filter { !$0.isOpen }.map(\.item.id)
        return done
    }
}

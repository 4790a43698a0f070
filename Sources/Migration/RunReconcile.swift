import Journal
import MailCore

/// Looking at the target for everything whose fate is not known (rule 3).
extension Run {
    /// Settles open intents and unknown references; nothing else is in flight meanwhile.
    func reconcile() async throws(Problem) {
        let wanted = try await journal.targetsToReconcile()
        guard !wanted.isEmpty else { return }
        let rows = try await journal.targetRows().filter { wanted.contains($0.id) }
        for (kind, rows) in Dictionary(grouping: rows, by: \.kind).sorted(by: { $0.key < $1.key }) {
            // Marks first: what comes later lies above them and is looked at again.
            let marks = try await Attempt.on(.target) { () async throws(Problem) in
                try await target.marks(rows.map(\.path), kind: kind)
            }
            let requests = rows.map {
                TargetListingRequest(kind: kind, path: $0.path, above: $0.watermark ?? $0.mark, fingerprints: true)
            }
            var look = Look(rows: rows, marks: marks)
            try await collect(requests, &look)
            for index in rows.indices { try await settle(index, look) }
        }
    }

    /// What a look at several targets showed.
    private struct Look {
        let rows: [TargetRow]
        let marks: [Mark?]
        var unclaimed: [Int: [Observation]] = [:]
        var renumbered: [Int: [Observation]] = [:]
    }

    private func collect(_ requests: [TargetListingRequest], _ look: inout Look) async throws(Problem) {
        for try await event in list(requests) {
            switch event {
            case .renumbered(let index): look.renumbered[index] = []
            case .items(let index, let observations):
                guard look.renumbered[index] == nil else {
                    look.renumbered[index]? += observations
                    continue
                }
                let unclaimed = try await journal.unclaimed(observations, target: look.rows[index].id)
                look.unclaimed[index, default: []] += unclaimed
            case .end: break
            case .failed(_, let problem): throw problem.on(.target)
            }
        }
    }

    private func settle(_ index: Int, _ look: Look) async throws(Problem) {
        let row = look.rows[index]
        var unclaimed = look.unclaimed[index] ?? []
        var old: Set<Print> = []
        if let found = look.renumbered[index] {
            // The mark stays as it was until all that landed is accounted for: a death in between must not hide any of it.
            try await place(row, found, mark: nil)
            unclaimed = try await unclaimedAnew(found, row)
            old = Set(try await journal.prints(target: row.id).old.keys)
        }
        let unknowns = try await journal.unknowns(target: row.id)
        let digests = try await octets(of: Matching.ambiguous(unknowns, unclaimed), row)
        let adoptions = Matching.pairs(unknowns, unclaimed, digests: digests).map { pair in
            // What looks like one that was there before may be that one (rule 2).
            let isOld = pair.observation.fingerprint.map { old.contains(Print($0)) } ?? false
            return Adoption(pair.item, pair.observation, isUnsure: isOld)
        }
        let advance = try await journal.reconcile(
            target: row.id,
            adoptions,
            watermark: look.marks[index],
            isNewMark: look.renumbered[index] != nil,
            pass: pass
        )
        try await tell(advance, row.kind, nil)
    }

    /// Finds what was noted before this run under its new numbers, where a target was renumbered since (rules 8 and 9).
    func findExistingAgain() async throws(Problem) {
        _ = try await renumber(openTargetsThatHadItems().filter(\.isExistingListed))
    }

    private func openTargetsThatHadItems() async throws(Problem) -> [TargetRow] {
        let open = try await journal.containersWithOpenItems(onlyTouched: onlyTouched)
        let bound = Set(try await journal.containerRows().filter { open.contains($0.id) }.map(\.target))
        return try await journal.targetRows().filter { bound.contains($0.id) && $0.hadItems }
    }

    /// Notes what targets held before us, so that it is not stored a second time (rule 9).
    func listExisting() async throws(Problem) {
        let rows = try await openTargetsThatHadItems().filter { !$0.isExistingListed }
        for row in rows { try await journal.clearExisting(target: row.id) }
        try await note(
            rows,
            rows.map { TargetListingRequest(kind: $0.kind, path: $0.path, fingerprints: true) },
            isOurs: false
        )
        for row in rows { try await journal.endExisting(target: row.id) }
    }

    /// Notes, after another boot, copies above our mark that the journal does not know.
    ///
    /// The newest commits may be missing (rule 1): the items that they came from are recognised when they are read. In a
    /// target that was renumbered they cannot be told from what was there before, and count as such.
    func listAfterBoot() async throws(Problem) {
        let all = try await journal.targetRows().filter { $0.mark != nil && $0.creation != .refused }
        _ = try await renumber(all)
        let known = Set(all.map(\.id))
        let rows = try await journal.targetRows().filter { known.contains($0.id) }
        let requests = rows.map {
            TargetListingRequest(kind: $0.kind, path: $0.path, above: $0.start, fingerprints: true)
        }
        try await note(rows, requests, isOurs: true)
        for row in rows where !row.hadItems || row.isExistingListed { try await journal.endExisting(target: row.id) }
    }

    private func note(
        _ rows: [TargetRow],
        _ requests: [TargetListingRequest],
        isOurs: Bool
    ) async throws(Problem) {
        guard !rows.isEmpty else { return }
        var renumbered: [Int: [Observation]] = [:]
        for try await event in list(requests) {
            switch event {
            case .items(let index, let observations) where rows[index].isRenumbered:
                renumbered[index, default: []] += observations
            case .items(let index, let observations):
                let unclaimed = try await journal.unclaimed(observations, target: rows[index].id)
                try await journal.note(existing: unclaimed, target: rows[index].id, isOurs: isOurs)
            case .failed(_, let problem): throw problem.on(.target)
            case .renumbered, .end: break
            }
        }
        for (index, found) in renumbered {
            let unclaimed = try await unclaimedAnew(found, rows[index])
            try await journal.note(existing: unclaimed, target: rows[index].id, isOurs: false)
        }
    }

    /// Whether both lines work, after trouble; and what that says of an item that failed alone.
    func probe(_ stage: Stage) async throws(Problem) {
        guard stage.takeProbe() else { return }
        do throws(Problem) {
            if let row = try await journal.targetRows().first(where: { $0.mark != nil }) {
                _ = try await Attempt.on(.target) { () async throws(Problem) in
                    try await target.marks([row.path], kind: row.kind)
                }
            }
            if let source, let suspect = stage.suspect, try await journal.isOpen(suspect.item) {
                let seen = try await Attempt.on(.source) { () async throws(Problem) in
                    try await source.inspect([suspect.item.reference], in: suspect.container)
                }
                if seen.isEmpty {
                    stage.suspect = nil
                    let advance = try await journal.settle([Settlement(suspect.item, .gone)], pass: pass)
                    try await tell(advance, suspect.container.kind, suspect.container.path)
                }
            }
        } catch {
            stage.keepProbe()
            throw error
        }
    }
}

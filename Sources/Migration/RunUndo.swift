import Journal
import MailCore

/// Taking back what was copied and nobody has used since (rule 6).
extension Run {
    /// Undoes all passes; each step is in the journal before it is taken, so that it can be gone on with.
    ///
    /// A source that cannot be opened is done without (rule 6): its last listing decides.
    func undo(_ terms: UndoTerms, _ stage: Stage) async throws(Problem) -> Ending {
        var run = self
        if let problem = await closedSource() {
            // A source that answers again after a while keeps more mail than its last listing would.
            stage.sourceRefusals += 1
            if problem.isWorthAnotherTry, stage.sourceRefusals < Run.sourceTries { throw problem }
            if terms.mustCompare { return try await halt(problem, stage) }
            run.source = nil
        } else {
            stage.sourceRefusals = 0
        }
        return try await run.takeBack(includeGone: terms.includeGone, stage)
    }

    /// How often an undo tries to open the source, with growing pauses: for a minute if it is not there.
    private static let sourceTries = 7

    /// Why the source cannot be opened; nil where it can, or where there is none.
    func closedSource() async -> Problem? {
        guard let source else { return nil }
        let opened = await Attempt.result(.source) { () async throws(Problem) in try await source.describe() }
        if case .failure(let problem) = opened { return problem }
        return nil
    }

    private func takeBack(includeGone: Bool, _ stage: Stage) async throws(Problem) -> Ending {
        try await reconcile()
        try await probe(stage)
        let rows = try await journal.targetRows().filter { $0.mark != nil && $0.creation != .removed }
        _ = try await renumber(rows)
        let present = try await presentCopies()
        for row in try await journal.containerRows() {
            guard !signals.wantsStop else { return .stopped }
            try await undo(row, present, includeGone: includeGone)
        }
        guard !signals.wantsStop else { return .stopped }
        try await undoSubscriptions()
        try await undoTargets()
        return .state(.undone)
    }

    /// Copies that are where we put them: what is missing before we remove anything was moved or deleted by somebody.
    func presentCopies() async throws(Problem) -> [Int64: Flags] {
        var present: [Int64: Flags] = [:]
        let rows = try await journal.targetRows().filter { $0.mark != nil && $0.creation != .removed }
        let requests = rows.map { TargetListingRequest(kind: $0.kind, path: $0.path, above: $0.start) }
        guard !requests.isEmpty else { return [:] }
        for try await event in list(requests) {
            switch event {
            case .items(let index, let observations):
                let copies = try await journal.copies(observations, target: rows[index].id)
                for case (let item?, let observation) in zip(copies, observations) {
                    present[item.id] = observation.flags
                }
            case .failed(_, let problem): throw problem.on(.target)
            case .renumbered, .end: break
            }
        }
        return present
    }

    private func undo(_ row: ContainerRow, _ present: [Int64: Flags], includeGone: Bool) async throws(Problem) {
        let targets = Dictionary(uniqueKeysWithValues: try await journal.targetRows().map { ($0.id, $0) })
        var last: Int64 = 0
        while !signals.wantsStop {
            let items = try await journal.undoable(container: row.id, after: last, limit: 500)
            guard let end = items.last else { return }
            last = end.id
            try await settleMissing(items.filter { present[$0.id] == nil })
            let there = items.filter { present[$0.id] != nil }
            let (removable, kept) = try await sort(there, row, includeGone: includeGone, targets)
            try await settle(kept)
            for (id, items) in Dictionary(grouping: removable, by: \.target).sorted(by: { $0.key < $1.key }) {
                guard let target = targets[id] else { continue }
                try await remove(items, target, present)
            }
        }
    }

    private func settle(_ items: [(ItemRow, Problem?)]) async throws(Problem) {
        guard !items.isEmpty else { return }
        for item in try await journal.settleUndo(items) { report(.item(item)) }
    }

    private func settleMissing(_ items: [ItemRow]) async throws(Problem) {
        try await settle(
            items.map { item in
                (item, item.whyMissing.map { Problem($0, reaction: .skip, fixer: .you, side: .target) })
            }
        )
    }

    /// What may be removed, and what is kept without asking the target, with the reason.
    func sort(
        _ items: [ItemRow],
        _ row: ContainerRow,
        includeGone: Bool,
        _ targets: [Int64: TargetRow]
    ) async throws(Problem) -> ([ItemRow], [(ItemRow, Problem?)]) {
        var kept: [(ItemRow, Problem?)] = []
        var rest = items
        func keep(_ code: Problem.Code, where isKept: (ItemRow) -> Bool) {
            let problem = Problem(code, reaction: .skip, fixer: .you, side: code == .goneAtSource ? .source : .target)
            kept += rest.filter(isKept).map { ($0, problem) }
            rest = rest.filter { !isKept($0) }
        }
        if !includeGone {
            let gone = try await goneItems(rest, row)
            keep(.goneAtSource) { gone.contains($0.id) }
        }
        let doubtful = rest.filter(\.isAdopted)
        if !doubtful.isEmpty {
            let different = try await incomparable(doubtful, row, targets)
            keep(.cannotBeCompared) { different.contains($0.id) }
        }
        return (rest, kept)
    }

    /// Items that are no more at the source; without the source, as the last listing had it.
    func goneItems(_ items: [ItemRow], _ row: ContainerRow) async throws(Problem) -> Set<Int64> {
        let listed = Set(items.filter(\.isGone).map(\.id))
        guard let source, !row.hasVanished else { return listed }
        let open = items.filter { !$0.isGone }
        guard !open.isEmpty else { return listed }
        let seen = try await Attempt.on(.source) { () async throws(Problem) in
            try await source.inspect(open.map(\.reference), in: row.container)
        }
        let present = Set(seen.map(\.reference))
        return listed.union(open.filter { !present.contains($0.reference) }.map(\.id))
    }

    /// Adopted items whose octets are not known to be the source's.
    private func incomparable(
        _ items: [ItemRow],
        _ row: ContainerRow,
        _ targets: [Int64: TargetRow]
    ) async throws(Problem) -> Set<Int64> {
        var result: Set<Int64> = []
        let ours = try await sourceDigests(items, row)
        for (id, items) in Dictionary(grouping: items, by: \.target) {
            guard let place = targets[id] else { continue }
            let references = items.compactMap(\.targetReference)
            let digests = try await Attempt.on(.target) { () async throws(Problem) in
                try await target.digests(references, in: place.path, kind: place.kind)
            }
            // No octets may mean that the server would not give them: what cannot be compared is kept.
            for (item, digest) in zip(items, digests) where digest == nil || ours[item.id] != digest {
                result.insert(item.id)
            }
        }
        return result
    }

    private func sourceDigests(_ items: [ItemRow], _ row: ContainerRow) async throws(Problem) -> [Int64: String] {
        var result = Dictionary(
            items.compactMap { item in item.digest.map { (item.id, $0) } },
            uniquingKeysWith: { $1 }
        )
        let unread = items.filter { $0.digest == nil && !$0.isGone }
        guard let source, !unread.isEmpty, !row.hasVanished else { return result }
        let digests = try await Attempt.on(.source) { () async throws(Problem) in
            try await source.digests(unread.map(\.reference), in: row.container)
        }
        for (item, digest) in zip(unread, digests) { result[item.id] = digest }
        return result
    }

    private func remove(
        _ items: [ItemRow],
        _ row: TargetRow,
        _ present: [Int64: Flags]
    ) async throws(Problem) {
        try await journal.intendRemoval(items.map(\.id))
        let removals = items.compactMap { item in
            item.targetReference.map {
                Removal(
                    reference: $0,
                    expecting: item.expected(present[item.id] ?? Flags()),
                    wasBegun: item.isRemovalIntended
                )
            }
        }
        let outcomes = try await Attempt.on(.target) { () async throws(Problem) in
            try await target.remove(removals, in: row.path, kind: row.kind)
        }
        let settled = zip(items, outcomes).map { item, outcome -> (ItemRow, Problem?) in
            switch outcome {
            case .removed: return (item, nil)
            case .notThere:
                return (item, Problem(.movedOrDeleted, reaction: .skip, fixer: .you, side: .target))
            case .kept(let problem): return (item, problem.on(.target))
            }
        }
        try await settle(settled)
    }

    private func undoSubscriptions() async throws(Problem) {
        let rows = try await journal.subscriptions(.done) + journal.subscriptions(.intended)
        for (kind, rows) in Dictionary(grouping: rows, by: \.kind) {
            try await ignoringRefusals { () async throws(Problem) in
                try await target.subscribe(rows.map(\.path), false, kind: kind)
            }
        }
        try await journal.record(rows.map(\.id), .none)
    }

    /// Folders of ours go where they are empty; one with mail that came meanwhile stays, and so do the folders above it.
    private func undoTargets() async throws(Problem) {
        let rows = try await journal.targetRows().filter { $0.creation == .ours || $0.creation == .intended }
        for (kind, rows) in Dictionary(grouping: rows, by: \.kind) {
            var deepest = rows.sorted { $0.path.names.count > $1.path.names.count }
            let gone = try await Attempt.on(.target) { () async throws(Problem) in
                try await target.removeIfEmpty(deepest.map(\.path), kind: kind)
            }
            for (index, isGone) in zip(deepest.indices, gone) where isGone { deepest[index].creation = .removed }
            try await journal.record(deepest)
        }
    }
}

extension ItemRow {
    /// Why a copy is not found: it cannot be told from others (rule 8), or was removed, by us where that was intended before
    /// a crash (nil), else by somebody.
    var whyMissing: Problem.Code? {
        if targetReference == nil, isAdopted { return .cannotBeCompared }
        return isRemovalIntended ? nil : .movedOrDeleted
    }
}

extension Problem {
    /// Whether it may be over within minutes, without anybody's doing.
    fileprivate var isWorthAnotherTry: Bool {
        switch Interruption.of(self) {
        case .wait, .abort: true
        case .waitForSomebody(let seconds): seconds <= 600
        case .fail: false
        }
    }
}

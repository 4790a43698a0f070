import Journal
import MailCore

/// Flags that changed at the source (rule 7).
extension Run {
    /// Lets our copies follow; where the target's flags changed too, the target wins.
    func followFlags(_ limits: Limits) async throws(Problem) {
        var last: Int64 = 0
        while !signals.wantsStop {
            let items = try await pendingUpdates(after: last, limit: 2000)
            guard let end = items.last else { return }
            last = end.id
            try await follow(items)
        }
    }

    /// Copies whose flags are to follow, with the flags that they are to have: a deletion at the source is not carried out,
    /// and neither is the mark for it.
    private func pendingUpdates(after last: Int64, limit: Int) async throws(Problem) -> [ItemRow] {
        let items = try await journal.pendingUpdates(after: last, limit: limit)
        guard !options.includeDeleted else { return items }
        return items.map { item in
            var item = item
            let hadIt = item.lastFlags?.system.contains(.deleted) ?? false
            if !hadIt { item.flags.system.remove(.deleted) }
            return item
        }
    }

    private func follow(_ items: [ItemRow]) async throws(Problem) {
        let targets = Dictionary(uniqueKeysWithValues: try await journal.targetRows().map { ($0.id, $0) })
        let results = await withTaskGroup(of: Result<Void, Problem>.self) { group in
            for (id, items) in Dictionary(grouping: items, by: \.target).sorted(by: { $0.key < $1.key }) {
                guard let row = targets[id] else { continue }
                group.addTask {
                    await Attempt.result(.target) { () async throws(Problem) in try await update(items, row) }
                }
            }
            var results: [Result<Void, Problem>] = []
            for await result in group { results.append(result) }
            return results
        }
        for result in results { try result.get() }
    }

    private func update(_ items: [ItemRow], _ row: TargetRow) async throws(Problem) {
        let sent = items.filter { $0.targetReference != nil && $0.differsAtTarget }
        let updates = sent.compactMap { item in
            item.targetReference.map {
                FlagUpdate(reference: $0, last: item.lastFlags ?? Flags(), wanted: item.sentFlags ?? item.flags)
            }
        }
        let ids = Set(sent.map(\.id))
        // Changed and changed back, or moved away: nothing is to be sent.
        try await journal.settleQuietly(items.map(\.id).filter { !ids.contains($0) })
        guard !updates.isEmpty else { return }
        try await journal.intendUpdates(sent)
        let outcomes = try await target.update(updates, in: row.path, kind: row.kind)
        if outcomes.contains(.gone), try await renumber([row]).contains(row.id) {
            let again = try await pendingUpdates(after: 0, limit: .max).filter { $0.target == row.id }
            let ids = Set(items.map(\.id))
            return try await update(again.filter { ids.contains($0.id) }, row)
        }
        if let problem = outcomes.lazy.compactMap({ $0.problem }).first(where: \.isAboutAccount) { throw problem }
        let advance = try await journal.settle(Array(zip(sent, outcomes)), pass: pass)
        try await tell(advance, row.kind, nil)
        let again = zip(sent, outcomes).compactMap { item, outcome in item.next(after: outcome) }
        if !again.isEmpty { try await update(again, row) }
    }
}

extension ItemRow {
    /// Whether the copy has, or may have, other flags than the source's.
    fileprivate var differsAtTarget: Bool { sentFlags != nil || !(lastFlags ?? Flags()).matches(flags) }

    /// What is still to be set where an update was finished that the source has overtaken.
    fileprivate func next(after outcome: UpdateOutcome) -> ItemRow? {
        guard let set = flagsSet(outcome), let sentFlags, !sentFlags.matches(flags) else { return nil }
        var item = self
        item.lastFlags = set
        item.sentFlags = nil
        return item
    }
}

extension UpdateOutcome {
    var problem: Problem? {
        if case .failed(let problem) = self { problem } else { nil }
    }
}

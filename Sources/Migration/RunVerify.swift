import Journal
import MailCore

/// Comparing what was copied with what the target has (rule 10).
extension Run {
    /// How many copies are read back.
    static let sampleSize = 200

    /// Verifies what this pass touched: everything by its looks, some by their octets, both at once.
    func verifyPass() async throws(Problem) {
        let since = passKind == .copy && pass == 1 ? 0 : pass
        let look = Signals.Look(signals)
        defer { withExtendedLifetime(look) {} }
        async let looks = Attempt.result(.target) { () async throws(Problem) in
            try await compareLooks(since, withFlags: true)
        }
        let octets = await Attempt.result(.target) { () async throws(Problem) in
            let items = try await journal.sample(Run.sampleSize, pass: since, random: environment.random)
            try await compareOctets(items)
            try await journal.record(compared: items.count)
        }
        try await looks.get()
        try octets.get()
        if since > 0 { try await tellDeletedCopies() }
    }

    /// Verifies all copies of all passes.
    ///
    /// With `isDeep` by their octets. Nothing but the list of differences changes. Flags are not compared: whose hand took
    /// one away since cannot be told.
    func verifyAll(isDeep: Bool) async throws(Problem) {
        let look = Signals.Look(signals)
        defer { withExtendedLifetime(look) {} }
        try await compareLooks(0, withFlags: false)
        guard isDeep else {
            let items = try await journal.sample(Run.sampleSize, pass: 0, random: environment.random)
            try await compareOctets(items)
            return try await journal.record(compared: items.count)
        }
        var compared = 0
        for row in try await journal.targetRows() {
            var last: Int64 = 0
            while !signals.wantsStop {
                let items = try await journal.copies(of: row.id, after: last, limit: 500, sincePass: 0)
                guard let end = items.last else { break }
                last = end.id
                try await compareOctets(items)
                compared += items.count
            }
        }
        try await journal.record(compared: compared)
    }

    // MARK: - Looks

    private func compareLooks(_ since: Int, withFlags: Bool) async throws(Problem) {
        let renumbered = try await compareLooks(since, withFlags: withFlags) { _ in true }
        // Found again under their new numbers, these copies are compared like the others.
        guard !renumbered.isEmpty else { return }
        _ = try await compareLooks(since, withFlags: withFlags) { renumbered.contains($0.id) }
    }

    /// Compares the copies in these targets; gives the targets that turned out to be renumbered.
    private func compareLooks(
        _ since: Int,
        withFlags: Bool,
        in isMeant: (TargetRow) -> Bool
    ) async throws(Problem) -> Set<Int64> {
        let wanted = try await journal.touchedTargets(pass: since)
        let rows = try await journal.targetRows().filter { wanted[$0.id] != nil && isMeant($0) }
        guard !rows.isEmpty else { return [] }
        let requests = rows.map { TargetListingRequest(kind: $0.kind, path: $0.path, above: $0.start) }
        var seen = rows.map { _ in Set<Int64>() }
        var renumbered: [Int: [Observation]] = [:]
        for try await event in list(requests) {
            switch event {
            case .renumbered(let index): renumbered[index] = []
            case .items(let index, let observations):
                guard renumbered[index] == nil else {
                    renumbered[index]? += observations
                    continue
                }
                let items = try await journal.copies(observations, target: rows[index].id)
                try await compare(zip(items, observations), withFlags: withFlags, &seen[index])
            case .end: break
            case .failed(_, let problem): throw problem.on(.target)
            }
        }
        for (index, row) in rows.enumerated() {
            if let found = renumbered[index] {
                try await renumber(row, found)
            } else {
                try await findMissing(row, seen[index], of: wanted[row.id] ?? 0, since)
            }
        }
        return Set(renumbered.keys.map { rows[$0].id })
    }

    private func compare(
        _ pairs: Zip2Sequence<[ItemRow?], [Observation]>,
        withFlags: Bool,
        _ seen: inout Set<Int64>
    ) async throws(Problem) {
        var losses: [(ItemRow, [Loss])] = []
        var differences: [(ItemRow, Problem)] = []
        for case (let item?, let observation) in pairs {
            seen.insert(item.id)
            if let size = item.storedSize, size != observation.size {
                differences.append((item, .differs(["size": String(observation.size), "expected": String(size)])))
            }
            // What this pass did not set is its owner's by now: a change there is no loss (rule 7).
            let isOurs = withFlags && !item.hasOwnersFlags && (pass == 1 || item.touched == pass)
            var lacking = isOurs ? (item.lastFlags ?? Flags()).losses(in: observation.flags) : []
            if let date = item.date, observation.date != date { lacking.append(.date) }
            if !lacking.isEmpty { losses.append((item, lacking)) }
        }
        guard !losses.isEmpty || !differences.isEmpty else { return }
        try await tell(losses, differences)
    }

    private func tell(_ losses: [(ItemRow, [Loss])], _ differences: [(ItemRow, Problem)]) async throws(Problem) {
        for item in try await journal.record(losses: losses, differences: differences) { report(.item(item)) }
        signals.differ(differences.count)
    }

    private func findMissing(
        _ row: TargetRow,
        _ seen: Set<Int64>,
        of expected: Int,
        _ since: Int
    ) async throws(Problem) {
        guard seen.count < expected || since > 0 else { return }
        var last: Int64 = 0
        while !signals.wantsStop {
            let items = try await journal.copies(of: row.id, after: last, limit: 1000, sincePass: since)
            guard let end = items.last else { return }
            last = end.id
            let missing = items.filter { !seen.contains($0.id) }
            let problem = Problem(.movedOrDeleted, reaction: .skip, fixer: .you, side: .target)
            try await tell([], missing.map { ($0, problem) })
        }
    }

    // MARK: - Octets

    private func compareOctets(_ items: [ItemRow]) async throws(Problem) {
        let targets = Dictionary(uniqueKeysWithValues: try await journal.targetRows().map { ($0.id, $0) })
        let groups = Dictionary(grouping: items, by: \.target).sorted { $0.key < $1.key }
        let results = await withTaskGroup(of: Result<[(ItemRow, Problem)], Problem>.self) { group in
            for (id, items) in groups {
                guard let row = targets[id] else { continue }
                group.addTask {
                    await Attempt.result(.target) { () async throws(Problem) in try await differing(items, row) }
                }
            }
            var results: [Result<[(ItemRow, Problem)], Problem>] = []
            for await result in group { results.append(result) }
            return results
        }
        for result in results {
            let differences = try result.get()
            if !differences.isEmpty { try await tell([], differences) }
        }
    }

    private func differing(_ items: [ItemRow], _ row: TargetRow) async throws(Problem) -> [(ItemRow, Problem)] {
        let known = items.filter { $0.targetReference != nil && $0.digest != nil }
        let digests = try await target.digests(known.compactMap(\.targetReference), in: row.path, kind: row.kind)
        return zip(known, digests).compactMap { item, digest in
            guard let digest, digest != item.digest else { return nil }
            return (item, .differs(["octets": "differ"]))
        }
    }
}

extension Problem {
    static func differs(_ arguments: [String: String]) -> Problem {
        Problem(.differs, arguments, reaction: .skip, fixer: .provider, side: .target)
    }
}

import Journal
import MailCore

/// Finds our copies again in a target whose references were voided (rule 8).
///
/// Of what looks the same, all is ours as long as no more is found than we stored; otherwise, and where our own copies
/// differ in their octets alone, the octets decide. What then still cannot be told from another is kept by undo, and so is
/// everything that looks like an item that was there before us.
struct Renumbering {
    let known: KnownPrints
    private let found: [Print: [Reference]]

    init(_ known: KnownPrints, _ observations: [Observation]) {
        self.known = known
        var found: [Print: [Reference]] = [:]
        for observation in observations {
            if let print = observation.fingerprint { found[Print(print), default: []].append(observation.reference) }
        }
        self.found = found
    }

    /// Those whose octets decide.
    var doubtful: [Reference] {
        known.copies.keys.filter(isDoubtful).flatMap { found[$0] ?? [] }.sorted { $0.text < $1.text }
    }

    private func isDoubtful(_ print: Print) -> Bool {
        guard let copies = known.copies[print], let found = found[print], known.old[print] == nil else { return false }
        let open = known.open[print] ?? []
        return found.count > copies.count + open.count || Set(copies.map(\.digest) + open).count > 1
    }

    /// Where each copy is; `digests` are the octets of what is ``doubtful``.
    func whereabouts(_ digests: [Reference: String]) -> [Int64: Whereabouts] {
        var result: [Int64: Whereabouts] = [:]
        for (print, copies) in known.copies {
            let references = found[print] ?? []
            if known.old[print] != nil {
                for copy in copies { result[copy.id] = references.isEmpty ? .gone : .unsure }
            } else if isDoubtful(print) {
                tell(print, copies, references, digests, &result)
            } else {
                Renumbering.place(copies, references, &result)
            }
        }
        return result
    }

    private func tell(
        _ print: Print,
        _ copies: [KnownPrints.Copy],
        _ references: [Reference],
        _ digests: [Reference: String],
        _ result: inout [Int64: Whereabouts]
    ) {
        for (digest, copies) in Dictionary(grouping: copies, by: \.digest) {
            let equal = references.filter { digests[$0] == digest }
            let open = (known.open[print] ?? []).count { $0 == digest }
            if digest == nil || equal.count > copies.count + open {
                for copy in copies { result[copy.id] = .unsure }
            } else {
                Renumbering.place(copies, equal, &result)
            }
        }
    }

    /// Which of the references belong to these copies, whose octets hash to this.
    static func taken(
        _ references: [Reference],
        by copies: [String?],
        _ digests: [Reference: String]
    ) -> Set<Reference> {
        var left = references
        var others = 0
        for copy in copies {
            if let copy, let index = left.firstIndex(where: { digests[$0] == copy }) {
                left.remove(at: index)
            } else {
                others += 1
            }
        }
        return Set(references).subtracting(left.dropFirst(others))
    }

    private static func place(
        _ copies: [KnownPrints.Copy],
        _ references: [Reference],
        _ result: inout [Int64: Whereabouts]
    ) {
        for (index, copy) in copies.enumerated() {
            result[copy.id] = index < references.count ? .at(references[index]) : .gone
        }
    }
}

extension Run {
    /// Looks whether targets were renumbered, and finds our copies again where they were; those targets.
    func renumber(_ rows: [TargetRow]) async throws(Problem) -> Set<Int64> {
        let rows = rows.filter { $0.mark != nil }
        let requests = rows.map { TargetListingRequest(kind: $0.kind, path: $0.path, above: $0.watermark ?? $0.mark) }
        guard !requests.isEmpty else { return [] }
        var found: [Int: [Observation]] = [:]
        for try await event in list(requests) {
            switch event {
            case .renumbered(let index): found[index] = []
            case .items(let index, let observations): found[index]? += observations
            case .failed(_, let problem): throw problem.on(.target)
            case .end: break
            }
        }
        for (index, found) in found { try await renumber(rows[index], found) }
        return Set(found.keys.map { rows[$0].id })
    }

    /// Finds our copies again; the mark follows once nothing is being looked for any more.
    func renumber(_ row: TargetRow, _ found: [Observation]) async throws(Problem) {
        let marks = try await Attempt.on(.target) { () async throws(Problem) in
            try await target.marks([row.path], kind: row.kind)
        }
        // As long as copies are looked for, what landed must not sink below the mark.
        let isSettled = try await journal.unknowns(target: row.id).isEmpty
        try await place(row, found, mark: isSettled ? marks.first ?? nil : nil)
    }

    /// Writes down where our copies are.
    func place(_ row: TargetRow, _ found: [Observation], mark: Mark?) async throws(Problem) {
        let work = Renumbering(try await journal.prints(target: row.id), found)
        let digests = try await octets(of: work.doubtful, row)
        try await journal.renumber(target: row.id, work.whereabouts(digests), found: found, mark: mark)
    }

    /// What no item has and was not there before us, of all that there is in a target that was renumbered.
    ///
    /// A copy that cannot be told from another has no reference, but lies there too: each takes one that looks the same, the
    /// one with its octets if there is one. Else an intent would be found fulfilled by somebody else's copy, and be lost.
    func unclaimedAnew(_ found: [Observation], _ row: TargetRow) async throws(Problem) -> [Observation] {
        var unclaimed = try await journal.unclaimed(found.filter { $0.fingerprint != nil }, target: row.id)
        let unsure = try await journal.unsureCopies(target: row.id)
        let alike = unclaimed.filter { $0.fingerprint.map { unsure[Print($0)] != nil } ?? false }
        let digests = try await octets(of: alike.map(\.reference), row)
        for (print, copies) in unsure {
            let candidates = alike.filter { $0.fingerprint.map(Print.init) == print }.map(\.reference)
            let taken = Renumbering.taken(candidates, by: copies, digests)
            unclaimed.removeAll { taken.contains($0.reference) }
        }
        return unclaimed
    }

    /// What the target's octets of these hash to.
    func octets(of references: [Reference], _ row: TargetRow) async throws(Problem) -> [Reference: String] {
        guard !references.isEmpty else { return [:] }
        let answers = try await Attempt.on(.target) { () async throws(Problem) in
            try await target.digests(references, in: row.path, kind: row.kind)
        }
        var digests: [Reference: String] = [:]
        for (reference, digest) in zip(references, answers) { digests[reference] = digest }
        return digests
    }
}

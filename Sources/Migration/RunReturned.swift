import Journal
import MailCore

/// Mail that came back, or was moved, at the source while the target's owner deleted its copy: it is not brought back
/// (rule 7), and the receipt says so.
extension Run {
    /// Looks whether the copies of what came back in this pass are still there.
    func tellDeletedCopies() async throws(Problem) {
        let returned = try await journal.returnedCopies()
        let rows = try await journal.targetRows().filter { returned[$0.id] != nil }
        guard !rows.isEmpty else { return }
        var there = rows.map { _ in Set<Reference>() }
        var renumbered: Set<Int> = []
        let requests = rows.map { TargetListingRequest(kind: $0.kind, path: $0.path, above: $0.start) }
        for try await event in list(requests) {
            switch event {
            // Its references are void: to be looked at once they are found again.
            case .renumbered(let index): renumbered.insert(index)
            case .items(let index, let observations): there[index].formUnion(observations.map(\.reference))
            case .end: break
            case .failed(_, let problem): throw problem.on(.target)
            }
        }
        for (index, row) in rows.enumerated() where !renumbered.contains(index) {
            let items = returned[row.id] ?? []
            let deleted = items.filter { item in item.targetReference.map { !there[index].contains($0) } ?? false }
            let told = try await journal.settleReturned(items, deleted: deleted)
            for item in told { report(.item(item)) }
        }
    }
}

import MailCore
import Synchronization

/// The smallest program that moves an account through the seam: what the engine does, without its journal.
struct CopyLoop: Sendable {
    /// What became of the messages.
    struct Tally: Sendable {
        var stored: [Reference: Stored] = [:]
        var outcomes: [Reference: Outcome] = [:]
        var failures: [Reference: Problem] = [:]
        var folders = 0
        var verified = 0
        var differing: [String] = []
    }

    private final class Ledger: Sendable {
        let tally = Mutex(Tally())
    }

    let source: any Source
    let target: any Target
    var exactOnly = false
    var concurrency: Int?

    /// Moves everything that is not excluded, folder by folder in batches, several at once; verifies size, date and flags.
    func run() async throws -> Tally {
        async let described = target.describe()
        _ = try await source.describe()
        let containers = try await source.containers(.mail).filter { $0.exclusion == nil }
        let description = try await described
        let paths = containers.map(\.path)
        async let listing = list(containers)
        let baselines = try await baselines(paths, description)
        let items = try await listing
        let batches = plan(items, description)
        let ledger = Ledger()
        try await withThrowingTaskGroup(of: Void.self) { group in
            var next = 0
            let limit = concurrency ?? description.concurrency
            while next < batches.count {
                if next >= limit { try await group.next() }
                let (index, references) = batches[next]
                group.addTask {
                    let (outcomes, failures) = try await copy(references, containers[index], baselines[index])
                    ledger.tally.withLock { tally in
                        tally.outcomes.merge(outcomes) { $1 }
                        tally.failures.merge(failures) { $1 }
                        for case (let reference, .stored(let stored)) in outcomes { tally.stored[reference] = stored }
                    }
                }
                next += 1
            }
            try await group.waitForAll()
        }
        var result = ledger.tally.withLock { $0 }
        result.folders = paths.count
        try await verify(paths, baselines, items, &result)
        return result
    }

    private func list(_ containers: [SourceContainer]) async throws -> [[SourceItem]] {
        var items: [[SourceItem]] = containers.map { _ in [] }
        for try await event in source.items(containers.map { ListingRequest($0) }) {
            switch event {
            case .items(let index, let new): items[index] += new
            case .failed(_, let problem): throw problem
            case .renumbered, .present, .end: break
            }
        }
        return items
    }

    private func baselines(_ paths: [FolderPath], _ description: TargetDescription) async throws -> [Mark] {
        let known = Dictionary(description.containers.map { ($0.path, $0.mark) }) { first, _ in first }
        let missing = paths.filter { known[$0] == nil }
        var marks = known
        let creations = try await target.create(missing.map { CreationRequest(kind: .mail, path: $0) })
        for (path, creation) in zip(missing, creations) {
            if case .created(let mark) = creation { marks[path] = mark }
            if case .refused(let problem) = creation { throw problem }
        }
        return try paths.map { path in
            guard let mark = marks[path] ?? nil else { throw Problem(.folderRefused, reaction: .stop, fixer: .you) }
            return mark
        }
    }

    private func plan(_ items: [[SourceItem]], _ description: TargetDescription) -> [(Int, [SourceItem])] {
        var batches: [(Int, [SourceItem])] = []
        for (index, items) in items.enumerated() {
            var batch: [SourceItem] = []
            var octets = 0
            for item in items {
                let isFull = batch.count == description.batchLimit || octets + item.size > description.batchBytes
                if !batch.isEmpty, isFull || item.size > 1 << 20 {
                    batches.append((index, batch))
                    (batch, octets) = ([], 0)
                }
                batch.append(item)
                octets += item.size
                if item.size > 1 << 20 {
                    batches.append((index, batch))
                    (batch, octets) = ([], 0)
                }
            }
            if !batch.isEmpty { batches.append((index, batch)) }
        }
        return batches
    }

    private func copy(
        _ items: [SourceItem],
        _ container: SourceContainer,
        _ baseline: Mark
    ) async throws -> ([Reference: Outcome], [Reference: Problem]) {
        var fetched: [FetchedItem] = []
        var failures: [Reference: Problem] = [:]
        var outcomes: [Reference: Outcome] = [:]
        for try await event in source.fetch(items.map(\.reference), from: container) {
            switch event {
            case .failed(let reference, let problem): failures[reference] = problem
            case .item(let item):
                fetched.append(item)
                guard case .stream = item.content else { continue }
                try await store(fetched, container, baseline, &outcomes)
                fetched = []
            }
        }
        try await store(fetched, container, baseline, &outcomes)
        return (outcomes, failures)
    }

    private func store(
        _ items: [FetchedItem],
        _ container: SourceContainer,
        _ baseline: Mark,
        _ outcomes: inout [Reference: Outcome]
    ) async throws {
        guard !items.isEmpty else { return }
        let batch = Batch(kind: .mail, path: container.path, baseline: baseline, items: items, exactOnly: exactOnly)
        do throws(Problem) {
            for (item, outcome) in zip(items, try await target.store(batch)) { outcomes[item.reference] = outcome }
        } catch {
            guard error.code == .batchRefused, items.count > 1 else { throw error }
            try await store(Array(items[..<(items.count / 2)]), container, baseline, &outcomes)
            try await store(Array(items[(items.count / 2)...]), container, baseline, &outcomes)
        }
    }

    private func verify(
        _ paths: [FolderPath],
        _ baselines: [Mark],
        _ items: [[SourceItem]],
        _ tally: inout Tally
    ) async throws {
        let requests = zip(paths, baselines).map { TargetListingRequest(kind: .mail, path: $0, above: $1) }
        var expected: [Reference: (Stored, SourceItem)] = [:]
        for item in items.joined() {
            if let stored = tally.stored[item.reference], let reference = stored.reference {
                expected[Reference("\(reference.text)/\(stored.digest)")] = (stored, item)
            }
        }
        let byReference = Dictionary(grouping: expected.values) { $0.0.reference ?? Reference("") }
        for try await event in target.list(requests) {
            guard case .items(let index, let found) = event else { continue }
            for observation in found {
                let candidates = byReference[observation.reference] ?? []
                let isEqual = candidates.contains { stored, item in
                    observation.size == stored.size && observation.flags.matches(stored.flags)
                        && (observation.date == item.date || stored.losses.contains(.date))
                }
                if isEqual { tally.verified += 1 } else { tally.differing.append("\(paths[index]) \(observation)") }
            }
        }
    }
}

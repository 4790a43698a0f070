import Journal
import MailCore

/// Gives exceptions their names: what was skipped by its flags, date or size was never fetched, and a person knows a
/// message by its subject.
extension Run {
    /// Tells exceptions; one without a subject waits for ``nameExceptions()``, as many as the source is asked about.
    func tell(exceptions: [ReceiptItem]) {
        for item in exceptions where !nameless.hold(item, atMost: source == nil ? 0 : environment.mostNamed) {
            report(.item(item))
        }
    }

    /// Tells the exceptions that wait as they are.
    func tellNameless() {
        for item in nameless.takeAll() { report(.item(item)) }
    }

    /// Asks the source for the subjects of exceptions, all containers at once, and tells those that waited; where the
    /// source does not answer, they stay without.
    func nameExceptions() async throws(Problem) {
        guard let source, environment.mostNamed > 0 else { return }
        let unnamed = try await journal.unnamedExceptions(limit: environment.mostNamed)
        let rows = try await journal.containerRows().filter { !$0.hasVanished && unnamed[$0.id] != nil }
        let results = await withTaskGroup(of: Result<Void, Problem>.self) { group in
            for row in rows {
                group.addTask {
                    await Attempt.result(.source) { () async throws(Problem) in
                        try await name(unnamed[row.id] ?? [], in: row, source)
                    }
                }
            }
            var results: [Result<Void, Problem>] = []
            for await result in group { results.append(result) }
            return results
        }
        for case .failure(let problem) in results where problem.code == .storage { throw problem }
    }

    private func name(_ references: [Reference], in row: ContainerRow, _ source: any Source) async throws(Problem) {
        let seen = try await source.inspect(references, in: row.container)
        try await journal.name(references, seen, in: row.id)
        let subjects = Dictionary(seen.map { ($0.reference, $0.subject) }, uniquingKeysWith: { first, _ in first })
        for var item in nameless.take(references, in: PathKey(row.container.kind, row.container.path)) {
            item.subject = subjects[item.reference] ?? ""
            report(.item(item))
        }
    }
}

/// Exceptions that are told when their subject is known.
final class Nameless: Sendable {
    private let waiting = Locked<[PathKey: [Reference: ReceiptItem]]>([:])

    /// Keeps an exception that has no subject; false where it has one, or too many wait.
    func hold(_ item: ReceiptItem, atMost limit: Int) -> Bool {
        let isUnread = item.outcome == .skipped || item.outcome == .failed
        guard isUnread, item.subject.isEmpty, item.problem.code != .gone else { return false }
        return waiting.change { waiting in
            guard waiting.values.reduce(0, { $0 + $1.count }) < limit else { return false }
            waiting[PathKey(item.kind, item.container), default: [:]][item.reference] = item
            return true
        }
    }

    /// Gives those of a container, to be told.
    func take(_ references: [Reference], in container: PathKey) -> [ReceiptItem] {
        waiting.change { waiting in
            references.compactMap { waiting[container]?.removeValue(forKey: $0) }
        }
    }

    /// Gives all, to be told.
    func takeAll() -> [ReceiptItem] {
        waiting.change { waiting in
            defer { waiting = [:] }
            return waiting.values.flatMap(\.values)
        }
    }
}

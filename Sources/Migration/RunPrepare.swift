import Journal
import MailCore

/// Targets: made where missing, their baseline on record before the first write (rule 2).
extension Run {
    /// Makes what is missing and notes how every target stands.
    func prepareTargets(_ description: TargetDescription) async throws(Problem) {
        for attempt in 0..<3 {
            let open = try await journal.targetRows().filter(\.creation.isOpen)
            guard !open.isEmpty else { break }
            let description = attempt == 0 ? description : try await target.describe()
            try await prepare(open, description, mayRename: !options.exactOnly)
        }
        let lost = try await journal.targetRows().filter(\.creation.isOpen).map { row in
            var row = row
            row.creation = .refused
            row.problem = .folderRefused(row.path)
            return row
        }
        try await journal.record(lost)
        try await failRefused()
        try await subscribe()
    }

    /// Items bound for a folder that the target refuses fail, each by itself.
    func failRefused() async throws(Problem) {
        for row in try await journal.targetRows() where row.creation == .refused {
            let problem = row.problem ?? .folderRefused(row.path)
            try await tell(journal.failOpen(target: row.id, problem, pass: pass), row.kind, nil)
        }
    }

    /// Makes or looks at targets; with `mayRename` a name that is refused is tried in a plainer form.
    func prepare(
        _ rows: [TargetRow],
        _ description: TargetDescription,
        mayRename: Bool
    ) async throws(Problem) {
        let there = Dictionary(
            description.containers.filter(\.isSelectable).map { (PathKey($0.kind, $0.path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var existing: [TargetRow] = []
        var missing: [TargetRow] = []
        let wasIntended = Set(rows.filter { $0.creation == .intended }.map(\.id))
        for var row in rows {
            if let container = there[PathKey(row.kind, row.path)] {
                // An intent to make it that was cut off, and now it is there: it is ours.
                row.hadItems = row.creation == .intended ? false : container.count != 0
                row.creation = row.creation == .intended ? .ours : .existed
                // One that is looked at again keeps its baseline: copies of ours lie above it.
                row.mark = row.mark ?? container.mark
                existing.append(row)
            } else {
                row.creation = .intended
                missing.append(row)
            }
        }
        try await journal.record(missing)
        try await claimParents(of: missing, description)
        let made = try await create(missing, wasIntended)
        let refused = mayRename ? made.filter(\.isNameRefused) : []
        let ids = Set(refused.map(\.id))
        try await mark(existing + made.filter { !ids.contains($0.id) })
        if !refused.isEmpty { try await rename(refused, description) }
    }

    /// A server makes the folders above a new one by itself: those that were not there are ours too, to be taken back.
    private func claimParents(of rows: [TargetRow], _ description: TargetDescription) async throws(Problem) {
        var known = Set(description.containers.map { PathKey($0.kind, $0.path) })
        known.formUnion(try await journal.targetRows().map { PathKey($0.kind, $0.path) })
        for row in rows {
            let parents = row.path.ancestors.filter { known.insert(PathKey(row.kind, $0)).inserted }
            try await journal.claim(parents, kind: row.kind)
        }
    }

    private func create(_ rows: [TargetRow], _ wasIntended: Set<Int64>) async throws(Problem) -> [TargetRow] {
        var result: [TargetRow] = []
        for (kind, rows) in Dictionary(grouping: rows, by: \.kind).sorted(by: { $0.key < $1.key }) {
            let requests = rows.map { CreationRequest(kind: kind, path: $0.path, specialUse: $0.specialUse) }
            let answers = try await Attempt.on(.target) { () async throws(Problem) in try await target.create(requests)
            }
            for (row, answer) in zip(rows, answers) {
                var row = row
                switch answer {
                case .created(let mark):
                    row.creation = .ours
                    row.mark = mark
                case .existed:
                    // Intended before and there already: a creation of ours whose answer was lost, or somebody was quicker.
                    row.creation = wasIntended.contains(row.id) ? .ours : .existed
                    row.hadItems = row.creation == .existed
                case .refused(let problem) where problem.isTransient: throw problem.on(.target)
                case .refused(let problem):
                    row.creation = .refused
                    row.problem = problem.on(.target)
                }
                result.append(row)
            }
        }
        return result
    }

    /// Asks for the marks that did not come by themselves, and writes everything down.
    private func mark(_ rows: [TargetRow]) async throws(Problem) {
        var rows = rows
        for kind in Set(rows.map(\.kind)).sorted() {
            let open = rows.indices.filter {
                rows[$0].kind == kind && rows[$0].mark == nil && rows[$0].creation != .refused
            }
            guard !open.isEmpty else { continue }
            let paths = open.map { rows[$0].path }
            let marks = try await Attempt.on(.target) { () async throws(Problem) in
                try await target.marks(paths, kind: kind)
            }
            for (index, mark) in zip(open, marks) {
                rows[index].mark = mark
                if mark == nil { rows[index].creation = .unknown }
            }
        }
        try await journal.record(rows)
    }

    /// Subscribes to folders of ours whose source is subscribed.
    private func subscribe() async throws(Problem) {
        let rows = try await journal.subscriptions(.none) + journal.subscriptions(.intended)
        guard !rows.isEmpty else { return }
        try await journal.record(rows.map(\.id), .intended)
        for (kind, rows) in Dictionary(grouping: rows, by: \.kind) {
            try await ignoringRefusals { () async throws(Problem) in
                try await target.subscribe(rows.map(\.path), true, kind: kind)
            }
        }
        try await journal.record(rows.map(\.id), .done)
    }

    /// Runs what may be refused without harm.
    func ignoringRefusals(_ body: () async throws(Problem) -> Void) async throws(Problem) {
        do {
            try await body()
        } catch {
            if Interruption.of(error) != .fail { throw error.on(.target) }
        }
    }
}

extension TargetRow.Creation {
    /// Whether it is still to be made or looked at.
    var isOpen: Bool {
        switch self {
        case .unknown, .intended: true
        case .ours, .existed, .refused, .removed: false
        }
    }
}

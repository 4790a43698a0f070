import Journal
import MailCore

/// Copying the items of a kind, round by round.
extension Run {
    /// How often an item may fail alone, with both lines working, before it is given up.
    static let triesAlone = 5

    /// Copies until nothing of the kind is open, or the run is to stop.
    func copy(_ kind: Kind, _ stage: Stage, _ limits: Limits) async throws(Problem) {
        while !signals.wantsStop {
            try await reconcile()
            try await probe(stage)
            try await judge(stage)
            if stage.takeOldNotes() { try await findExistingAgain() }
            try await listExisting()
            let open = try await openContainers(kind)
            guard !open.isEmpty else { break }
            for way in open where way.target.mark == nil {
                let problem = way.target.problem ?? .folderRefused(way.target.path)
                try await tell(journal.failOpen(target: way.target.id, problem, pass: pass), kind, nil)
            }
            try await round(open, limits)
            if let problem = signals.takeInterruption(), problem.code != .batchRefused { throw problem }
            if signals.wantsStop { return }
            try await trySuspects(open, stage, limits)
        }
        guard !signals.wantsStop else { return }
        try await followFlags(limits)
        // Copies whose reference the target did not tell.
        try await reconcile()
    }

    /// Places with open items, and where these go.
    private func openContainers(_ kind: Kind) async throws(Problem) -> [Way] {
        let open = try await journal.containersWithOpenItems(onlyTouched: onlyTouched)
        guard !open.isEmpty else { return [] }
        let targets = Dictionary(uniqueKeysWithValues: try await journal.targetRows().map { ($0.id, $0) })
        return try await journal.containerRows().compactMap { row in
            guard open.contains(row.id), row.container.kind == kind, let target = targets[row.target] else {
                return nil
            }
            return Way(container: row, target: target)
        }
    }

    /// One round: every open item once, but for those that are better tried alone.
    private func round(_ ways: [Way], _ limits: Limits) async throws(Problem) {
        await flight.widen(to: limits.concurrency)
        let planner = BatchPlanner(journal: journal, limits: limits, onlyTouched: onlyTouched)
        let failure = Locked<Problem?>(nil)
        let places = ByteBudget(capacity: limits.ahead)
        // Discarding: what a task needed is let go of when it ends, not when somebody asks how it ended.
        await withDiscardingTaskGroup { group in
            do throws(Problem) {
                for way in ways where way.target.mark != nil {
                    var window = planner.window(of: way)
                    var turn: Moment?
                    while !signals.holdsBack, let plan = try await window.next(octets: flight.pieceOctets) {
                        let place = await places.acquire(1)
                        let held = await environment.budget.acquire(plan.held)
                        guard !signals.holdsBack else {
                            await environment.budget.release(held)
                            break
                        }
                        let own = Moment()
                        let before = turn
                        turn = own
                        group.addTask {
                            await move(plan, way, Turn(before: before, own: own))
                            await environment.budget.release(held)
                            await places.release(place)
                        }
                    }
                }
            } catch {
                failure.change { $0 = error }
            }
        }
        if let problem = failure.read({ $0 }) { throw problem }
    }

    /// Items that failed in company, one after the other and with nothing else in flight.
    private func trySuspects(_ ways: [Way], _ stage: Stage, _ limits: Limits) async throws(Problem) {
        for way in ways {
            var last: Int64 = 0
            while let item = try await nextSuspect(way, after: last) {
                guard !signals.wantsStop else { return }
                last = item.id
                let turn = Turn(before: nil, own: Moment())
                await move(BatchPlan(items: [item], maxItemBytes: limits.maxItemBytes), way, turn)
                guard let problem = signals.takeInterruption() else { continue }
                let isRefused = problem.code == .batchRefused
                if problem.isTransient || isRefused {
                    stage.suspect = Stage.Suspect(item: item, container: way.container.container, problem: problem)
                }
                if isRefused { return }
                throw problem
            }
        }
    }

    private func nextSuspect(_ way: Way, after last: Int64) async throws(Problem) -> ItemRow? {
        var last = last
        while true {
            let items = try await journal.openItems(
                of: way.container.id,
                after: last,
                limit: 512,
                onlyTouched: onlyTouched
            )
            if let suspect = items.first(where: { $0.cap == 1 }) { return suspect }
            guard items.count == 512, let end = items.last else { return nil }
            last = end.id
        }
    }

    /// Both lines work: the item that failed alone has itself to blame, and is given up after a few tries.
    private func judge(_ stage: Stage) async throws(Problem) {
        guard let suspect = stage.suspect else { return }
        stage.suspect = nil
        let open = try await journal.openItems(
            of: suspect.item.container,
            after: suspect.item.id - 1,
            limit: 1,
            onlyTouched: onlyTouched
        )
        guard let item = open.first, item.id == suspect.item.id else { return }
        guard item.attempts + 1 >= Run.triesAlone || suspect.problem.code == .batchRefused else {
            return try await journal.narrow([item.id], cap: 1, alone: true)
        }
        let advance = try await journal.settle([Settlement(item, .failed(suspect.verdict))], pass: pass)
        try await tell(advance, suspect.container.kind, suspect.container.path)
    }
}

extension Stage.Suspect {
    /// Why it is given up: for itself, or because the server asked for a pause each time, which says nothing of it.
    fileprivate var verdict: Problem {
        let side = problem.side ?? .target
        var verdict = Problem(
            side == .source ? .messageUnreadable : .messageRefused,
            ["cause": problem.code.rawValue],
            reaction: .skip,
            fixer: .provider,
            side: side,
            detail: problem.detail
        )
        if problem.code == .throttled { (verdict.code, verdict.arguments) = (.throttled, problem.arguments) }
        return verdict
    }
}

/// From a place at the source to a place at the target.
final class Way: Sendable {
    let container: ContainerRow
    let target: TargetRow

    init(container: ContainerRow, target: TargetRow) {
        self.container = container
        self.target = target
    }
}

/// What the target takes at once.
struct Limits: Sendable {
    var batchItems: Int
    var batchBytes: Int
    var maxItemBytes: Int?
    var concurrency: Int

    init(_ description: TargetDescription) {
        batchItems = max(1, description.batchLimit)
        batchBytes = max(1, description.batchBytes)
        maxItemBytes = description.maxItemBytes
        concurrency = max(1, description.concurrency)
    }

    /// Batches that may be under way: enough beyond those being stored that fetching runs ahead.
    var ahead: Int { concurrency + 32 }
}

/// The order in which batches of one container reach the target.
struct Turn: Sendable {
    var before: Moment?
    var own: Moment
}

import Journal
import Logging
import MailCore
import Migration
import Store

/// Carries out one job that runs the engine.
struct JobRun: Sendable {
    let active: ActiveRun
    let store: any WorkerStore
    let folder: DataFolder
    let logins: Logins
    let settings: WorkerSettings
    let clock: WallClock
    let log: Logger

    private var job: Job { active.job }

    /// Runs the migration until the command is done, or somebody interrupts it.
    func carryOut() async -> JobEnding {
        do {
            guard let record = try await store.migration(job.migration) else {
                return .refused(.of(JobError.forgotten))
            }
            guard let target = try await logins.target(of: record, store) else {
                return .refused(.credentialsMissing(.target))
            }
            let source = try await logins.source(of: record, store)
            if source == nil, !job.action.doesWithoutSource { return .refused(.credentialsMissing(.source)) }
            let ending = await run(record, source, target)
            await source?.close()
            await target.close()
            return ending
        } catch {
            return ending(.of(error))
        }
    }

    private func run(_ record: Store.MigrationRecord, _ source: (any Source)?, _ target: any Target) async -> JobEnding
    {
        do {
            let lease = try folder.lease(target: record.target)
            defer { withExtendedLifetime(lease) {} }
            let isNew = !folder.exists(job.migration)
            // Nothing was begun: there is nothing to compare, to repeat or to undo.
            guard !isNew || job.action.begins else { return .refused(.notBegun) }
            let preflight = isNew ? try await preflight(record, source, target) : nil
            let journal = try await Aside.run { () throws(Problem) in
                try isNew ? create(record) : folder.open(job.migration)
            }
            let known = try await journal.reader.record()
            guard let command = command(known.state, passEnded: known.passEnded, isNew: isNew) else {
                await writer(journal).write { $0 }
                try journal.close()
                return .ran(known.state)
            }
            return try await run(command, preflight, journal, source, target)
        } catch {
            return ending(.of(error))
        }
    }

    private func run(
        _ command: Command,
        _ preflight: Preflight?,
        _ journal: Journal,
        _ source: (any Source)?,
        _ target: any Target
    ) async throws -> JobEnding {
        let writer = writer(journal)
        let runner = MigrationRunner(
            journal: journal,
            source: source,
            target: target,
            environment: logins.services.environment { [active] event in
                active.note(event)
                writer.note(event)
            }
        )
        active.attach(journal.control)
        let keeper = Task { await writer.run(every: settings.projectionInterval) { active.passOn() } }
        let result: Result<Summary, Problem>
        do throws(Problem) {
            result = .success(try await runner.run(command, preflight: preflight))
        } catch {
            result = .failure(error)
        }
        keeper.cancel()
        await keeper.value
        // A halt of ours is no event for the customer: the page goes on showing what was under way.
        await writer.write { projection in
            guard active.goesOn else { return projection }
            var copy = projection
            copy.state = projection.state.goingOn
            return copy
        }
        try journal.close()
        switch result {
        case .success(let summary): return .ran(summary.state)
        case .failure(let problem): return ending(problem)
        }
    }

    /// The folder is made only once both logins worked and are two accounts (DESIGN §4).
    private func preflight(
        _ record: Store.MigrationRecord,
        _ source: (any Source)?,
        _ target: any Target
    ) async throws -> Preflight {
        guard let source else { throw Problem.credentialsMissing(.source) }
        return try await Preflight.check(source: source, target: target, kinds: record.options.kinds)
    }

    private func create(_ record: Store.MigrationRecord) throws(Problem) -> Journal {
        let setup = MigrationSetup(
            source: record.source,
            target: record.target,
            options: record.options,
            undoHours: settings.undoHours
        )
        return try folder.create(job.migration, setup, at: clock.now())
    }

    /// What to run; nil where an earlier attempt had brought it to its end before its worker died.
    private func command(_ state: State, passEnded: Double?, isNew: Bool) -> Command? {
        guard !isNew else { return .migrate }
        let isLater = job.attempt > 1
        let endedSince = passEnded.map { $0 >= job.begun } ?? false
        switch job.action {
        case .migrate, .resume:
            return state.isUnfinished || job.action == .resume ? .resume : nil
        case .pass:
            if isLater, state.isUnfinished { return .resume }
            return isLater && endedSince ? nil : .pass
        case .retry:
            if isLater, state.isUnfinished { return .resume }
            return isLater && endedSince ? nil : .retry
        case .undo(let includeGone, let mustCompare):
            return .undo(includeGone: includeGone, mustCompare: mustCompare)
        case .verify:
            return .verify(deep: false)
        case .close, .extend, .delete, .cancel, .stop, .wake:
            return nil
        }
    }

    private func ending(_ problem: Problem) -> JobEnding {
        log.info("a job could not be carried out", metadata: ["id": "\(job.migration)", "code": "\(problem.code)"])
        if problem.code == .busy { return .postponed(problem, seconds: 5) }
        if case .retry(let seconds) = problem.reaction {
            return .postponed(problem, seconds: Int64(max(seconds ?? 0, min(600, 15 << min(job.attempt, 6)))))
        }
        return .refused(problem)
    }

    private func writer(_ journal: Journal) -> ProjectionWriter {
        ProjectionWriter(job.migration, journal.reader, store, clock, log)
    }
}

/// What cannot happen to a job that was leased in good order.
private enum JobError: Error {
    case forgotten
}

extension Problem {
    /// An order to a migration that was called off before it began.
    fileprivate static let notBegun = Problem(.wrongState, reaction: .stop, fixer: .you)
}

extension Action {
    /// Whether it may begin a migration that has no journal yet.
    fileprivate var begins: Bool {
        switch self {
        case .migrate, .resume: true
        case .pass, .retry, .undo, .verify, .close, .extend, .delete, .cancel, .stop, .wake: false
        }
    }

    /// Undo compares with the source where it can, and does without where it cannot.
    fileprivate var doesWithoutSource: Bool {
        switch self {
        case .undo: true
        case .migrate, .resume, .pass, .retry, .verify, .close, .extend, .delete, .cancel, .stop, .wake: false
        }
    }
}

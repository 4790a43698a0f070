import Journal
import Logging
import MailCore
import Migration
import Store

extension Worker {
    /// Runs the engine, and settles what becomes of the job and of what was asked meanwhile.
    func carryOut(_ run: ActiveRun) async {
        let job = run.job
        let work = JobRun(
            active: run,
            store: store,
            folder: folder,
            logins: logins,
            settings: settings,
            clock: clock,
            log: log
        )
        let ending = await work.carryOut()
        active[job.migration] = nil
        settled.insert(job.migration)
        await trying("ending") { try await conclude(run, ending) }
    }

    private func conclude(_ run: ActiveRun, _ ending: JobEnding) async throws {
        let (job, now) = (run.job, Int64(clock.now()))
        switch ending {
        case .ran(let state) where run.goesOn && state.isUnfinished:
            try await store.release(job, notBefore: now)
        case .ran:
            try await store.finish(job)
        case .postponed(let problem, let seconds):
            try await say(problem, until: now + seconds, job)
            try await store.release(job, notBefore: now + seconds)
        case .refused(let problem):
            try await say(problem, until: nil, job)
            try await store.finish(job)
        }
        for interrupt in run.interrupts { try await store.finish(interrupt) }
        log.info("ended", metadata: ["id": "\(job.migration)", "action": "\(job.action)", "ending": "\(ending)"])
    }

    /// Shows why an order was not carried out: what is unfinished waits, anything else stays as it was.
    private func say(_ problem: Problem, until: Int64?, _ job: Job) async throws {
        guard var projection = try await store.migration(job.migration)?.projection else { return }
        if projection.state.isUnfinished {
            let from: State =
                if case .paused(_, _, let inner) = projection.state { inner } else { projection.state.goingOn }
            projection.state = .paused(problem, until: until, from: from)
        }
        projection.refusal = problem
        projection.changed = Int64(clock.now())
        try await store.write(projection, of: job.migration)
    }

    /// Carries out a job that takes no time of its own.
    func settle(_ job: Job) async {
        await trying("settle") {
            do {
                try await settleNow(job)
            } catch let problem as Problem {
                try await say(problem, until: nil, job)
            }
            // While the order stands its row is not corrected; from now on it may be.
            settled.insert(job.migration)
            try await store.finish(job)
        }
    }

    private func settleNow(_ job: Job) async throws {
        let id = job.migration
        switch job.action {
        case .cancel: try await halt(id, .cancel)
        case .stop: try await halt(id, nil)
        case .wake: try await store.order(.resume, for: id)
        case .close: try await settle(.close, id)
        case .extend: try await settle(.extend, id)
        case .delete:
            if folder.exists(id) { try await Settling.settle(.delete, id, in: folder, at: clock.now()) }
            try await store.forget(id)
        case .migrate, .resume, .pass, .retry, .undo, .verify: break
        }
        try await store.note(job.action.event, id, by: "worker", [:])
    }

    /// Cancels or stops a migration that this worker does not run: the command line may, or nobody.
    private func halt(_ id: MigrationID, _ request: LifecycleRequest?) async throws {
        if folder.exists(id), folder.isBusy(id) {
            return try folder.control(id).request(request == nil ? .stop : .cancel)
        }
        if let request, folder.exists(id) { return try await settle(request, id) }
        guard var projection = try await store.migration(id)?.projection, projection.state.isUnfinished else { return }
        let now = Int64(clock.now())
        projection.state = request == nil ? projection.state.atRest : .cancelled
        projection.changed = now
        if request != nil { projection.ended = now }
        try await store.write(projection, of: id)
    }

    private func settle(_ request: LifecycleRequest, _ id: MigrationID) async throws {
        try await Settling.settle(request, id, in: folder, at: clock.now())
        var projection = try await Projection.read(try folder.read(id))
        projection.lastSignOfLife = try await store.migration(id)?.projection.lastSignOfLife
        try await store.write(projection.atRest, of: id)
    }
}

extension Action {
    /// The word in the audit trail.
    fileprivate var event: String {
        switch self {
        case .migrate: "migrate"
        case .resume: "resume"
        case .pass: "pass"
        case .retry: "retry"
        case .undo: "undo"
        case .verify: "verify"
        case .close: "closed"
        case .extend: "extended"
        case .delete: "deleted"
        case .cancel: "cancelled"
        case .stop: "stopped"
        case .wake: "woken"
        }
    }
}

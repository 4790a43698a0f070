import Journal
import MailCore

/// The commands, from the journal's first word to its last.
extension MigrationRunner {
    /// The pass under way, from where it was left.
    func goOn(_ command: Command, _ record: MigrationRecord, _ preflight: Preflight?) async throws(Problem) -> Summary {
        if command != .migrate { try await journal.control.clear() }
        let first = record.state.workedAt
        let pass = max(1, record.pass)
        let isOtherBoot = record.pass > 0 && record.bootID != environment.bootID
        let run = run(record, pass, record.passKind)
        return try await execute(command, run, first) { stage throws(Problem) in
            try await run.workThroughPass(stage, preflight, isOtherBoot: isOtherBoot)
        }
    }

    /// The next pass.
    func begin(
        _ command: Command,
        _ record: MigrationRecord,
        _ kind: PassKind,
        _ preflight: Preflight?
    ) async throws(Problem) -> Summary {
        try await journal.control.clear()
        let isOtherBoot = record.bootID != environment.bootID
        try await journal.forgetRefusals()
        try await journal.remakeLost()
        let run = run(record, record.pass + 1, kind)
        return try await execute(command, run, .discovering) { stage throws(Problem) in
            try await run.workThroughPass(stage, preflight, isOtherBoot: isOtherBoot)
        }
    }

    /// The next pass over what failed; nothing where nothing did.
    func retry(_ command: Command, _ record: MigrationRecord, _ preflight: Preflight?) async throws(Problem) -> Summary
    {
        let failed = try await journal.reader.counts().values.reduce(0) { $0 + $1.failed }
        guard failed > 0 else { return try await tellAgain(record) }
        return try await begin(command, record, .retry, preflight)
    }

    /// The last result once more.
    func tellAgain(_ record: MigrationRecord) async throws(Problem) -> Summary {
        var summary = try await journal.reader.summary()
        summary.state = record.state
        return summary
    }

    /// Takes back, if there is still time.
    func undo(_ command: Command, _ record: MigrationRecord) async throws(Problem) -> Summary {
        if !record.state.isUndoing, let until = record.undoUntil, environment.clock.now() > until {
            throw .refused(.undoExpired, record.state)
        }
        if case .undo(let includeGone, let mustCompare) = command {
            try await journal.set(UndoTerms(includeGone: includeGone, mustCompare: mustCompare))
        }
        let terms = try await journal.undoTerms()
        try await journal.control.clear()
        let run = run(record, max(1, record.pass), record.passKind)
        return try await execute(command, run, .undoing) { stage throws(Problem) in try await run.undo(terms, stage) }
    }

    /// Compares; the state stays as it is.
    func verify(_ command: Command, _ record: MigrationRecord) async throws(Problem) -> Summary {
        guard case .verify(let isDeep) = command else { throw .refused(.wrongState, record.state) }
        try await journal.control.clear()
        let run = run(record, record.pass, record.passKind)
        report(.started(pass: record.pass))
        do throws(Problem) {
            try await whileListening(run, endsOn: [.stop, .cancel]) { () async throws(Problem) in
                try await run.verifyAll(isDeep: isDeep)
            }
        } catch {
            guard run.signals.wantsStop else { throw error }
        }
        try await journal.control.clear()
        var summary = try await tellAgain(record)
        summary.differences = run.signals.differences
        // The state stays what it was; only this comparison was not brought to its end.
        if run.signals.wantsStop { summary.state = .stopped(from: record.state) }
        return summary
    }

    private func report(_ event: MigrationEvent) { environment.report(event) }

    func run(_ record: MigrationRecord, _ pass: Int, _ kind: PassKind) -> Run {
        Run(
            journal: journal,
            source: source,
            target: target,
            environment: environment,
            record: record,
            pass: pass,
            passKind: kind,
            flight: FlightWindow(clock: environment.clock)
        )
    }

    /// One execution: begun and ended in the journal, with somebody listening for requests meanwhile.
    private func execute(
        _ command: Command,
        _ run: Run,
        _ first: State,
        _ work: @escaping @Sendable (Stage) async throws(Problem) -> Ending
    ) async throws(Problem) -> Summary {
        try await journal.begin(
            command.name,
            pass: run.pass,
            run.passKind,
            first,
            bootID: environment.bootID,
            at: environment.clock.now()
        )
        report(.started(pass: run.pass))
        report(.state(first))
        run.signals.begin(try await journal.reader.progress())
        await environment.budget.join()
        let ending: Result<Ending, Problem>
        do throws(Problem) {
            ending = .success(
                try await whileListening(run) { () async throws(Problem) in try await run.carry(first, work) }
            )
        } catch {
            ending = .failure(error)
        }
        await environment.budget.leave()
        return try await end(try ending.get(), run)
    }

    private func end(_ ending: Ending, _ run: Run) async throws(Problem) -> Summary {
        run.tellNameless()
        let now = environment.clock.now()
        let state: State
        switch ending {
        case .stopped:
            let present = try await journal.reader.record().state
            state = .stopped(from: present.workedAt)
            try await journal.end(state, endsPass: false, at: now)
        case .state(let ended):
            state = ended
            try await journal.end(state, endsPass: !state.isUndoing && state != .undone, at: now)
        }
        try await journal.control.clear()
        try await journal.sample(at: now)
        for kind in run.options.kinds.sorted() {
            if let progress = run.signals.progress(kind) { report(.progress(progress)) }
        }
        report(.state(state))
        var summary = try await journal.reader.summary()
        summary.differences = run.signals.differences
        return summary
    }

    /// Looks for requests of other processes while the work goes on.
    private func whileListening<T: Sendable>(
        _ run: Run,
        endsOn stops: Set<ControlRequest> = [.stop],
        _ work: @escaping @Sendable () async throws(Problem) -> T
    ) async throws(Problem) -> T {
        guard environment.pollInterval > 0 else { return try await work() }
        let result = await withTaskGroup(of: Result<T, Problem>?.self) { group in
            group.addTask {
                do throws(Problem) { return .success(try await work()) } catch { return .failure(error) }
            }
            group.addTask {
                while !Task.isCancelled {
                    if let asked = try? await journal.control.pending(), !asked.isEmpty {
                        run.signals.ask(
                            stop: !asked.isDisjoint(with: stops),
                            cancel: asked.contains(.cancel),
                            wake: asked.contains(.wake)
                        )
                        try? await journal.control.clear([.wake])
                    }
                    guard !run.signals.wantsStop else {
                        await run.letGo()
                        return nil
                    }
                    await environment.clock.sleep(environment.pollInterval)
                }
                return nil
            }
            var result: Result<T, Problem>?
            for await end in group {
                guard let end else { continue }
                result = end
                group.cancelAll()
            }
            return result
        }
        guard let result else { throw .refused(.wrongState, run.record.state) }
        return try result.get()
    }
}

extension State {
    /// The state to go on in: what a pause or halt left; an ended pass is taken up at its beginning.
    var workedAt: State {
        switch self {
        case .paused(_, _, let from), .stopped(let from): from.workedAt
        case .queued, .cancelled, .failed, .finished, .finishedWithFailures, .closed, .undone: .discovering
        case .discovering, .copying, .verifying, .undoing: self
        }
    }
}

import Journal
import MailCore
import Migration

/// One run of the engine from the command line: events, signals, exit status.
struct Run {
    var reporter: Reporter
    var folder: DataFolder
    var journal: Journal
    var source: (any Source)?
    var target: any Target
    var preflight: Preflight?

    /// Carries the command out and ends as the contract says.
    func carryOut(_ command: Command) async throws {
        reporter.concerns(journal.id)
        // A request that came too late for the last run is not meant for this one; the lease is ours, so nobody else's is lost.
        if command != .migrate { try await journal.control.clear() }
        let (summary, status) = try await interruptible { try await inTurn(command) }
        await source?.close()
        await target.close()
        try journal.close()
        reporter.finish(summary)
        if status != .done { throw status }
    }

    /// A runner over both ends.
    func runner(_ report: @escaping @Sendable (MigrationEvent) -> Void) -> MigrationRunner {
        MigrationRunner(journal: journal, source: source, target: target, environment: Engine.environment(report))
    }

    /// How the wait for the target account ended.
    private enum Turn {
        case taken(TargetLease)
        case cancelled
        /// Halted, or waited for too long.
        case halted
    }

    private func inTurn(_ command: Command) async throws -> (Summary, ExitStatus) {
        switch try await waitForTurn() {
        case .taken(let lease):
            let summary = try await runner { [reporter] event in reporter.tell(event) }.run(
                command,
                preflight: preflight
            )
            withExtendedLifetime(lease) {}
            return (summary, ExitStatus(command, summary))
        case .cancelled:
            try await Settling.cancel(journal, at: Engine.clock.now())
            return (try await journal.reader.summary(), .cancelled)
        case .halted:
            return (try await journal.reader.summary(), .resumable)
        }
    }

    /// One migration at a time writes to a target account.
    private func waitForTurn() async throws(Problem) -> Turn {
        let record = try await journal.reader.record()
        let begun = Engine.clock.now()
        var isTold = false
        while true {
            let asked = try await journal.control.pending()
            if asked.contains(.stop) { return .halted }
            if asked.contains(.cancel) { return .cancelled }
            if let lease = try leaseIfFree(record.target) { return .taken(lease) }
            if !isTold { reporter.tell(.paused(.busyTarget, until: nil)) }
            isTold = true
            if let longest = record.options.maxWait, Engine.clock.now() - begun > Double(longest) { return .halted }
            await Engine.clock.sleep(0.5)
        }
    }

    private func leaseIfFree(_ endpoint: Endpoint) throws(Problem) -> TargetLease? {
        do {
            return try folder.lease(target: endpoint)
        } catch {
            guard error.code == .busy else { throw error }
            return nil
        }
    }

    /// The first Ctrl-C finishes the kind in hand, the second and SIGTERM halt between messages.
    private func interruptible<T>(_ body: () async throws -> T) async throws -> T {
        let control = journal.control
        let interrupts = Interrupts(
            interrupted: { count in try? control.request(count == 1 ? .cancel : .stop) },
            terminated: { try? control.request(.stop) }
        )
        defer { withExtendedLifetime(interrupts) {} }
        return try await body()
    }
}

extension Problem {
    /// Another migration is writing to the target account.
    fileprivate static let busyTarget = Problem(.busy, reaction: .retry(afterSeconds: nil), fixer: .you, side: .target)
}

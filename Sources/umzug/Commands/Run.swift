import Journal
import MailCore
import Migration

/// One run of the engine from the command line: events, signals, exit status.
struct Run {
    var reporter: Reporter
    var journal: Journal
    var source: (any Source)?
    var target: any Target
    var preflight: Preflight?

    /// Carries the command out and ends as the contract says.
    func carryOut(_ command: Command) async throws {
        reporter.concerns(journal.id)
        let runner = runner { [reporter] event in reporter.tell(event) }
        let summary = try await interruptible { try await runner.run(command, preflight: preflight) }
        await source?.close()
        await target.close()
        try journal.close()
        reporter.finish(summary)
        if case .verify = command, summary.differences > 0 { throw ExitStatus.finishedWithFailures }
        let status = ExitStatus(summary)
        if status != .done { throw status }
    }

    /// A runner over both ends.
    func runner(_ report: @escaping @Sendable (MigrationEvent) -> Void) -> MigrationRunner {
        MigrationRunner(journal: journal, source: source, target: target, environment: Engine.environment(report))
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

import ArgumentParser
import Journal
import MailCore
import Migration

/// The commands that take up a migration that exists: `pass`, `resume`, `retry`, `undo`, `verify`.
protocol ContinuingCommand: AsyncParsableCommand {
    var ends: EndsOptions { get }
    var command: Command { get }
    /// Does it, at the ends that it needs.
    func carryOut(_ run: Run) async throws
}

extension ContinuingCommand {
    func carryOut(_ run: Run) async throws { try await run.carryOut(command) }

    func run() async throws {
        let reporter = Reporter(json: ends.migration.output.json)
        try await reporter.ending {
            let id = try ends.migration.migration
            reporter.concerns(id)
            let data = ends.migration.folder
            let journal = try await Aside.run { () throws(Problem) in try data.open(id) }
            let record = try await journal.reader.record()
            let verdict = Lifecycle.verdict(record.state, command.request, isRunning: false)
            if case .refuse(let code) = verdict { throw Problem.refused(code, record) }
            if try await needsNoServer(verdict, journal) { return try await tellAgain(journal, reporter) }
            let connections = Connections(ends.connection)
            let from = try sourceCredential(verdict, record).map { connections.source(record.source, $0) }
            let to = connections.target(record.target, try ends.targetLogin.secret.credential(for: record.target))
            let folder = ends.migration.folder
            try await carryOut(Run(reporter: reporter, folder: folder, journal: journal, source: from, target: to))
        }
    }

    /// Comparing reads only the target, and undoing does without the source.
    private func sourceCredential(_ verdict: Verdict, _ record: MigrationRecord) throws -> Credential? {
        switch verdict {
        case .verify: nil
        case .undo, .goOnUndoing: try ends.sourceLogin.secret.credentialIfGiven()
        default: try ends.sourceLogin.secret.credential(for: record.source)
        }
    }

    /// A migration that has ended says by itself how, and one without failures has nothing to be tried again.
    private func needsNoServer(_ verdict: Verdict, _ journal: Journal) async throws -> Bool {
        if verdict == .tellAgain { return true }
        guard verdict == .retryPass else { return false }
        return try await journal.reader.counts().values.allSatisfy { $0.failed == 0 }
    }

    private func tellAgain(_ journal: Journal, _ reporter: Reporter) async throws {
        let summary = try await journal.reader.summary()
        try journal.close()
        reporter.finish(summary)
        let status = ExitStatus(command, summary)
        if status != .done { throw status }
    }
}

extension Problem {
    /// The state does not allow what was asked.
    static func refused(_ code: Code, _ record: MigrationRecord) -> Problem {
        Problem(
            code,
            ["id": record.id.rawValue, "state": record.state.name],
            reaction: .stop,
            fixer: .you,
            detail: "the migration is \(record.state.name)"
        )
    }
}

/// `umzug pass`: the next delta pass.
struct Pass: ContinuingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow up: copy what is new or changed since the last pass."
    )
    @OptionGroup var ends: EndsOptions
    var command: Command { .pass }
}

/// `umzug resume`: goes on with what is unfinished.
struct Resume: ContinuingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with a pass that was stopped, cut off or cancelled, or with an undo.",
        discussion: "Of a migration that has ended it only tells again how."
    )
    @OptionGroup var ends: EndsOptions
    var command: Command { .resume }
}

/// `umzug retry`: the exceptions once more.
struct Retry: ContinuingCommand {
    static let configuration = CommandConfiguration(abstract: "Try the items that failed once more.")
    @OptionGroup var ends: EndsOptions
    var command: Command { .retry }
}

/// `umzug verify`: compares what was copied; changes nothing.
struct Verify: ContinuingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare what was copied with what is at the target; changes no state.",
        discussion: "Needs only the target's password. Exit status 1: a difference was found."
    )
    @Flag(help: "Read back every item, not a sample.")
    var deep = false
    @OptionGroup var ends: EndsOptions
    var command: Command { .verify(deep: deep) }
}

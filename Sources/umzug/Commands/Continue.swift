import ArgumentParser
import Journal
import MailCore
import Migration

/// The commands that go on with a migration at both ends: `pass`, `resume`, `retry`, `verify`.
protocol ContinuingCommand: AsyncParsableCommand {
    var migration: MigrationArgument { get }
    var sourceLogin: SourceLogin { get }
    var targetLogin: TargetLogin { get }
    var connection: ConnectionOptions { get }
    var request: LifecycleRequest { get }
    var command: Command { get }
}

extension ContinuingCommand {
    func run() async throws {
        let reporter = Reporter(json: migration.output.json)
        try await reporter.ending {
            let id = try migration.migration
            reporter.concerns(id)
            let journal = try migration.folder.open(id)
            let record = try await journal.reader.record()
            let verdict = Lifecycle.verdict(record.state, request, isRunning: false)
            if case .refuse(let code) = verdict { throw Problem.refused(code, record) }
            if verdict == .tellAgain { return try await tellAgain(journal, reporter) }
            let connections = Connections(connection)
            let from: (any Source)? =
                if verdict == .goOnUndoing {
                    try sourceLogin.secret.credentialIfGiven().map { connections.source(record.source, $0) }
                } else {
                    connections.source(record.source, try sourceLogin.secret.credential(for: record.source))
                }
            let to = connections.target(record.target, try targetLogin.secret.credential(for: record.target))
            try await Run(reporter: reporter, folder: migration.folder, journal: journal, source: from, target: to)
                .carryOut(command)
        }
    }

    /// An ended migration needs no server to say how it ended.
    private func tellAgain(_ journal: Journal, _ reporter: Reporter) async throws {
        let summary = try await journal.reader.summary()
        try journal.close()
        reporter.finish(summary)
        let status = ExitStatus(summary)
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
    @OptionGroup var migration: MigrationArgument
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    var request: LifecycleRequest { .pass }
    var command: Command { .pass }
}

/// `umzug resume`: goes on with what is unfinished.
struct Resume: ContinuingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on with a pass that was stopped, cut off or cancelled."
    )
    @OptionGroup var migration: MigrationArgument
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    var request: LifecycleRequest { .resume }
    var command: Command { .resume }
}

/// `umzug retry`: the exceptions once more.
struct Retry: ContinuingCommand {
    static let configuration = CommandConfiguration(abstract: "Try the items that failed once more.")
    @OptionGroup var migration: MigrationArgument
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    var request: LifecycleRequest { .retry }
    var command: Command { .retry }
}

/// `umzug verify`: compares what was copied; changes nothing.
struct Verify: ContinuingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare what was copied with what is at the target; changes no state."
    )
    @Flag(help: "Read back every item, not a sample.")
    var deep = false
    @OptionGroup var migration: MigrationArgument
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    var request: LifecycleRequest { .verify }
    var command: Command { .verify(deep: deep) }
}

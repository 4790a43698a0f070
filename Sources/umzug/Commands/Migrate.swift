import ArgumentParser
import Journal
import MailCore
import Migration

/// `umzug migrate`: begins a migration and carries its first pass out.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Move a mailbox: the first pass of a new migration.",
        discussion: """
            Passwords come from a file, from UMZUG_SOURCE_PASSWORD and UMZUG_TARGET_PASSWORD, or from a prompt.
            Exit status: 0 done, 1 finished with failures, 2 usage, 3 cannot connect or log in, 4 cancelled, \
            6 refused now, 7 stopped or failed (resume goes on), 70 our fault.
            """
    )

    @Option(
        help: .init("Where the items come from: imaps://user@host, imap://, pop3s:// or pop3://.", valueName: "url")
    )
    var source: String

    @Option(help: .init("Where the items go: imaps://user@host or imap://.", valueName: "url"))
    var target: String

    @Option(help: "The migration's ID: 8 to 64 of A-Z, a-z, 0-9 and - (default: a random one).")
    var id: String?

    @Flag(name: .customLong("dry-run"), help: "Show what would be done and what would not go as it is; change nothing.")
    var dryRun = false

    @Option(
        name: .customLong("max-wait"),
        help: .init("The longest that one pause may last, in seconds.", valueName: "seconds")
    )
    var maxWait: Int?

    @OptionGroup(title: "What to move") var selection: SelectionOptions
    @OptionGroup(title: "Source login") var sourceLogin: SourceLogin
    @OptionGroup(title: "Target login") var targetLogin: TargetLogin
    @OptionGroup(title: "Connections") var connection: ConnectionOptions
    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func validate() throws {
        _ = try Arguments.endpoint(source)
        _ = try Arguments.target(target)
        _ = try id.map(Arguments.newID)
        guard maxWait.map({ $0 >= 0 }) ?? true else { throw ValidationError("--max-wait is at least 0") }
    }

    func run() async throws {
        let reporter = Reporter(json: output.json)
        try await reporter.ending { try await begin(reporter) }
    }

    private func begin(_ reporter: Reporter) async throws {
        let folder = DataFolder(path: data.path)
        let id = try id.map(Arguments.newID) ?? .random()
        guard !folder.exists(id) else {
            throw Problem(.idExists, ["id": id.rawValue], reaction: .stop, fixer: .you)
        }
        let options = try selection.options(maxWait: maxWait)
        let (from, to) = (try Arguments.endpoint(source), try Arguments.target(target))
        let connections = Connections(connection)
        let mailbox = connections.source(from, try sourceLogin.secret.credential(for: from))
        let place = connections.target(to, try targetLogin.secret.credential(for: to))
        let preflight = try await Preflight.check(source: mailbox, target: place, kinds: options.kinds)
        if dryRun {
            let preview = try await Preview.make(
                source: mailbox,
                target: place,
                options: options,
                preflight: preflight
            )
            await mailbox.close()
            await place.close()
            return PreviewLines.tell(preview, to: reporter)
        }
        let setup = MigrationSetup(source: from, target: to, options: options)
        let journal = try folder.create(id, setup, at: Engine.clock.now())
        let run = Run(
            reporter: reporter,
            folder: folder,
            journal: journal,
            source: mailbox,
            target: place,
            preflight: preflight
        )
        try await run.carryOut(.migrate)
    }
}

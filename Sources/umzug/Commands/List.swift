import ArgumentParser
import Journal
import MailCore

/// `umzug list`: every migration of the data folder.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the migrations of the data folder.")

    @Option(help: "Only those in this state.")
    var state: StateName?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let reporter = Reporter(json: output.json)
        for record in await DataFolder(path: data.path).list(state: state?.rawValue) {
            reporter.concerns(record.id)
            let line = MigrationLine(record)
            reporter.tell("migration", line, text: "\(record.id): \(line.text)")
        }
        for waiting in try await WaitingMigration.all(data: data.path)
        where state == nil || state?.rawValue == waiting.state.name {
            reporter.concerns(waiting.id)
            reporter.tell("migration", waiting.line, text: "\(waiting.id): \(waiting.line.text)")
        }
    }
}

/// The states as the contract names them.
enum StateName: String, CaseIterable, ExpressibleByArgument {
    case queued, discovering, copying, verifying, paused, stopped, finished
    case finishedWithFailures = "finished-with-failures"
    case cancelled, failed, closed, undoing, undone
}

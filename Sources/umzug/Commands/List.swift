import ArgumentParser
import Journal
import MailCore

/// `umzug list`: every migration of the data folder.
struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the migrations of the data folder.")

    @Option(help: "Only those in this state, such as paused or finished-with-failures.")
    var state: String?

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let reporter = Reporter(json: output.json)
        for record in await DataFolder(path: data.path).list(state: state) {
            reporter.concerns(record.id)
            let line = MigrationLine(record)
            reporter.tell("migration", line, text: "\(record.id): \(line.text)")
        }
    }
}

import ArgumentParser
import Journal
import MailCore

/// `umzug status`: where a migration stands; needs no lease.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Tell where a migration stands; works in every state.")

    @OptionGroup var migration: MigrationArgument

    func run() async throws {
        let reporter = Reporter(json: migration.output.json)
        try await reporter.ending {
            let id = try migration.migration
            reporter.concerns(id)
            if !migration.folder.exists(id), let waiting = try await WaitingMigration.one(id, data: migration.data.path)
            {
                reporter.tell("migration", waiting.line, text: waiting.line.text)
                return reporter.finish(Summary(state: waiting.state, kinds: [:]))
            }
            let reader = try migration.folder.read(id)
            let record = try await reader.record()
            let line = MigrationLine(record)
            reporter.tell("migration", line, text: line.text)
            for progress in try await reader.progress() { reporter.tell(.progress(progress)) }
            if case .paused(let problem, let until, _) = record.state { reporter.tell(.paused(problem, until: until)) }
            if case .stopped = record.state, let problem = record.halted { reporter.tell(.paused(problem, until: nil)) }
            reporter.finish(try await reader.summary())
        }
    }
}

import ArgumentParser
import Journal
import MailCore
import Migration

/// `umzug cancel`: ends a run after the kind in hand, or with `--now` between messages.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End a run: the kind in hand is finished; with --now only the messages in flight."
    )

    @Flag(help: "Stop as soon as the messages in flight are done; resume goes on.")
    var now = false

    @OptionGroup var migration: MigrationArgument

    func run() async throws {
        let reporter = Reporter(json: migration.output.json)
        try await reporter.ending {
            let id = try migration.migration
            reporter.concerns(id)
            let reader = try migration.folder.read(id)
            if migration.folder.isBusy(id) {
                try await ask(id)
            } else {
                try await Settling.settle(.cancel, id, in: migration.folder, at: Engine.clock.now())
            }
            reporter.finish(try await reader.summary())
        }
    }

    /// Somebody is at work on it: asks, and waits for the end.
    private func ask(_ id: MigrationID) async throws {
        try migration.folder.control(id).request(now ? .stop : .cancel)
        while migration.folder.isBusy(id) { await Engine.clock.sleep(0.1) }
    }
}

import ArgumentParser
import Journal
import MailCore
import Migration

/// The commands that need no server: `extend`, `close`, `delete`.
protocol SettlingCommand: AsyncParsableCommand {
    var migration: MigrationArgument { get }
    var request: LifecycleRequest { get }
}

extension SettlingCommand {
    func run() async throws {
        let reporter = Reporter(json: migration.output.json)
        try await reporter.ending {
            let id = try migration.migration
            reporter.concerns(id)
            let reader = try migration.folder.read(id)
            try await Settling.settle(request, id, in: migration.folder, at: Engine.clock.now())
            // A journal that was deleted can still be read by whoever has it open.
            reporter.finish(try await reader.summary())
        }
    }
}

/// `umzug extend`: more time for undo.
struct Extend: SettlingCommand {
    static let configuration = CommandConfiguration(abstract: "Extend the time for undo to 14 days, once.")
    @OptionGroup var migration: MigrationArgument
    var request: LifecycleRequest { .extend }
}

/// `umzug close`: no further pass.
struct Close: SettlingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Close a migration: no further pass; undo stays possible."
    )
    @OptionGroup var migration: MigrationArgument
    var request: LifecycleRequest { .close }
}

/// `umzug delete`: forgets a migration.
struct Delete: SettlingCommand {
    static let configuration = CommandConfiguration(
        abstract: "Delete everything that is known about a migration; what it copied stays and cannot be undone."
    )
    @OptionGroup var migration: MigrationArgument
    var request: LifecycleRequest { .delete }
}

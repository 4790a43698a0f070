import ArgumentParser
import Journal
import MailCore
import Migration

/// `umzug undo`: takes back what was copied and nobody has used since.
struct Undo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back what the migration copied and nobody has used since (48 hours).",
        discussion: """
            Needs the target's password. Where the source's is given too, what has disappeared there is kept unless \
            --include-gone; without it the last pass's listing decides. Exit status 5: something was kept.
            """
    )

    @Flag(name: .customLong("dry-run"), help: "Only count what would be removed and what would be kept.")
    var dryRun = false

    @Flag(name: .customLong("include-gone"), help: "Also remove what exists no more at the source.")
    var includeGone = false

    @OptionGroup var ends: EndsOptions

    func run() async throws {
        let reporter = Reporter(json: ends.migration.output.json)
        try await reporter.ending {
            let id = try ends.migration.migration
            reporter.concerns(id)
            let journal = try ends.migration.folder.open(id)
            let record = try await journal.reader.record()
            let connections = Connections(ends.connection)
            let to = connections.target(record.target, try ends.targetLogin.secret.credential(for: record.target))
            let from = try ends.sourceLogin.secret.credentialIfGiven().map { connections.source(record.source, $0) }
            let run = Run(reporter: reporter, folder: ends.migration.folder, journal: journal, source: from, target: to)
            if dryRun { return try await preview(run) }
            try await run.carryOut(.undo(includeGone: includeGone))
        }
    }

    private func preview(_ run: Run) async throws {
        let preview = try await run.runner { _ in }.previewUndo()
        await run.source?.close()
        await run.target.close()
        let kept = preview.kept.map { "\($0.value) kept (\($0.key))" }.sorted().joined(separator: ", ")
        run.reporter.tell(
            "preview",
            preview,
            text: """
                would remove \(preview.removed) items and up to \(preview.containers) folders; \
                \(preview.goneAtSource) exist no more at the source\(kept.isEmpty ? "" : "; " + kept)
                """
        )
    }
}

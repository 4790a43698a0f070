import ArgumentParser
import Journal
import MailCore
import Migration

/// `umzug undo`: takes back what was copied and nobody has used since.
struct Undo: ContinuingCommand {
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

    var command: Command { .undo(includeGone: includeGone) }

    func carryOut(_ run: Run) async throws {
        if dryRun { try await preview(run) } else { try await run.carryOut(command) }
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

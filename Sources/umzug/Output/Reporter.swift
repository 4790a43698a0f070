import FoundationEssentials
import MailCore
import Synchronization

/// Tells what a command does: JSON lines for programs, sentences and a bar for people.
final class Reporter: Sendable {
    private let style: any ReportStyle
    private let identity = Mutex<MigrationID?>(nil)
    private let ended = Mutex(false)

    init(json: Bool) {
        style = json ? JSONStyle() : TextStyle(showsBar: Terminal.Stream.error.isTerminal)
    }

    /// From here on every line names the migration.
    func concerns(_ id: MigrationID) {
        identity.withLock { $0 = id }
    }

    /// Something happened in a run.
    func tell(_ event: MigrationEvent) {
        style.tell(event, id: identity.withLock { $0 })
    }

    /// A line of a command that only looks, such as `folder` or `migration`.
    func tell(_ event: String, _ body: some Encodable & Sendable, text: @autoclosure () -> String) {
        style.tell(event, body, text: text(), id: identity.withLock { $0 })
    }

    /// The last line of a run, written once.
    func finish(_ summary: Summary) {
        guard endOnce() else { return }
        style.finish(summary, id: identity.withLock { $0 })
    }

    /// The last line of a command that could not do its work, written once.
    func fail(_ problem: Problem) {
        guard endOnce() else { return }
        style.fail(problem, id: identity.withLock { $0 })
    }

    /// Runs a command's body; a problem is told as the last line and becomes the exit status.
    func ending(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let problem as Problem {
            fail(problem)
            throw ExitStatus(problem)
        }
    }

    private func endOnce() -> Bool {
        ended.withLock { ended in
            defer { ended = true }
            return !ended
        }
    }
}

/// One way to tell.
protocol ReportStyle: Sendable {
    func tell(_ event: MigrationEvent, id: MigrationID?)
    func tell(_ event: String, _ body: some Encodable & Sendable, text: String, id: MigrationID?)
    func finish(_ summary: Summary, id: MigrationID?)
    func fail(_ problem: Problem, id: MigrationID?)
}

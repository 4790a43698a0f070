import FoundationEssentials
import MailCore
import Synchronization

/// Sentences for people; on a terminal with a bar that is drawn over itself.
final class TextStyle: ReportStyle {
    private let showsBar: Bool
    private let barIsDrawn = Mutex(false)

    init(showsBar: Bool) { self.showsBar = showsBar }

    func tell(_ event: MigrationEvent, id: MigrationID?) {
        switch event {
        case .started(let pass):
            say("Migration \(id?.rawValue ?? ""), pass \(pass)", to: .error)
        case .progress(let progress) where showsBar:
            draw(progress)
        case .paused(let problem, let until):
            let time = Timestamp.text(until).map { " until \($0)" } ?? ", until somebody acts"
            say("Paused\(time): \(Sentences.sentence(problem))", to: .error)
        case .resumed:
            say("Going on.", to: .error)
        case .item(let item):
            say(Sentences.line(item))
        case .progress, .state:
            break
        }
    }

    func tell(_ event: String, _ body: some Encodable & Sendable, text: String, id: MigrationID?) {
        say(text)
    }

    func finish(_ summary: Summary, id: MigrationID?) {
        for (kind, counts) in summary.kinds.sorted(by: { $0.key < $1.key }) {
            say(
                """
                \(kind.rawValue): \(counts.found) found = \(counts.copied) copied + \(counts.alreadyThere) already there \
                + \(counts.skipped) skipped + \(counts.failed) failed (\(counts.bytes) bytes in \(counts.containers) folders)
                """
            )
            let more = [
                ("altered", counts.altered), ("flags updated", counts.updated), ("gone", counts.gone),
                ("removed", counts.removed), ("kept", counts.kept),
            ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
            if !more.isEmpty { say("  " + more.joined(separator: ", ")) }
        }
        if case .failed(let problem) = summary.state { say(Sentences.sentence(problem), to: .error) }
        say("\(summary.state.name) \(id?.rawValue ?? "")")
    }

    func fail(_ problem: Problem, id: MigrationID?) {
        say("umzug: \(Sentences.sentence(problem))", to: .error)
    }

    private func say(_ text: String, to stream: Terminal.Stream = .output) {
        barIsDrawn.withLock { drawn in
            if drawn { Terminal.write("\r\u{1B}[K", to: .error) }
            drawn = false
            Terminal.write(TextStyle.harmless(text) + "\n", to: stream)
        }
    }

    /// Names of folders and servers' words may hold what a terminal obeys.
    private static func harmless(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            scalar != "\n" && scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private func draw(_ progress: Progress) {
        let share = progress.total == 0 ? 1 : Double(progress.done) / Double(progress.total)
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let folder = TextStyle.harmless(progress.container?.description ?? "")
        barIsDrawn.withLock { drawn in
            drawn = true
            Terminal.write(
                "\r\u{1B}[K\(bar) \(progress.done)/\(progress.total) \(progress.kind.rawValue) \(folder.prefix(40))",
                to: .error
            )
        }
    }
}

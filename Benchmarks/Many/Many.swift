import Connectors
import Foundation
import Journal
import MailCore
import Migration
import Transport

/// Moves many mailboxes at once in one process, as the worker does, through Migration and Connectors.
///
///     many CA.pem SOURCE-PORT TARGET-PORT DATA SOURCE-USER=TARGET-USER…
///
/// Everybody's password is `secret`. The exit status is 1 if a migration did not finish.
@main
enum Many {
    static func main() async throws {
        signal(SIGPIPE, SIG_IGN)
        let arguments = CommandLine.arguments
        guard arguments.count > 5, let from = Int(arguments[2]), let to = Int(arguments[3]) else { exit(2) }
        let settings = TransportSettings(caFile: arguments[1])
        let world = World(dialer: .live(settings), from: from, to: to, folder: DataFolder(path: arguments[4]))
        let finished = await withTaskGroup(of: Bool.self) { group in
            for pair in arguments[5...] { group.addTask { await world.move(pair) } }
            var finished = 0
            for await isFinished in group where isFinished { finished += 1 }
            return finished
        }
        print("\(finished) finished")
        exit(finished == arguments.count - 5 ? 0 : 1)
    }
}

/// What all migrations of the process share.
struct World: Sendable {
    let dialer: Dialer
    let from: Int
    let to: Int
    let folder: DataFolder
    let budget = ByteBudget()

    /// One migration; `pair` names its two users.
    func move(_ pair: String) async -> Bool {
        let users = pair.split(separator: "=").map(String.init)
        do {
            let source = Connectors.source(settings(from, users[0]))
            let target = Connectors.target(settings(to, users[1]))
            let options = Options()
            let preflight = try await Preflight.check(source: source, target: target, kinds: options.kinds)
            let setup = MigrationSetup(
                source: endpoint(from, users[0]),
                target: endpoint(to, users[1]),
                options: options
            )
            let journal = try folder.create(.random(), setup, at: Date().timeIntervalSince1970)
            let runner = MigrationRunner(journal: journal, source: source, target: target, environment: environment)
            let summary = try await runner.run(.migrate, preflight: preflight)
            await source.close()
            await target.close()
            try journal.close()
            return summary.state == .finished
        } catch {
            print("\(pair): \(error)")
            return false
        }
    }

    private var environment: MigrationRunner.Environment {
        let clock = WallClock(
            now: { Date().timeIntervalSince1970 },
            sleep: { seconds in try? await Task.sleep(for: .seconds(seconds)) }
        )
        return MigrationRunner.Environment(clock: clock, budget: budget, bootID: "bench", report: { _ in })
    }

    private func endpoint(_ port: Int, _ user: String) -> Endpoint {
        Endpoint(service: .imap, security: .tls, host: "localhost", port: port, user: user)
    }

    private func settings(_ port: Int, _ user: String) -> ConnectorSettings {
        let credential = Credential(.password(Redacted("secret")))
        return ConnectorSettings(endpoint: endpoint(port, user), credential: credential, dialer: dialer)
    }
}

import Foundation
import MailCore
import Migration

/// What every run of the engine in this process shares.
enum Engine {
    /// What all migrations of the process together may hold in memory (DESIGN §3).
    static let budget = ByteBudget()

    static let clock = WallClock(
        now: { Date().timeIntervalSince1970 },
        sleep: { seconds in try? await Task.sleep(for: .seconds(seconds)) }
    )

    /// The machine's present boot; commits of an earlier one may have been lost with the power.
    static let bootID: String = {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }()

    static func environment(_ report: @escaping @Sendable (MigrationEvent) -> Void) -> MigrationRunner.Environment {
        MigrationRunner.Environment(clock: clock, budget: budget, bootID: bootID, report: report)
    }
}

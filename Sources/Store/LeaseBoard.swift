import GRDB
import MailCore

/// What waits and what is leased, to decide what may be leased next.
struct LeaseBoard {
    /// A job with what the decision needs of its migration.
    struct Entry {
        var number: Int64
        var migration: MigrationID
        var action: Action
        var attempts: Int
        var begun: Double?
        /// Read from JSON only when it matters.
        var targetAccount: String?
        var isQuarantined: Bool
    }

    enum Verdict: Hashable {
        case free
        /// Another job has to end first.
        case waits
        /// Another migration is writing to the same target account.
        case accountBusy
    }

    var waiting: [Entry]
    private var running: [Entry]

    init(_ database: Database, now: Int64) throws {
        let columns = "number, migration, action, attempts, begun, targetAccount, isQuarantined"
        let tables = "job JOIN migration ON migration.id = job.migration"
        waiting = try Row.fetchAll(
            database,
            sql:
                "SELECT \(columns) FROM \(tables) WHERE job.owner IS NULL AND notBefore <= ? ORDER BY number LIMIT 1000",
            arguments: [now]
        ).compactMap(LeaseBoard.entry)
        running = try Row.fetchAll(database, sql: "SELECT \(columns) FROM \(tables) WHERE job.owner IS NOT NULL")
            .compactMap(LeaseBoard.entry).filter { !$0.action.interrupts }
    }

    func verdict(on entry: Entry) -> Verdict {
        if entry.action.interrupts { return .free }
        if running.contains(where: { $0.migration == entry.migration }) { return .waits }
        // An older order for the same migration goes first.
        if waiting.contains(where: {
            $0.migration == entry.migration && $0.number < entry.number && !$0.action.interrupts
        }) {
            return .waits
        }
        if entry.action.isBrief { return .free }
        let others = running.filter { !$0.action.isBrief }
        if entry.isQuarantined, !others.isEmpty { return .waits }
        if others.contains(where: \.isQuarantined) { return .waits }
        return others.contains { LeaseBoard.shareAccount($0, entry) } ? .accountBusy : .free
    }

    private static func shareAccount(_ left: Entry, _ right: Entry) -> Bool {
        guard let left = left.targetAccount, let right = right.targetAccount else { return false }
        guard left != right else { return true }
        guard let left = try? JSON.value(AccountIdentity.self, left) else { return false }
        guard let right = try? JSON.value(AccountIdentity.self, right) else { return false }
        return left.isSame(as: right)
    }

    private static func entry(_ row: Row) -> Entry? {
        guard let migration = MigrationID(rawValue: row["migration"]) else { return nil }
        guard let action = try? JSON.value(Action.self, row["action"]) else { return nil }
        return Entry(
            number: row["number"],
            migration: migration,
            action: action,
            attempts: row["attempts"],
            begun: row["begun"],
            targetAccount: row["targetAccount"],
            isQuarantined: row["isQuarantined"] == 1
        )
    }
}

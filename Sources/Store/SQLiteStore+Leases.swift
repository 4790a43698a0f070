import GRDB
import MailCore

/// How long a lease lasts without a heartbeat, and how many workers may die before a migration is quarantined.
enum LeaseRules {
    static let seconds = 30.0
    static let deaths = 3
}

extension SQLiteStore {
    /// Says that the worker lives, and keeps its leases.
    public func beat(_ worker: WorkerID) async throws {
        let now = clock.now()
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO worker (id, started, heartbeat) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET heartbeat = excluded.heartbeat
                    """,
                arguments: [worker.rawValue, now, now]
            )
            try database.execute(
                sql: "UPDATE job SET leaseUntil = ? WHERE owner = ?",
                arguments: [now + LeaseRules.seconds, worker.rawValue]
            )
        }
    }

    /// The oldest job that may be done now.
    public func lease(_ worker: WorkerID, briefOnly: Bool) async throws -> Job? {
        let (time, now) = (clock.now(), now)
        let isIdle = try await read { database in
            let sql = "SELECT NOT EXISTS (SELECT 1 FROM job WHERE owner IS NULL AND notBefore <= ?)"
            return try Bool.fetchOne(database, sql: sql, arguments: [now]) ?? true
        }
        guard !isIdle else { return nil }
        return try await write { database in
            let board = try LeaseBoard(database, now: now)
            for entry in board.waiting where !briefOnly || entry.action.isBrief {
                switch board.verdict(on: entry) {
                case .free: return try SQLiteStore.lease(entry, worker, time, database)
                case .accountBusy: try SQLiteStore.markBusy(entry.migration, now, database)
                case .waits: break
                }
            }
            return nil
        }
    }

    /// The job is done.
    public func finish(_ job: Job) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM job WHERE number = ?", arguments: [job.number])
            if !job.action.interrupts {
                try database.execute(
                    sql: "UPDATE migration SET deaths = 0, isQuarantined = 0 WHERE id = ?",
                    arguments: [job.migration.rawValue]
                )
            }
            try SQLiteStore.bump(database, job.migration)
        }
    }

    /// Gives the job back.
    public func release(_ job: Job, notBefore: Int64) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE job SET owner = NULL, leaseUntil = NULL, notBefore = ? WHERE number = ?",
                arguments: [notBefore, job.number]
            )
        }
    }

    private static func lease(
        _ entry: LeaseBoard.Entry,
        _ worker: WorkerID,
        _ time: Double,
        _ database: Database
    ) throws -> Job {
        try database.execute(
            sql: """
                UPDATE job SET owner = ?, leaseUntil = ?, attempts = attempts + 1, begun = ifnull(begun, ?)
                WHERE number = ?
                """,
            arguments: [worker.rawValue, time + LeaseRules.seconds, time, entry.number]
        )
        if entry.action.interrupts {
            // What has not begun must not begin after it was called off.
            let older = try Row.fetchAll(
                database,
                sql: "SELECT number, action FROM job WHERE migration = ? AND owner IS NULL AND number < ?",
                arguments: [entry.migration.rawValue, entry.number]
            )
            for row in older where entry.action.replaces(try JSON.value(Action.self, row["action"])) {
                try database.execute(sql: "DELETE FROM job WHERE number = ?", arguments: [row["number"] as Int64])
            }
        }
        return Job(
            number: entry.number,
            migration: entry.migration,
            action: entry.action,
            attempt: entry.attempts + 1,
            begun: entry.begun ?? time
        )
    }

    /// Another migration writes to the same account: this one says that it waits for it.
    private static func markBusy(_ migration: MigrationID, _ now: Int64, _ database: Database) throws {
        guard var projection = try projection(of: migration, database), projection.state.isUnfinished else { return }
        if case .paused = projection.state { return }
        let problem = Problem(.busy, reaction: .retry(afterSeconds: nil), fixer: .you, side: .target)
        projection.state = .paused(problem, until: nil, from: projection.state)
        projection.changed = now
        try save(projection, migration, database)
    }
}

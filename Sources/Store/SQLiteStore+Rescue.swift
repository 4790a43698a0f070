import GRDB
import MailCore

extension SQLiteStore: WorkQueue {
    /// Takes back what dead workers had in hand.
    public func rescue(isAlive: @escaping @Sendable (WorkerID) -> Bool?) async throws -> Rescue {
        let (time, now, tokens, retention) = (clock.now(), now, tokens, retention)
        let owners = try await read { try SQLiteStore.owners($0) }
        let dead = owners.filter { owner, heartbeat in
            switch isAlive(owner) {
            case .some(let isAlive): !isAlive
            case nil: (heartbeat ?? 0) + LeaseRules.seconds < time
            }
        }.map(\.0)
        guard !dead.isEmpty else { return Rescue() }
        return try await write { database in
            var rescue = Rescue()
            for worker in dead {
                rescue.requests += try SQLiteStore.answerCrashed(worker, now, database)
                for migration in try SQLiteStore.takeBack(worker, now, &rescue, database) {
                    guard let projection = try SQLiteStore.projection(of: migration, database) else { continue }
                    try SQLiteStore.tell(projection, migration, tokens, now, database)
                    try SQLiteStore.setDeadlines(retention.deadlines(of: projection), migration, database)
                }
                try database.execute(
                    sql: "UPDATE outbox SET owner = NULL, leaseUntil = NULL WHERE owner = ?",
                    arguments: [worker.rawValue]
                )
                try database.execute(sql: "DELETE FROM worker WHERE id = ?", arguments: [worker.rawValue])
            }
            return rescue
        }
    }

    /// Gives everything that the worker still holds back to the queue, and forgets the worker.
    public func retire(_ worker: WorkerID) async throws {
        try await write { database in
            for table in ["job", "request", "outbox"] {
                try database.execute(
                    sql: "UPDATE \(table) SET owner = NULL WHERE owner = ?",
                    arguments: [worker.rawValue]
                )
            }
            try database.execute(sql: "DELETE FROM worker WHERE id = ?", arguments: [worker.rawValue])
        }
    }

    /// Workers that hold something, with their last heartbeat.
    private static func owners(_ database: Database) throws -> [(WorkerID, Double?)] {
        let sql = """
            SELECT held.owner, worker.heartbeat FROM (
                SELECT owner FROM job WHERE owner IS NOT NULL
                UNION SELECT owner FROM request WHERE owner IS NOT NULL AND answer IS NULL
                UNION SELECT owner FROM outbox WHERE owner IS NOT NULL AND ended IS NULL
            ) AS held LEFT JOIN worker ON worker.id = held.owner
            """
        return try Row.fetchAll(database, sql: sql).map { (WorkerID(rawValue: $0["owner"]), $0["heartbeat"]) }
    }

    private static func answerCrashed(_ worker: WorkerID, _ now: Int64, _ database: Database) throws -> Int {
        try database.execute(
            sql: """
                UPDATE request SET answer = ?, answered = ?, request = NULL WHERE owner = ? AND answer IS NULL
                """,
            arguments: [try JSON.text(WorkAnswer.problem(.crashed)), now, worker.rawValue]
        )
        return database.changesCount
    }

    /// Gives the worker's jobs back; returns the migrations that are given up thereby.
    private static func takeBack(
        _ worker: WorkerID,
        _ now: Int64,
        _ rescue: inout Rescue,
        _ database: Database
    ) throws -> [MigrationID] {
        var givenUp: [MigrationID] = []
        let sql = "SELECT number, migration, action FROM job WHERE owner = ?"
        for row in try Row.fetchAll(database, sql: sql, arguments: [worker.rawValue]) {
            let number: Int64 = row["number"]
            guard let migration = MigrationID(rawValue: row["migration"]) else { continue }
            let action = try JSON.value(Action.self, row["action"])
            try database.execute(
                sql: "UPDATE job SET owner = NULL, leaseUntil = NULL WHERE number = ?",
                arguments: [number]
            )
            rescue.requeued.append(migration)
            guard !action.interrupts else { continue }
            switch try countDeath(migration, job: number, now, database) {
            case .again: break
            case .alone: rescue.quarantined.append(migration)
            case .givenUp:
                rescue.quarantined.append(migration)
                givenUp.append(migration)
            }
        }
        return givenUp
    }

    /// What becomes of a migration at which a worker died.
    private enum Verdict {
        /// It is carried out like any other.
        case again
        /// It is tried once more, alone: nobody need do anything yet.
        case alone
        /// It failed.
        case givenUp
    }

    /// One more worker died at it.
    private static func countDeath(
        _ migration: MigrationID,
        job: Int64,
        _ now: Int64,
        _ database: Database
    ) throws -> Verdict {
        let sql = "UPDATE migration SET deaths = deaths + 1 WHERE id = ? RETURNING deaths, isQuarantined"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [migration.rawValue]) else { return .again }
        let (deaths, stage): (Int, Int) = (row["deaths"], row["isQuarantined"])
        guard deaths >= LeaseRules.deaths else { return .again }
        try database.execute(
            sql: "UPDATE migration SET isQuarantined = ? WHERE id = ?",
            arguments: [stage == 0 ? 1 : 2, migration.rawValue]
        )
        if stage != 0 { try database.execute(sql: "DELETE FROM job WHERE number = ?", arguments: [job]) }
        if var projection = try projection(of: migration, database) {
            projection.state = .failed(.crashed)
            projection.changed = now
            projection.ended = now
            try save(projection, migration, database)
        }
        return stage == 0 ? .alone : .givenUp
    }
}

extension Problem {
    /// The worker died at it.
    static let crashed = Problem(.crashed, reaction: .stop, fixer: .operator)
}

import GRDB

extension SQLiteStore: LimitStore {
    /// Asks whether the subjects may do it now, and counts it for each of them if so.
    public func attempt(_ limit: Limit, by subjects: [LimitSubject]) async throws -> LimitVerdict {
        let now = now
        let ruled = subjects.compactMap { subject in
            limits.rule(limit, subject.scope).map { (key: key(subject), rule: $0) }
        }
        return try await write { database in
            var counters: [(key: String, counter: LimitCounter)] = []
            var wait: Int64 = 0
            for (key, rule) in ruled {
                var counter = try SQLiteStore.counter(limit, key, database)
                counter.advance(to: now, rule)
                wait = max(wait, counter.wait(at: now, rule))
                counters.append((key, counter))
            }
            guard wait == 0 else { return .wait(seconds: Int(wait)) }
            for (key, var counter) in counters {
                counter.count(at: now)
                try SQLiteStore.save(counter, limit, key, database)
            }
            return .allowed
        }
    }

    /// Notes that it succeeded: delays begin anew.
    public func succeeded(_ limit: Limit, by subjects: [LimitSubject]) async throws {
        let keys = subjects.map(key)
        try await write { database in
            for key in keys {
                try database.execute(
                    sql: "UPDATE limitCounter SET streak = 0 WHERE name = ? AND subject = ?",
                    arguments: [limit.rawValue, key]
                )
            }
        }
    }

    private func key(_ subject: LimitSubject) -> String {
        tokens.digest("\(subject.scope.rawValue) \(subject.name)")
    }

    private static func counter(_ limit: Limit, _ key: String, _ database: Database) throws -> LimitCounter {
        let sql = "SELECT * FROM limitCounter WHERE name = ? AND subject = ?"
        guard let row = try Row.fetchOne(database, sql: sql, arguments: [limit.rawValue, key]) else {
            return LimitCounter(window: 0)
        }
        return LimitCounter(
            window: row["window"],
            current: row["current"],
            previous: row["previous"],
            streak: row["streak"],
            last: row["last"]
        )
    }

    private static func save(_ counter: LimitCounter, _ limit: Limit, _ key: String, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO limitCounter (name, subject, window, current, previous, streak, last)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                limit.rawValue, key, counter.window, counter.current, counter.previous, counter.streak, counter.last,
            ]
        )
    }
}

import GRDB
import MailCore

extension SQLiteStore: OperationsStore {
    /// The figures of now.
    public func figures() async throws -> StoreFigures {
        try await read { database in
            var figures = StoreFigures()
            for row in try Row.fetchAll(database, sql: "SELECT state, count(*) AS n FROM migration GROUP BY state") {
                figures.states[row["state"]] = row["n"]
            }
            let sums = """
                SELECT json_extract(projection, '$.counts'), json_extract(projection, '$.failures') FROM migration
                """
            let rows = try Row.fetchCursor(database, sql: sums)
            while let row = try rows.next() {
                guard let text = row[0] as String? else { continue }
                let counts: [Kind: Counts] = try JSON.value(text)
                figures.counts.merge(counts) { $0 + $1 }
                guard let text = row[1] as String? else { continue }
                let failures: [String: Int] = try JSON.value(text)
                figures.failures.merge(failures, uniquingKeysWith: +)
            }
            figures.waitingJobs = try count("job WHERE owner IS NULL", database)
            figures.waitingRequests = try count("request WHERE owner IS NULL AND answer IS NULL", database)
            let mails = "SELECT coalesce(outcome, 'waiting') AS outcome, count(*) AS n FROM outbox GROUP BY 1"
            for row in try Row.fetchAll(database, sql: mails) { figures.mails[row["outcome"]] = row["n"] }
            figures.oldestMail = try Int64.fetchOne(
                database,
                sql: "SELECT min(created) FROM outbox WHERE ended IS NULL"
            )
            figures.heartbeat = try Double.fetchOne(database, sql: "SELECT max(heartbeat) FROM worker")
            return figures
        }
    }

    /// When a worker last said that it lives.
    public func heartbeat() async throws -> Double? {
        try await read { try Double.fetchOne($0, sql: "SELECT max(heartbeat) FROM worker") }
    }

    /// Writes a little.
    public func probe() async throws {
        try await write { try $0.execute(sql: "UPDATE revision SET value = value") }
    }

    private func count(_ rows: String, _ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM \(rows)") ?? 0
    }
}

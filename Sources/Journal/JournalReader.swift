import GRDB
public import MailCore

/// What can be read of a migration, at any time and without its lease: status, receipt, list, rebuilding a projection.
public struct JournalReader: Sendable {
    let access: Access

    init(access: Access) { self.access = access }

    init(folder: String) throws(Problem) {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: "\(folder)/journal.sqlite", configuration: configuration)
            access = Access(queue: queue, isInPlace: false, gate: nil)
        } catch {
            throw .of(error)
        }
    }

    /// The migration as a whole.
    public func record() async throws(Problem) -> MigrationRecord {
        try await access.read(Records.migration)
    }

    /// The sums by kind; cheap enough for once a second.
    public func counts() async throws(Problem) -> [Kind: Counts] {
        try await access.read(Records.counts)
    }

    /// How far each kind is; cheap enough for once a second.
    public func progress() async throws(Problem) -> [Progress] {
        try await access.read { db in try Records.progress(db) }
    }

    /// The containers with their sums, in the source's order.
    public func containers() async throws(Problem) -> [ContainerRecord] {
        try await access.read(Records.containers)
    }

    /// The mapping that the first pass froze; nil before it.
    public func mapping() async throws(Problem) -> FolderMapping? {
        try await access.read { db in
            try db.one(String.self, sql: "SELECT mapping FROM migration").map { try JSON.value(FolderMapping.self, $0) }
        }
    }

    /// Where it stands, the sums, and the first 100 failures: what a run's last line tells.
    public func summary() async throws(Problem) -> Summary {
        try await access.read { db in
            let failures = try Records.exceptions(after: 0, limit: 100, outcome: .failed, db)
            let kinds = try Records.counts(db)
            let failed = kinds.values.reduce(0) { $0 + $1.failed }
            return Summary(
                state: try Records.migration(db).state,
                kinds: kinds,
                failures: failures.map(\.item),
                failuresOmitted: max(0, failed - failures.count)
            )
        }
    }

    /// How many items the last verification read back and compared octet by octet, and how many items differ.
    public func verification() async throws(Problem) -> (compared: Int, different: Int) {
        try await access.read { db in
            let compared = try Int.fetchOne(db, sql: "SELECT compared FROM migration") ?? 0
            let different = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM item WHERE marks > 0 AND marks & ? > 0",
                arguments: [Exceptional.differs.rawValue]
            )
            return (compared, different ?? 0)
        }
    }

    /// How many exceptions there are; an item can be several.
    public func exceptionCount() async throws(Problem) -> Int {
        try await access.read { db in
            let bits = Exceptional.results.map { "(marks & \($0.0.rawValue) > 0)" }.joined(separator: " + ")
            let items = try Int.fetchOne(db, sql: "SELECT sum(\(bits)) FROM item WHERE marks > 0") ?? 0
            return items + (try Records.renamedFolders(db).count)
        }
    }

    /// How many items failed, by the code of their problem.
    public func failures() async throws(Problem) -> [String: Int] {
        try await access.read { db in
            let rows = try db.rows(
                sql: """
                    SELECT coalesce(json_extract(problem, '$.code'), ''), count(*) FROM item
                    WHERE marks > 0 AND marks & ? > 0 AND state = ? GROUP BY 1
                    """,
                arguments: [Exceptional.failed.rawValue, ItemRow.State.failed.rawValue]
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    /// Exceptions in the journal's order, a page at a time; those of one outcome, or all.
    public func exceptions(
        after id: Int64 = 0,
        limit: Int = 100,
        outcome: ReceiptItem.Result? = nil
    ) async throws(Problem) -> [ExceptionRecord] {
        try await access.read { db in try Records.exceptions(after: id, limit: limit, outcome: outcome, db) }
    }

    /// The exceptions that come last before that one, in the journal's order: the page in front of it.
    public func exceptions(before id: Int64, limit: Int = 100) async throws(Problem) -> [ExceptionRecord] {
        try await access.read { db in try Records.exceptions(before: id, limit: limit, db) }
    }

    /// Points of the throughput chart, oldest first, at most 1,000.
    public func samples() async throws(Problem) -> [ProgressSample] {
        try await access.read { db in
            try db.rows(sql: "SELECT time, items, bytes FROM sample ORDER BY time").map { row in
                ProgressSample(time: row[0], items: row[1], bytes: row[2])
            }
        }
    }

    /// The times during which it waited, oldest first.
    public func pauses() async throws(Problem) -> [PauseRecord] {
        try await access.read { db in
            try db.rows(sql: "SELECT begun, ended, problem FROM pause ORDER BY begun").map { row in
                PauseRecord(begun: row[0], ended: row[1], problem: try JSON.value(Problem.self, row[2]))
            }
        }
    }

    /// The executions by processes, oldest first.
    public func attempts() async throws(Problem) -> [AttemptRecord] {
        try await access.read { db in
            try db.rows(
                sql: "SELECT number, command, pass, begun, ended, outcome FROM attempt ORDER BY number"
            ).map { row in
                AttemptRecord(
                    number: row[0],
                    command: row[1],
                    pass: row[2],
                    begun: row[3],
                    ended: row[4],
                    outcome: row[5]
                )
            }
        }
    }

    /// The audit trail, oldest first.
    public func audit() async throws(Problem) -> [AuditRecord] {
        try await access.read { db in
            try db.rows(sql: "SELECT time, event, detail FROM audit ORDER BY time, rowid").map { row in
                AuditRecord(time: row[0], event: row[1], detail: row[2])
            }
        }
    }
}

import GRDB
import MailCore

extension SQLiteStore {
    /// The oldest waiting request; it is the worker's then.
    ///
    /// One look costs a read of an almost empty index.
    public func takeRequest(
        _ worker: WorkerID,
        surveysToo: Bool
    ) async throws -> (id: RequestID, request: WorkRequest)? {
        let isIdle = try await read { database in
            let sql = """
                SELECT NOT EXISTS (
                    SELECT 1 FROM request WHERE owner IS NULL AND answer IS NULL AND (? OR project IS NULL)
                )
                """
            return try Bool.fetchOne(database, sql: sql, arguments: [surveysToo]) ?? true
        }
        guard !isIdle else { return nil }
        let earliest = now - retention.patience
        return try await write { database in
            let sql = """
                UPDATE request SET owner = ? WHERE number = (
                    SELECT number FROM request
                    WHERE owner IS NULL AND answer IS NULL AND created >= ? AND (? OR project IS NULL)
                    ORDER BY number LIMIT 1
                ) RETURNING id, request
                """
            let arguments: StatementArguments = [worker.rawValue, earliest, surveysToo]
            guard let row = try Row.fetchOne(database, sql: sql, arguments: arguments) else { return nil }
            return (RequestID(rawValue: row["id"]), try JSON.value(WorkRequest.self, row["request"]))
        }
    }

    /// Answers a request, and forgets the sealed credentials in it.
    public func answer(_ request: RequestID, _ answer: WorkAnswer) async throws {
        let (now, text) = (now, try JSON.text(answer))
        try await write { database in
            try database.execute(
                sql: "UPDATE request SET answer = ?, answered = ?, request = NULL WHERE id = ? AND answer IS NULL",
                arguments: [text, now, request.rawValue]
            )
        }
    }
}

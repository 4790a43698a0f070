import GRDB
import MailCore

extension SQLiteStore: RequestStore {
    /// Hands a request to the worker.
    public func submit(_ request: WorkRequest) async throws -> RequestID {
        let (id, now) = (RequestID(rawValue: tokens.random().exposed), now)
        let text = try JSON.text(request)
        try await write { database in
            try database.execute(
                sql: "INSERT INTO request (id, created, request, migration) VALUES (?, ?, ?, ?)",
                arguments: [id.rawValue, now, text, request.migration?.rawValue]
            )
        }
        return id
    }

    /// Has domains of a project looked up.
    public func survey(_ zones: [WorkRequest.Zone], of project: ProjectID) async throws -> RequestID {
        let (id, now) = (RequestID(rawValue: tokens.random().exposed), now)
        let (text, latest) = (try JSON.text(WorkRequest.survey(zones)), now - retention.patience)
        return try await write { database in
            let sql = """
                SELECT id, request FROM request
                WHERE project = ? AND answer IS NULL AND (owner IS NOT NULL OR created >= ?)
                """
            let unanswered = try Row.fetchAll(database, sql: sql, arguments: [project.rawValue, latest])
            for row in unanswered where try JSON.value(WorkRequest.self, row["request"]) == .survey(zones) {
                return RequestID(rawValue: row["id"])
            }
            try database.execute(
                sql: "DELETE FROM request WHERE project = ? AND owner IS NULL AND answer IS NULL",
                arguments: [project.rawValue]
            )
            try database.execute(
                sql: "INSERT INTO request (id, created, request, project) VALUES (?, ?, ?, ?)",
                arguments: [id.rawValue, now, text, project.rawValue]
            )
            return id
        }
    }

    /// Where it stands; `unavailable` where no worker took it up in time.
    public func status(of request: RequestID) async throws -> RequestStatus {
        let latest = now - retention.patience
        return try await read { database in
            let sql = "SELECT created, owner, answer FROM request WHERE id = ?"
            guard let row = try Row.fetchOne(database, sql: sql, arguments: [request.rawValue]) else { return .unknown }
            if let answer = row["answer"] as String? { return .answered(try JSON.value(answer)) }
            guard row["owner"] as String? == nil, row["created"] < latest else { return .underWay }
            return .answered(.problem(Problem(.unavailable, reaction: .retry(afterSeconds: nil), fixer: .operator)))
        }
    }

    /// Waits for the answer by looking every 25 ms; a read by key takes some 0.1 ms, and few wait at a time.
    public func answer(to request: RequestID, within seconds: Double) async throws -> RequestStatus {
        let end = clock.now() + seconds
        while true {
            let status = try await status(of: request)
            guard status == .underWay, clock.now() < end, !Task.isCancelled else { return status }
            await clock.sleep(0.025)
        }
    }
}

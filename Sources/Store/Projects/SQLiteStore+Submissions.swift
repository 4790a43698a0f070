import GRDB
import MailCore
import Planning

extension SQLiteStore {
    /// Hands the answers in as they are.
    @discardableResult
    public func submit(
        _ project: ProjectID,
        after last: Int,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> Submission? {
        let (now, links) = (now, links)
        return try await write { database in
            guard let present = try SQLiteStore.answers(of: project, database) else { throw Problem.unknown(project) }
            let sql = "SELECT coalesce(max(number), 0) FROM submission WHERE project = ?"
            guard try Int.fetchOne(database, sql: sql, arguments: [project.rawValue]) == last,
                try !SQLiteStore.isSignedOff(project, database)
            else { return nil }
            let number = last + 1
            try database.execute(
                sql: "INSERT INTO submission (project, number, answers, actor, time) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    project.rawValue, number, try JSON.text(present.answers), try JSON.text(actor), now,
                ]
            )
            try SQLiteStore.change(project, "submitted", actor, ["number": "\(number)"], now, database)
            if mailing {
                let news = ProjectNews(kind: .projectSubmitted, moment: "\(number)", actor: actor, count: number)
                let readers = try SQLiteStore.guides(of: project, database)
                try SQLiteStore.tell(news, to: readers, of: project, links, now, database)
            }
            return Submission(number: number, answers: present.answers, actor: actor, time: now)
        }
    }

    /// The submission of that number.
    public func submission(_ number: Int, of project: ProjectID) async throws -> Submission? {
        try await read { database in
            let sql = "SELECT * FROM submission WHERE project = ? AND number = ?"
            return try Row.fetchOne(database, sql: sql, arguments: [project.rawValue, number])
                .map(SQLiteStore.submission)
        }
    }

    /// The submission that was handed in last.
    static func lastSubmission(of project: ProjectID, _ database: Database) throws -> Submission? {
        let sql = "SELECT * FROM submission WHERE project = ? ORDER BY number DESC LIMIT 1"
        return try Row.fetchOne(database, sql: sql, arguments: [project.rawValue]).map(submission)
    }

    /// All submissions, oldest first, without their answers.
    public func submissions(of project: ProjectID) async throws -> [SubmissionStamp] {
        try await read { database in
            let sql = "SELECT number, actor, time FROM submission WHERE project = ? ORDER BY number"
            return try Row.fetchAll(database, sql: sql, arguments: [project.rawValue]).map { row in
                SubmissionStamp(number: row["number"], actor: try JSON.value(row["actor"]), time: row["time"])
            }
        }
    }

    private static func submission(_ row: Row) throws -> Submission {
        Submission(
            number: row["number"],
            answers: try JSON.value(row["answers"]),
            actor: try JSON.value(row["actor"]),
            time: row["time"]
        )
    }
}

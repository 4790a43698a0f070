import GRDB
import MailCore

extension SQLiteStore: ReviewStore {
    /// How it stands.
    public func review(of project: ProjectID) async throws -> ProjectReview {
        try await read { database in
            var review = ProjectReview()
            for row in try SQLiteStore.rows("reviewMark", "question", project, database) {
                guard let state = ReviewMark.State(rawValue: row["state"]) else { continue }
                let mark = ReviewMark(
                    question: row["question"],
                    state: state,
                    answerVersion: row["answerVersion"],
                    actor: try JSON.value(row["actor"]),
                    time: row["time"]
                )
                review.marks[mark.question] = mark
            }
            for row in try SQLiteStore.rows("reviewComment", "id", project, database) {
                let comment = try SQLiteStore.comment(row)
                review.comments[comment.question, default: []].append(comment)
            }
            review.signOffs = try SQLiteStore.signOffs(of: project, database)
            return review
        }
    }

    /// Says something of the present answer to a question; nil takes back what was said.
    public func mark(
        _ question: String,
        _ state: ReviewMark.State?,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws {
        let now = now
        try await write { database in
            let detail = ["question": question, "state": state?.rawValue ?? "none"]
            try SQLiteStore.change(project, "reviewed", actor, detail, now, database)
            guard let state else {
                let sql = "DELETE FROM reviewMark WHERE project = ? AND question = ?"
                return try database.execute(sql: sql, arguments: [project.rawValue, question])
            }
            let version = try SQLiteStore.latest(question, project, database)?.stamp.version ?? 0
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO reviewMark (project, question, state, answerVersion, actor, time)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, question, state.rawValue, version, try JSON.text(actor), now,
                ]
            )
        }
    }

    /// Adds a remark.
    @discardableResult
    public func comment(
        _ text: String,
        on question: String,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws -> ReviewComment {
        let now = now
        return try await write { database in
            try SQLiteStore.change(project, "commented", actor, ["question": question], now, database)
            let text = PlainText.lines(text, most: 10_000)
            try database.execute(
                sql: "INSERT INTO reviewComment (project, question, text, actor, time) VALUES (?, ?, ?, ?, ?)",
                arguments: [project.rawValue, question, text, try JSON.text(actor), now]
            )
            let id = database.lastInsertedRowID
            return ReviewComment(id: id, question: question, text: text, actor: actor, time: now)
        }
    }

    /// Gives the answers back to the customer.
    public func giveBack(_ project: ProjectID, by actor: ProjectActor, mailing: Bool) async throws {
        let (now, tokens) = (now, tokens)
        try await write { database in
            let sql = "SELECT count(*) FROM reviewMark WHERE project = ? AND state = 'query'"
            let queries = try Int.fetchOne(database, sql: sql, arguments: [project.rawValue]) ?? 0
            try SQLiteStore.change(project, "given-back", actor, ["queries": "\(queries)"], now, database)
            guard mailing else { return }
            let news = ProjectNews(kind: .projectQueries, moment: "\(now)", actor: actor, count: queries)
            let readers = try SQLiteStore.customers(of: project, database)
            try SQLiteStore.tell(news, to: readers, of: project, tokens, now, database)
        }
    }

    /// Accepts the latest submission.
    @discardableResult
    public func signOff(_ project: ProjectID, by actor: ProjectActor, mailing: Bool) async throws -> SignOff? {
        let (now, tokens) = (now, tokens)
        return try await write { database in
            let sql = "SELECT max(number) FROM submission WHERE project = ?"
            guard let number = try Int.fetchOne(database, sql: sql, arguments: [project.rawValue]) else { return nil }
            if let last = try SQLiteStore.signOffs(of: project, database).last, last.reopened == nil,
                last.submission == number
            {
                return last
            }
            try SQLiteStore.change(project, "signed-off", actor, ["number": "\(number)"], now, database)
            try database.execute(
                sql: "INSERT INTO signOff (project, submission, actor, time) VALUES (?, ?, ?, ?)",
                arguments: [project.rawValue, number, try JSON.text(actor), now]
            )
            if mailing {
                let news = ProjectNews(kind: .projectSignedOff, moment: "\(number) \(now)", actor: actor)
                let readers =
                    try SQLiteStore.customers(of: project, database)
                    + SQLiteStore.guides(of: project, database)
                try SQLiteStore.tell(news, to: readers, of: project, tokens, now, database)
            }
            return try SQLiteStore.signOffs(of: project, database).last
        }
    }

    /// Takes the sign-off back.
    @discardableResult
    public func reopen(_ project: ProjectID, by actor: ProjectActor) async throws -> Bool {
        let now = now
        return try await write { database in
            try database.execute(
                sql: "UPDATE signOff SET reopened = ?, reopenedBy = ? WHERE project = ? AND reopened IS NULL",
                arguments: [now, try JSON.text(actor), project.rawValue]
            )
            guard database.changesCount > 0 else { return false }
            try SQLiteStore.change(project, "reopened", actor, [:], now, database)
            return true
        }
    }
}

extension SQLiteStore {
    /// The rows of a table about a project, in that order.
    static func rows(_ table: String, _ order: String, _ project: ProjectID, _ database: Database) throws -> [Row] {
        let sql = "SELECT * FROM \(table) WHERE project = ? ORDER BY \(order)"
        return try Row.fetchAll(database, sql: sql, arguments: [project.rawValue])
    }

    private static func comment(_ row: Row) throws -> ReviewComment {
        ReviewComment(
            id: row["id"],
            question: row["question"],
            text: row["text"],
            actor: try JSON.value(row["actor"]),
            time: row["time"]
        )
    }

    private static func signOffs(of project: ProjectID, _ database: Database) throws -> [SignOff] {
        try rows("signOff", "number", project, database).map { row in
            SignOff(
                submission: row["submission"],
                actor: try JSON.value(row["actor"]),
                time: row["time"],
                reopened: row["reopened"],
                reopenedBy: try (row["reopenedBy"] as String?).map { try JSON.value($0) }
            )
        }
    }
}

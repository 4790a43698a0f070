import GRDB
import MailCore
public import Planning

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

    /// Says something of that version of the answer to a question; nil takes back what was said.
    @discardableResult
    public func mark(
        _ question: String,
        _ state: ReviewMark.State?,
        version: Int,
        in project: ProjectID,
        by actor: ProjectActor
    ) async throws -> Bool {
        let now = now
        return try await write { database in
            _ = try SQLiteStore.known(project, database)
            let present = try SQLiteStore.latest(question, project, database)?.stamp.version ?? 0
            guard try present == version && !SQLiteStore.isSignedOff(project, database) else { return false }
            let detail = ["question": question, "state": state?.rawValue ?? "none"]
            try SQLiteStore.change(project, "reviewed", actor, detail, now, database)
            guard let state else {
                let sql = "DELETE FROM reviewMark WHERE project = ? AND question = ?"
                try database.execute(sql: sql, arguments: [project.rawValue, question])
                return true
            }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO reviewMark (project, question, state, answerVersion, actor, time)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    project.rawValue, question, state.rawValue, version, try JSON.text(actor), now,
                ]
            )
            return true
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
    @discardableResult
    public func giveBack(_ project: ProjectID, by actor: ProjectActor, mailing: Bool) async throws -> Int {
        let (now, links) = (now, links)
        return try await write { database in
            let queries = try SQLiteStore.queries(of: project, database)
            guard queries > 0 else { return 0 }
            try SQLiteStore.change(project, "given-back", actor, ["queries": "\(queries)"], now, database)
            guard mailing else { return queries }
            let news = ProjectNews(kind: .projectQueries, moment: "\(now)", actor: actor, count: queries)
            let readers = try SQLiteStore.customers(of: project, database)
            try SQLiteStore.tell(news, to: readers, of: project, links, now, database)
            return queries
        }
    }

    /// Accepts the submission that was seen.
    @discardableResult
    public func signOff(
        _ project: ProjectID,
        submission seen: Int,
        carrying: @escaping @Sendable (Answers) -> Answers,
        by actor: ProjectActor,
        mailing: Bool
    ) async throws -> SigningOff {
        let (now, links) = (now, links)
        return try await write { database in
            guard let latest = try SQLiteStore.lastSubmission(of: project, database),
                let present = try SQLiteStore.answers(of: project, database)
            else { return .notSubmitted }
            if let last = try SQLiteStore.signOffs(of: project, database).last, last.reopened == nil {
                return .signed(last)
            }
            guard latest.number == seen else { return .newer(latest.number) }
            let changed = carrying(latest.answers).differences(to: carrying(present.answers))
            guard changed.isEmpty else { return .changed(changed) }
            try SQLiteStore.change(project, "signed-off", actor, ["number": "\(seen)"], now, database)
            let signed = try SQLiteStore.insertSignOff(of: seen, project, actor, now, database)
            if mailing {
                let news = ProjectNews(kind: .projectSignedOff, moment: "\(seen) \(now)", actor: actor)
                let readers =
                    try SQLiteStore.customers(of: project, database)
                    + SQLiteStore.guides(of: project, database)
                try SQLiteStore.tell(news, to: readers, of: project, links, now, database)
            }
            return .signed(signed)
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

    /// Whether a sign-off stands: the answers stay as they are then.
    static func isSignedOff(_ project: ProjectID, _ database: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM signOff WHERE project = ? AND reopened IS NULL)"
        return try Bool.fetchOne(database, sql: sql, arguments: [project.rawValue]) ?? false
    }

    /// How many answers are queried as they stand; one that was answered anew since is not.
    private static func queries(of project: ProjectID, _ database: Database) throws -> Int {
        let sql = """
            SELECT count(*) FROM reviewMark AS mark WHERE project = ? AND state = 'query' AND answerVersion >= (
                SELECT coalesce(max(version), 0) FROM projectAnswer AS answer
                WHERE answer.project = mark.project AND answer.question = mark.question
            )
            """
        return try Int.fetchOne(database, sql: sql, arguments: [project.rawValue]) ?? 0
    }

    private static func insertSignOff(
        of submission: Int,
        _ project: ProjectID,
        _ actor: ProjectActor,
        _ now: Int64,
        _ database: Database
    ) throws -> SignOff {
        try database.execute(
            sql: "INSERT INTO signOff (project, submission, actor, time) VALUES (?, ?, ?, ?)",
            arguments: [project.rawValue, submission, try JSON.text(actor), now]
        )
        return SignOff(submission: submission, actor: actor, time: now)
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

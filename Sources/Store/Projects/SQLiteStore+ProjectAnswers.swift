import GRDB
import MailCore
public import Planning

extension SQLiteStore: AnswerStore {
    /// The present answers.
    public func answers(of project: ProjectID) async throws -> ProjectAnswers? {
        try await read { try SQLiteStore.answers(of: project, $0) }
    }

    /// Saves an answer where the version is still the present one.
    ///
    /// The same answer given twice is one answer: a form that is sent again meets no conflict with itself.
    public func save(
        _ answer: Answer?,
        to question: String,
        of project: ProjectID,
        basedOn version: Int,
        by actor: ProjectActor
    ) async throws -> AnswerSaving {
        let now = now
        return try await write { database in
            _ = try SQLiteStore.known(project, database)
            let present = try SQLiteStore.latest(question, project, database)
            if present?.answer == answer { return .saved(present?.stamp.version ?? 0) }
            if try SQLiteStore.isSignedOff(project, database) { return .signedOff }
            if let present, present.stamp.version != version { return .conflict(present) }
            let next = (present?.stamp.version ?? 0) + 1
            let stamp = AnswerStamp(version: next, actor: actor, time: now)
            try SQLiteStore.insert(StoredAnswer(question: question, answer: answer, stamp: stamp), project, database)
            let detail = ["question": question, "version": "\(next)"]
            try SQLiteStore.change(project, "answered", actor, detail, now, database)
            return .saved(next)
        }
    }

    /// Fills in what was found, where nobody has answered.
    @discardableResult
    public func fill(
        _ found: [String: Answer],
        of project: ProjectID,
        by actor: ProjectActor
    ) async throws -> [String] {
        let now = now
        return try await write { database in
            guard try !SQLiteStore.isSignedOff(project, database) else { return [] }
            var filled: [String] = []
            for (question, answer) in found.sorted(by: { $0.key < $1.key }) {
                let present = try SQLiteStore.latest(question, project, database)
                if let before = present?.answer, before.origin != .found || before == answer { continue }
                let stamp = AnswerStamp(version: (present?.stamp.version ?? 0) + 1, actor: actor, time: now)
                let stored = StoredAnswer(question: question, answer: answer, stamp: stamp)
                try SQLiteStore.insert(stored, project, database)
                filled.append(question)
            }
            guard !filled.isEmpty else { return [] }
            let detail = ["questions": filled.joined(separator: " ")]
            try SQLiteStore.change(project, "found", actor, detail, now, database)
            return filled
        }
    }

    /// Carries the answers over to a later version of the questionnaire.
    public func carry(_ project: ProjectID, _ change: @escaping @Sendable (Answers) -> Answers) async throws {
        let now = now
        try await write { database in
            guard let present = try SQLiteStore.answers(of: project, database) else { throw Problem.unknown(project) }
            let carried = change(present.answers)
            guard carried != present.answers else { return }
            for question in present.answers.differences(to: carried) {
                let before = present.stamps[question]
                let version = (before?.version ?? 0) + 1
                let stamp = AnswerStamp(version: version, actor: before?.actor ?? .umzug, time: before?.time ?? now)
                let stored = StoredAnswer(question: question, answer: carried[question], stamp: stamp)
                try SQLiteStore.insert(stored, project, database)
            }
            let sql = "UPDATE project SET questionnaire = ? WHERE id = ?"
            try database.execute(sql: sql, arguments: [carried.version, project.rawValue])
            try SQLiteStore.change(project, "carried", .umzug, ["version": "\(carried.version)"], now, database)
        }
    }

    /// All answers that a question ever had, newest first.
    public func revisions(of question: String, in project: ProjectID) async throws -> [StoredAnswer] {
        try await read { database in
            let sql = "SELECT * FROM projectAnswer WHERE project = ? AND question = ? ORDER BY version DESC"
            return try Row.fetchAll(database, sql: sql, arguments: [project.rawValue, question])
                .map(SQLiteStore.storedAnswer)
        }
    }
}

extension SQLiteStore {
    static func answers(of project: ProjectID, _ database: Database) throws -> ProjectAnswers? {
        let sql = "SELECT questionnaire FROM project WHERE id = ?"
        guard let version = try Int.fetchOne(database, sql: sql, arguments: [project.rawValue]) else { return nil }
        // With max() SQLite takes the other columns from the row that has the maximum.
        let latest = "SELECT *, max(version) FROM projectAnswer WHERE project = ? GROUP BY question"
        var found = ProjectAnswers(answers: Answers(version: version), stamps: [:])
        for row in try Row.fetchAll(database, sql: latest, arguments: [project.rawValue]) {
            let stored = try storedAnswer(row)
            found.answers[stored.question] = stored.answer
            found.stamps[stored.question] = stored.stamp
        }
        return found
    }

    static func latest(_ question: String, _ project: ProjectID, _ database: Database) throws -> StoredAnswer? {
        let sql = "SELECT * FROM projectAnswer WHERE project = ? AND question = ? ORDER BY version DESC LIMIT 1"
        return try Row.fetchOne(database, sql: sql, arguments: [project.rawValue, question]).map(storedAnswer)
    }

    private static func storedAnswer(_ row: Row) throws -> StoredAnswer {
        StoredAnswer(
            question: row["question"],
            answer: try (row["answer"] as String?).map { try JSON.value($0) },
            stamp: AnswerStamp(version: row["version"], actor: try JSON.value(row["actor"]), time: row["time"])
        )
    }

    private static func insert(_ stored: StoredAnswer, _ project: ProjectID, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO projectAnswer (project, question, version, answer, actor, time) VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                project.rawValue, stored.question, stored.stamp.version,
                try stored.answer.map { try JSON.text($0) }, try JSON.text(stored.stamp.actor), stored.stamp.time,
            ]
        )
    }
}

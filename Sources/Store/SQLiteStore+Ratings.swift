import GRDB

extension SQLiteStore: RatingStore {
    /// Counts a reader's verdict on an answer; the same reader's second one is not counted.
    public func rate(_ article: String, language: String, helpful: Bool, by reader: String) async throws -> Bool {
        let (rater, now) = (tokens.digest("reader \(reader)"), now)
        return try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO answerRater (rater, article, language, time) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                arguments: [rater, article, language, now]
            )
            guard database.changesCount == 1 else { return false }
            try database.execute(
                sql: """
                    INSERT INTO answerRating (article, language, helpful, unhelpful) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET helpful = helpful + excluded.helpful,
                        unhelpful = unhelpful + excluded.unhelpful
                    """,
                arguments: [article, language, helpful ? 1 : 0, helpful ? 0 : 1]
            )
            return true
        }
    }

    /// How often each answer helped and did not.
    public func ratings() async throws -> [AnswerRating] {
        try await read { database in
            let sql = "SELECT * FROM answerRating ORDER BY article, language"
            return try Row.fetchAll(database, sql: sql).map { row in
                AnswerRating(
                    article: row["article"],
                    language: row["language"],
                    helpful: row["helpful"],
                    unhelpful: row["unhelpful"]
                )
            }
        }
    }
}

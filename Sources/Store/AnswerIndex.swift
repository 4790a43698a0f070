import GRDB

/// Full-text search over the FAQ (SQLite FTS5), in memory: it is made of files whenever the program starts.
public struct AnswerIndex: Sendable {
    /// An answer to be found.
    public struct Entry: Sendable {
        /// Its name.
        public var slug: String
        /// The language of the readers who find it.
        public var language: String
        /// The question.
        public var title: String
        /// More words to find it by.
        public var keywords: String
        /// The text without markup.
        public var body: String

        /// An entry.
        public init(slug: String, language: String, title: String, keywords: String, body: String) {
            self.slug = slug
            self.language = language
            self.title = title
            self.keywords = keywords
            self.body = body
        }
    }

    /// An answer that was found.
    public struct Hit: Hashable, Sendable {
        /// Its name.
        public var slug: String
        /// The passage that speaks of it.
        public var excerpt: Excerpt
    }

    /// How much of a query is looked at.
    static let maxTerms = 8

    private let queue: DatabaseQueue

    /// Makes the index.
    public init(_ entries: [Entry]) throws {
        queue = try DatabaseQueue()
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE VIRTUAL TABLE answer USING fts5(
                        title, keywords, body, slug UNINDEXED, language UNINDEXED, original UNINDEXED,
                        tokenize = 'unicode61', prefix = '2 3'
                    )
                    """
            )
            for entry in entries { try AnswerIndex.insert(entry, database) }
        }
    }

    /// The answers that speak of every word of the query, or where there are none of any, the best ones first.
    ///
    /// Words may be begun only; whatever is neither letter nor digit is left out.
    public func search(_ query: String, language: String, limit: Int = 20) async throws -> [Hit] {
        let terms = Array(SearchText.words(query.prefix(200)).prefix(AnswerIndex.maxTerms))
        guard !terms.isEmpty else { return [] }
        return try await queue.read { database in
            for operation in terms.count > 1 ? [" AND ", " OR "] : [""] {
                // Quoted, so that no word is taken for an operator.
                let pattern = terms.map { "\"\($0)\"*" }.joined(separator: operation)
                let hits = try AnswerIndex.hits(pattern, terms, language, limit, database)
                if !hits.isEmpty { return hits }
            }
            return []
        }
    }

    private static func insert(_ entry: Entry, _ database: Database) throws {
        func folded(_ text: String) -> String { SearchText.words(text).joined(separator: " ") }
        try database.execute(
            sql: "INSERT INTO answer (title, keywords, body, slug, language, original) VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                folded(entry.title), folded(entry.keywords), folded(entry.body), entry.slug, entry.language, entry.body,
            ]
        )
    }

    private static func hits(
        _ pattern: String,
        _ terms: [String],
        _ language: String,
        _ limit: Int,
        _ database: Database
    ) throws -> [Hit] {
        let sql = """
            SELECT slug, original FROM answer WHERE answer MATCH ? AND language = ?
            ORDER BY bm25(answer, 12.0, 8.0, 1.0), slug LIMIT ?
            """
        return try Row.fetchAll(database, sql: sql, arguments: [pattern, language, limit]).map { row in
            Hit(slug: row["slug"], excerpt: Excerpt(of: row["original"], about: terms))
        }
    }
}

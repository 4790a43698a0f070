/// What readers think of an answer in one language.
public struct AnswerRating: Hashable, Sendable {
    /// The answer.
    public var article: String
    /// The language that it was read in.
    public var language: String
    /// How many it helped.
    public var helpful: Int
    /// How many it did not help.
    public var unhelpful: Int

    /// A rating.
    public init(article: String, language: String, helpful: Int, unhelpful: Int) {
        self.article = article
        self.language = language
        self.helpful = helpful
        self.unhelpful = unhelpful
    }
}

/// «War das hilfreich?»: counts, and nothing about who said so but a digest, forgotten after some weeks.
public protocol RatingStore: Sendable {
    /// Counts a reader's verdict on an answer, once for each reader; whether it was counted.
    @discardableResult
    func rate(_ article: String, language: String, helpful: Bool, by reader: String) async throws -> Bool
    /// How often each answer helped and did not.
    func ratings() async throws -> [AnswerRating]
}

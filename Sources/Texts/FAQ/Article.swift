/// An answer of the FAQ in one language: `Templates/faq/<language>/<slug>.md`.
public struct Article: Hashable, Sendable {
    /// The name that it has in every language, and in its address.
    public var slug: String
    /// The language that it is written in.
    public var language: Language
    /// The question.
    public var title: String
    /// The ID of its category.
    public var category: String
    /// Its place in the category.
    public var order: Int
    /// Words that people search for and that the text does not use.
    public var keywords: [String]
    /// The problem codes that it explains.
    public var codes: [String]
    /// The pages where it helps, the one where it helps most first.
    public var pages: [String]
    /// The text, Markdown.
    public var body: String

    /// An article.
    public init(
        slug: String,
        language: Language,
        title: String,
        category: String,
        order: Int = 0,
        keywords: [String] = [],
        codes: [String] = [],
        pages: [String] = [],
        body: String = ""
    ) {
        self.slug = slug
        self.language = language
        self.title = title
        self.category = category
        self.order = order
        self.keywords = keywords
        self.codes = codes
        self.pages = pages
        self.body = body
    }

    /// Whether a name can be an article's: lower-case letters, digits and hyphens.
    public static func isSlug(_ name: some StringProtocol) -> Bool {
        (1...80).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}

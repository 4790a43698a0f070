import MailCore
import Store
import Texts

/// The FAQ ready to be shown: articles rendered, indexed, and found by problem and page.
struct AnswerBook: Sendable {
    /// The link to an answer.
    struct Link: ViewModel, Hashable {
        var href: String
        var title: String

        init(_ article: Article) {
            href = Route.answer(article.slug).path
            title = article.title
        }
    }

    /// How many answers a page offers.
    static let offered = 3

    let faq: FAQ
    private let html: [Language: [String: String]]
    private let codes: [String: String]
    private let pages: [String: [String]]
    private let index: AnswerIndex

    /// Reads, renders and indexes the FAQ; `offer` says in a language what its articles name.
    ///
    /// - Throws: Where a file is malformed.
    init(directory: String, offer: (Language) -> Offer? = { _ in nil }) throws {
        faq = try FAQ(directory: directory)
        var html: [Language: [String: String]] = [:]
        var entries: [AnswerIndex.Entry] = []
        for language in Language.allCases {
            let offer = offer(language)
            for article in faq.all(in: language) {
                let markdown = Markdown(offer?.filled(article.body) ?? article.body)
                html[language, default: [:]][article.slug] = markdown.html
                entries.append(AnswerBook.entry(article, markdown.text, for: language))
            }
        }
        self.html = html
        index = try AnswerIndex(entries)
        var codes: [String: String] = [:]
        var pages: [String: [(rank: Int, slug: String)]] = [:]
        for article in faq.all(in: .de) {
            for code in article.codes where codes[code] == nil { codes[code] = article.slug }
            for (rank, page) in article.pages.enumerated() { pages[page, default: []].append((rank, article.slug)) }
        }
        self.codes = codes
        // Sorting is stable, so that articles that are equally near stay in the order of the FAQ.
        self.pages = pages.mapValues { $0.sorted { $0.rank < $1.rank }.map(\.slug) }
    }

    /// The article's HTML for readers of that language.
    func html(_ slug: String, _ language: Language) -> String? { html[language]?[slug] }

    /// The answer to a problem.
    func link(for code: Problem.Code, _ language: Language) -> Link? {
        codes[code.rawValue].flatMap { faq.article($0, in: language) }.map(Link.init)
    }

    /// The answer of that name.
    func link(to slug: String, _ language: Language) -> Link? { faq.article(slug, in: language).map(Link.init) }

    /// The answers that help most on a page.
    func links(on page: AnswerPage, _ language: Language) -> [Link] {
        (pages[page.rawValue] ?? []).prefix(AnswerBook.offered).compactMap { link(to: $0, language) }
    }

    /// The answers that a query finds.
    func search(_ query: String, _ language: Language) async throws -> [(Article, Excerpt)] {
        try await index.search(query, language: language.rawValue).compactMap { hit in
            faq.article(hit.slug, in: language).map { ($0, hit.excerpt) }
        }
    }

    private static func entry(_ article: Article, _ text: String, for language: Language) -> AnswerIndex.Entry {
        AnswerIndex.Entry(
            slug: article.slug,
            language: language.rawValue,
            title: article.title,
            keywords: article.keywords.joined(separator: " "),
            body: text
        )
    }
}

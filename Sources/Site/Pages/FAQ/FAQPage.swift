import HTTPServer
import Store
import Texts

/// All questions by category, and what a search finds.
enum FAQPage {
    struct Model: ViewModel {
        struct Group {
            var id: String
            var name: String
            var links: [AnswerBook.Link]
        }

        struct Hit {
            var href: String
            var title: String
            var isBegun: Bool
            var pieces: [Excerpt.Piece]
            var isCut: Bool
            var topic: String
        }

        var heading: String
        var lead: String
        var search: SearchField
        var isSearch: Bool
        var hits: [Hit]
        var allHref: String
        var groups: [Group]
    }

    /// A longer query is cut: nobody searches for that.
    private static let longest = 200

    static func get(_ visit: Visit) async throws -> Response {
        let query = String(visit.request.query["q"].prefix(longest)).trimmingWhitespace
        guard !query.isEmpty else { return try index(visit) }
        let found = try await visit.site.answers.search(query, visit.language)
        let hits = found.map { hit($0, $1, visit) }
        let model = Model(
            heading: visit.say("faq.searchTitle", ["query": query]),
            lead: visit.voice.count("faq.results", ["n": hits.count]),
            search: SearchField(query: query),
            isSearch: true,
            hits: hits,
            allHref: Route.faq.path,
            groups: hits.isEmpty ? groups(visit) : []
        )
        return try visit.page("answers/index", model, title: [model.heading, visit.say("faq.windowTitle")]).kept()
    }

    private static func index(_ visit: Visit) throws -> Response {
        let groups = groups(visit)
        let model = Model(
            heading: visit.say("faq.title"),
            lead: visit.voice.count("faq.lead", ["n": groups.reduce(0) { $0 + $1.links.count }]),
            search: SearchField(),
            isSearch: false,
            hits: [],
            allHref: Route.faq.path,
            groups: groups
        )
        return try visit.page("answers/index", model, title: [visit.say("faq.windowTitle")]).kept()
    }

    private static func groups(_ visit: Visit) -> [Model.Group] {
        let faq = visit.site.answers.faq
        let all = Dictionary(grouping: faq.all(in: visit.language), by: \.category)
        return faq.categories.compactMap { category in
            guard let articles = all[category.id] else { return nil }
            return Model.Group(
                id: category.id,
                name: category.name(visit.language),
                links: articles.map(AnswerBook.Link.init)
            )
        }
    }

    private static func hit(_ article: Article, _ excerpt: Excerpt, _ visit: Visit) -> Model.Hit {
        let category = visit.site.answers.faq.categories.first { $0.id == article.category }
        return Model.Hit(
            href: Route.answer(article.slug).path,
            title: article.title,
            isBegun: excerpt.isBegun,
            pieces: excerpt.pieces,
            isCut: excerpt.isCut,
            topic: category?.name(visit.language) ?? ""
        )
    }
}

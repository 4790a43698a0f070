import HTTPServer
import Store
import Texts

/// One answer, its neighbours, and the question whether it helped.
enum ArticlePage {
    struct Model: ViewModel {
        struct Question {
            var href: String
            var label: String
            var isCurrent: Bool
        }

        var search: SearchField
        var topic: String
        var questions: [Question]
        var allHref: String
        var title: String
        var foreign: String?
        var untranslated: String?
        var tag: String
        var answer: String
        var action: String
        var csrf: String
        var thanks: String?
        var previous: AnswerBook.Link?
        var next: AnswerBook.Link?
    }

    static func get(_ slug: String, _ visit: inout Visit) throws -> Response {
        let book = visit.site.answers
        guard let article = book.faq.article(slug, in: visit.language), let html = book.html(slug, visit.language)
        else { throw Refusal.notFound }
        let siblings = book.faq.all(in: visit.language).filter { $0.category == article.category }
        let place = siblings.firstIndex { $0.slug == slug } ?? 0
        let isForeign = article.language != visit.language
        let rated = visit.request.query.first("rated")
        let model = Model(
            search: SearchField(),
            topic: book.faq.categories.first { $0.id == article.category }?.name(visit.language) ?? "",
            questions: siblings.map {
                Model.Question(href: Route.answer($0.slug).path, label: $0.title, isCurrent: $0.slug == slug)
            },
            allHref: Route.faq.path,
            title: article.title,
            foreign: isForeign ? article.language.tag : nil,
            untranslated: isForeign ? visit.say("faq.untranslated", ["language": article.language.name]) : nil,
            tag: visit.language.tag,
            answer: html,
            action: Route.answer(slug).path,
            csrf: rated == nil ? Reader.name(&visit) : "",
            thanks: rated.map { visit.say($0 == "no" ? "faq.thanksNo" : "faq.thanksYes") },
            previous: place > 0 ? AnswerBook.Link(siblings[place - 1]) : nil,
            next: place + 1 < siblings.count ? AnswerBook.Link(siblings[place + 1]) : nil
        )
        let title = [article.title, visit.say("faq.windowTitle")]
        // The form's token is the reader's own.
        return try visit.page("answers/article", model, title: title).kept(byOneReader: true)
    }

    /// Counts the reader's verdict, once.
    static func post(_ slug: String, _ form: Form, _ visit: inout Visit) async throws -> Response {
        guard let article = visit.site.answers.faq.article(slug, in: visit.language) else { throw Refusal.notFound }
        guard ["yes", "no"].contains(form["helpful"]) else { return .seeOther(visit.route.path) }
        try await visit.attempt(.rating, by: [])
        try await visit.store.rate(
            slug,
            language: article.language.rawValue,
            helpful: form["helpful"] == "yes",
            by: Reader.name(&visit)
        )
        return .seeOther("\(visit.route.path)?rated=\(form["helpful"])#rating")
    }
}

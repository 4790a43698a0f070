import HTTPServer
import Logging
import MailCore

/// What is shown instead of the page asked for: what happened to the visitor's entries, and where to go on.
enum ErrorPage {
    struct Model: ViewModel {
        var heading: String
        var lead: String
        var next: String
        var href: String
        var label: String
        var requestID: String?
        var more: AnswerBook.Link?
        var search: SearchField
        var faqHref: String
    }

    /// The answer that says more.
    private static func answer(_ refusal: Refusal, _ visit: Visit) -> AnswerBook.Link? {
        switch refusal {
        case .tooMany: visit.site.answers.link(to: "too-many-attempts", visit.language)
        case .failure: visit.site.answers.link(for: .crashed, visit.language)
        case .notFound: visit.site.answers.link(to: "lost-migration-id", visit.language)
        case .foreignForm, .expired, .body: nil
        }
    }

    static func response(_ refusal: Refusal, _ visit: Visit) -> Response {
        let key = "refusal.\(refusal.key)"
        var arguments: [String: String] = [:]
        if case .tooMany(let seconds) = refusal { arguments["seconds"] = String(seconds) }
        let target = refusal == .foreignForm || refusal == .expired ? visit.route : .home
        let model = Model(
            heading: visit.say("\(key).title"),
            lead: visit.say("\(key).lead", arguments),
            next: visit.say("\(key).next"),
            href: target.path,
            label: visit.say("\(key).link"),
            requestID: refusal == .failure ? visit.request.id : nil,
            more: answer(refusal, visit),
            search: SearchField(),
            faqHref: Route.faq.path
        )
        do {
            var response = try visit.page("error", model, title: [model.heading], status: refusal.status)
            if case .tooMany(let seconds) = refusal { response.headers["Retry-After"] = String(seconds) }
            return response
        } catch {
            visit.site.logger.error("error page failed", metadata: ["error": "\(error)"])
            return .text("\(refusal.status.rawValue)\n", status: refusal.status)
        }
    }
}

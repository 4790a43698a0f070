import HTTPServer
import MailCore
import Store
import Texts

/// What stands around every page.
struct Layout: ViewModel {
    struct Assets {
        var stylesheet: String
        var brand: String?
        var icon: String
        var scripts: [String]
    }

    struct Link {
        var href: String
        var label: String
        var isCurrent: Bool
    }

    struct LanguageLink {
        var href: String
        var code: String
        var name: String
        var label: String
        var isCurrent: Bool
    }

    struct Mark {
        var name: String
        var logo: String?
    }

    var tag: String
    var title: String
    var assets: Assets
    var sprite: String
    var mark: Mark
    var menu: [Link]
    var languages: [LanguageLink]
    var content: String
    var more: MoreAnswers?
    var help: String?
    var legal: [Link]
}

/// The answers that are offered below a page.
struct MoreAnswers: ViewModel {
    var links: [AnswerBook.Link]
    var allHref: String

    init?(on page: AnswerPage?, _ voice: Voice) {
        guard let page else { return nil }
        links = voice.answers.links(on: page, voice.language)
        allHref = Route.faq.path
        if links.isEmpty { return nil }
    }
}

extension Visit {
    /// A page: the template with its model, in the layout; `answers` says which page its answers are meant for, where
    /// that is not the route.
    func page(
        _ template: String,
        _ model: some ViewModel,
        title: [String],
        scripts: [Script] = [],
        icons: [Icon] = [],
        answers page: AnswerPage? = nil,
        status: Status = .ok
    ) throws -> Response {
        let content = try fragment(template, model)
        let layout = Layout(
            tag: language.tag,
            title: (title + [brand.name]).joined(separator: " – "),
            assets: Layout.Assets(
                stylesheet: site.files.url(for: "umzug.css"),
                brand: site.brandFiles.stylesheet,
                icon: site.files.url(for: "icon.svg"),
                scripts: scripts.map { site.files.url(for: "\($0.rawValue).js") }
            ),
            sprite: Icon.sprite(for: content, always: icons),
            mark: Layout.Mark(name: brand.name, logo: site.brandFiles.logo),
            menu: menu,
            languages: languages,
            content: content,
            more: status == .ok || status == .unprocessable ? MoreAnswers(on: page ?? route.answerPage, voice) : nil,
            help: site.configuration.help.isEmpty ? nil : site.configuration.help,
            legal: legal
        )
        return .html(try fragment("layout", layout), status: status)
    }

    /// A part of a page.
    func fragment(_ template: String, _ model: some ViewModel) throws -> String {
        try site.templates.render(template, model, in: language)
    }

    private var brand: Brand { site.configuration.brand }

    /// The operator's own pages.
    private var legal: [Layout.Link] {
        let pages = [
            ("layout.imprint", brand.imprint), ("layout.privacy", brand.privacy), ("layout.terms", brand.terms?.url),
        ]
        return pages.compactMap { key, href in
            href.map { Layout.Link(href: $0, label: say(key), isCurrent: false) }
        }
    }

    private var menu: [Layout.Link] {
        let isNew = if case .newMigration = route { true } else { false }
        let isFAQ = if case .answer = route { true } else { route == .faq }
        let isTrack = if case .migration = route { true } else { route == .track }
        return [
            Layout.Link(
                href: Route.newMigration(.source).path,
                label: say("layout.newMigration"),
                isCurrent: isNew
            ),
            Layout.Link(href: Route.track.path, label: say("layout.track"), isCurrent: isTrack),
            Layout.Link(href: Route.projects(.enter).path, label: say("projects.menu"), isCurrent: route.isOfProjects),
            Layout.Link(href: Route.faq.path, label: say("layout.faq"), isCurrent: isFAQ),
        ]
    }

    private var languages: [Layout.LanguageLink] {
        Language.allCases.map { other in
            Layout.LanguageLink(
                href: "\(route.path)?\(Form([("lang", other.rawValue)] + keptQuery).urlEncoded)",
                code: other.rawValue,
                name: other.name,
                label: other.rawValue.uppercased(),
                isCurrent: other == language
            )
        }
    }
}

/// The small scripts, each an enhancement of a page that works without it.
enum Script: String, CaseIterable {
    /// Focuses the error summary.
    case summary
    /// Shows and hides passwords.
    case reveal
    /// Keeps the live page fresh.
    case live
    /// Ignores the second click of a double click.
    case once
    /// Copies a text with one click.
    case copy
}

extension Visit {
    /// What each form of this session carries.
    var csrf: String { session?.csrfToken.exposed ?? "" }

    /// A page with a form: 422 and «Fehler:» in its title where it has to be corrected.
    func form(
        _ template: String,
        _ model: some ViewModel,
        title: [String],
        isWrong: Bool,
        scripts: [Script] = [.summary, .reveal, .once]
    ) throws -> Response {
        var title = title
        if isWrong { title[0] = "\(say("error.prefix")) \(title[0])" }
        return try page(template, model, title: title, scripts: scripts, status: isWrong ? .unprocessable : .ok)
    }
}

import MailCore
public import Texts

/// Looks for what is wrong with the FAQ as a whole: links that lead nowhere, translations that are missing, names that
/// nothing answers to.
public struct FAQCheck: Sendable {
    /// One thing that was looked at, or one that is wrong.
    public struct Finding: Hashable, Sendable {
        /// What was looked at.
        public var name: String
        /// Whether it is right.
        public var ok: Bool
        /// How much was looked at, or what is wrong.
        public var detail: String
    }

    private let faq: FAQ
    private let codes: Set<String>

    /// What is found in a folder of templates; a file that cannot be read is a finding too.
    public static func findings(templates: String) -> [Finding] {
        do {
            let texts = try Texts(directory: "\(templates)/locales", languages: [.de])
            return FAQCheck(try FAQ(directory: "\(templates)/faq"), texts: texts).findings
        } catch {
            return [Finding(name: "files", ok: false, detail: "\(error)")]
        }
    }

    /// The check of an FAQ; `texts` say which problems there are.
    public init(_ faq: FAQ, texts: Texts) {
        self.faq = faq
        codes = Set(
            texts.keys(.de).compactMap { key in
                let parts = key.split(separator: ".")
                return parts.count == 3 && parts[0] == "problem" && parts[2] == "title" ? String(parts[1]) : nil
            }
        ).subtracting(["other"])
    }

    /// Everything that was looked at: one line each where it is right, else one for each fault.
    public var findings: [Finding] {
        let all = Language.allCases.flatMap { language in
            (faq.articles[language] ?? [:]).values.sorted { $0.slug < $1.slug }
        }
        let looks: [(name: String, faults: [String])] = [
            ("translations", translations), ("links", all.flatMap(links)), ("codes", codes(all)),
            ("pages", pages(all)), ("titles", titles(all)), ("categories", categories(all)),
            ("marks", all.flatMap(marks)),
        ]
        return looks.flatMap { name, faults in
            faults.isEmpty
                ? [Finding(name: name, ok: true, detail: "\(all.count) articles")]
                : faults.map { Finding(name: name, ok: false, detail: $0) }
        }
    }

    private var translations: [String] {
        let slugs = Set(faq.articles.values.flatMap(\.keys)).sorted()
        return slugs.flatMap { slug in
            Language.allCases.filter { faq.articles[$0]?[slug] == nil }.map { "\($0.rawValue)/\(slug).md is missing" }
        }
    }

    private func links(_ article: Article) -> [String] {
        Markdown(article.body).links.compactMap { written in
            guard let target = LinkTarget(written) else { return "\(place(article)): (\(written)) is no link" }
            if target.isOutside || written.hasPrefix("mailto:") { return nil }
            if target.article == nil, !written.hasPrefix("#") {
                let segments = written.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
                return Route(segments: segments) == nil ? "\(place(article)): there is no page \(written)" : nil
            }
            let other = target.article.map { faq.articles[article.language]?[$0] ?? faq.articles[.de]?[$0] } ?? article
            guard let other else { return "\(place(article)): there is no article \(written)" }
            let anchors = Markdown(other.body).headings.map(\.id)
            guard let anchor = target.anchor, !anchors.contains(anchor) else { return nil }
            return "\(place(article)): there is no heading \(written)"
        }
    }

    /// What articles leave to the table of what is built has a name there.
    private func marks(_ article: Article) -> [String] {
        article.body.split(separator: "{{", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            let name = rest.prefix { $0 != "}" }
            return Offer.Name(rawValue: String(name)) == nil ? "\(place(article)): there is no {{\(name)}}" : nil
        }
    }

    /// Every problem is explained once, and nothing else is.
    private func codes(_ all: [Article]) -> [String] {
        var faults = all.flatMap { article in
            article.codes.filter { !codes.contains($0) }.map { "\(place(article)): there is no code \($0)" }
        }
        for language in Language.allCases {
            let explained = all.filter { $0.language == language }.flatMap { article in
                article.codes.map { ($0, article) }
            }
            for (code, articles) in Dictionary(grouping: explained, by: \.0).sorted(by: { $0.key < $1.key })
            where articles.count > 1 {
                faults.append("\(code) is explained by \(articles.map { place($0.1) }.joined(separator: " and "))")
            }
            faults += codes.subtracting(explained.map(\.0)).sorted().map {
                "\(language.rawValue): nothing explains \($0)"
            }
        }
        return faults
    }

    private func pages(_ all: [Article]) -> [String] {
        var faults = all.flatMap { article in
            article.pages.filter { AnswerPage(rawValue: $0) == nil }
                .map { "\(place(article)): there is no page \($0)" }
        }
        let meant = Set(all.flatMap(\.pages))
        faults += AnswerPage.allCases.filter { !meant.contains($0.rawValue) }.map {
            "nothing is meant for \($0.rawValue)"
        }
        return faults
    }

    private func titles(_ all: [Article]) -> [String] {
        let groups = Dictionary(grouping: all) { "\($0.language.rawValue) \($0.title.lowercased())" }
        return groups.sorted { $0.key < $1.key }.filter { $0.value.count > 1 }.map { _, articles in
            "«\(articles[0].title)» is the title of \(articles.map(place).joined(separator: " and "))"
        }
    }

    private func categories(_ all: [Article]) -> [String] {
        var faults: [String] = []
        for category in faq.categories {
            for language in Language.allCases where category.names[language] == nil {
                faults.append("\(category.id) has no name in \(language.rawValue)")
            }
            if !all.contains(where: { $0.category == category.id }) { faults.append("\(category.id) is empty") }
        }
        for article in all {
            guard let reference = faq.articles[.de]?[article.slug] else { continue }
            if reference.category != article.category || reference.order != article.order {
                faults.append("\(place(article)): another category or place than in German")
            }
            if Set(reference.pages) != Set(article.pages) || Set(reference.codes) != Set(article.codes) {
                faults.append("\(place(article)): other codes or pages than in German")
            }
        }
        return faults
    }

    private func place(_ article: Article) -> String { "\(article.language.rawValue)/\(article.slug)" }
}

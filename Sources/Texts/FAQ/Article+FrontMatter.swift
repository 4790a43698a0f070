import Yams

extension Article {
    /// Why a file is no article.
    struct Malformed: Error {
        var reason: String
    }

    /// What stands between the two lines of hyphens.
    private struct FrontMatter: Decodable {
        var title: String
        var category: String
        var order: Int
        var keywords: [String]
        var codes: [String]
        var pages: [String]
    }

    /// Reads a file's text.
    init(text: String, slug: String, language: Language) throws(Malformed) {
        guard Article.isSlug(slug) else { throw Malformed(reason: "the file's name is no slug") }
        guard text.hasPrefix("---\n"), let end = text.firstRange(of: "\n---\n") else {
            throw Malformed(reason: "no front matter between two lines ---")
        }
        let yaml = String(text[text.index(text.startIndex, offsetBy: 4)..<end.lowerBound])
        let matter: FrontMatter
        do { matter = try YAMLDecoder().decode(FrontMatter.self, from: yaml) } catch {
            throw Malformed(reason: "\(error)")
        }
        self.init(
            slug: slug,
            language: language,
            title: matter.title,
            category: matter.category,
            order: matter.order,
            keywords: matter.keywords,
            codes: matter.codes,
            pages: matter.pages,
            body: String(text[end.upperBound...])
        )
        if title.isEmpty || body.allSatisfy(\.isWhitespace) { throw Malformed(reason: "no title or no text") }
    }
}

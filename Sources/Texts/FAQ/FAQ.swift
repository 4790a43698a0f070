import Glibc
import Yams

/// The questions and answers in all languages, read from `Templates/faq`.
public struct FAQ: Sendable {
    /// A group of questions.
    public struct Category: Hashable, Sendable {
        /// What articles call it.
        public var id: String
        /// What readers call it.
        public var names: [Language: String]

        /// Its name; in German where the language has none.
        public func name(_ language: Language) -> String { names[language] ?? names[.de] ?? id }
    }

    /// Why the FAQ could not be read.
    public struct LoadError: Error, CustomStringConvertible, Sendable {
        /// The file and the reason.
        public let description: String
    }

    /// The categories in order.
    public let categories: [Category]
    /// The articles of each language that were found, by slug.
    public let articles: [Language: [String: Article]]

    /// Reads `<directory>/categories.yaml` and `<directory>/<language>/*.md`.
    ///
    /// - Throws: Where a file cannot be read or is no article, or names a category that there is none of.
    public init(directory: String) throws(LoadError) {
        categories = try FAQ.categories("\(directory)/categories.yaml")
        let known = Set(categories.map(\.id))
        var articles: [Language: [String: Article]] = [:]
        for language in Language.allCases {
            let folder = "\(directory)/\(language.rawValue)"
            for name in FAQ.names(in: folder) where name.hasSuffix(".md") {
                let path = "\(folder)/\(name)"
                let slug = String(name.dropLast(3))
                let article = try FAQ.article(path, slug, language)
                guard known.contains(article.category) else {
                    throw LoadError(description: "\(path): there is no category \(article.category)")
                }
                articles[language, default: [:]][slug] = article
            }
        }
        guard articles[.de]?.isEmpty == false else { throw LoadError(description: "\(directory)/de: no articles") }
        self.articles = articles
    }

    /// The article in that language, else in German, else in any.
    public func article(_ slug: String, in language: Language) -> Article? {
        for candidate in [language, .de] + Language.allCases {
            if let article = articles[candidate]?[slug] { return article }
        }
        return nil
    }

    /// All articles as readers of that language get them, by category and order.
    public func all(in language: Language) -> [Article] {
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1.id, $0) })
        let slugs = Set(articles.values.flatMap(\.keys))
        return slugs.compactMap { article($0, in: language) }.sorted { left, right in
            (places[left.category] ?? 0, left.order, left.slug) < (places[right.category] ?? 0, right.order, right.slug)
        }
    }

    private static func categories(_ path: String) throws(LoadError) -> [Category] {
        guard let yaml = contents(ofFile: path) else { throw LoadError(description: "\(path): cannot be read") }
        let rows: [[String: String]]
        do { rows = try YAMLDecoder().decode([[String: String]].self, from: yaml) } catch {
            throw LoadError(description: "\(path): \(error)")
        }
        var categories: [Category] = []
        for row in rows {
            guard let id = row["id"], !categories.contains(where: { $0.id == id }) else {
                throw LoadError(description: "\(path): a category without an ID of its own")
            }
            var names: [Language: String] = [:]
            for language in Language.allCases { names[language] = row[language.rawValue] }
            categories.append(Category(id: id, names: names))
        }
        return categories
    }

    private static func article(_ path: String, _ slug: String, _ language: Language) throws(LoadError) -> Article {
        guard let text = contents(ofFile: path) else { throw LoadError(description: "\(path): cannot be read") }
        do { return try Article(text: text, slug: slug, language: language) } catch {
            throw LoadError(description: "\(path): \(error.reason)")
        }
    }

    /// The names in a folder, sorted.
    private static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }
}

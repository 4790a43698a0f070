import FoundationEssentials
import Mustache
import Synchronization
import Texts

/// The templates: read once, and made ready for each language when it is first asked for.
final class Templates: Sendable {
    /// Told of every rendering: the template's name and its model, so that tests can compare the two.
    @TaskLocal static var witness: (@Sendable (String, any ViewModel) -> Void)?

    private let sources: [String: String]
    private let texts: Texts
    private let ready: Mutex<[Language: MustacheLibrary]>

    /// Reads them, and makes them ready for the language that most people here speak.
    ///
    /// - Throws: Where one cannot be read, is no template or names a text that there is not.
    init(directory: String, texts: Texts) throws {
        var sources: [String: String] = [:]
        let suffix = ".mustache"
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory) where path.hasSuffix(suffix) {
            let file = try Data(contentsOf: URL(filePath: "\(directory)/\(path)"))
            sources[String(path.dropLast(suffix.count))] = String(decoding: file, as: UTF8.self)
        }
        self.sources = sources
        self.texts = texts
        ready = Mutex([.de: try Templates.library(sources, texts, .de)])
    }

    /// The template's text with the model's values in it.
    ///
    /// - Throws: Where there is no such template: a mistake of ours that a test finds first.
    func render(_ name: String, _ model: some ViewModel, in language: Language) throws -> String {
        Templates.witness?(name, model)
        var reader = FieldReader()
        let library = try library(language)
        guard let text = library.render(reader.fields(of: model), withTemplate: name) else {
            throw MissingTemplate(name: name)
        }
        return text
    }

    private func library(_ language: Language) throws -> MustacheLibrary {
        try ready.withLock { ready in
            if let library = ready[language] { return library }
            let library = try Templates.library(sources, texts, language)
            ready[language] = library
            return library
        }
    }

    private static func library(
        _ sources: [String: String],
        _ texts: Texts,
        _ language: Language
    ) throws -> MustacheLibrary {
        MustacheContentTypes.register(MarkupText(), named: TemplateSource.contentType)
        let formats = Formats(language)
        var templates: [String: MustacheTemplate] = [:]
        for (name, text) in sources {
            let source = TemplateSource(name: name, text: text)
            templates[name] = try MustacheTemplate(string: source.prepared(texts, formats))
        }
        return MustacheLibrary(templates: templates)
    }

    struct MissingTemplate: Error { var name: String }
}

/// What a template prints: stored properties only, formatted already.
protocol ViewModel: Sendable {}

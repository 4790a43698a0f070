import Mustache

/// The templates, read once.
struct Templates: Sendable {
    private let library: MustacheLibrary

    init(directory: String) async throws {
        library = try await MustacheLibrary(directory: directory)
    }

    /// The template's text with the model's values in it.
    ///
    /// - Throws: Where there is no such template: a mistake of ours that a test finds first.
    func render(_ name: String, _ scope: Scope) throws -> String {
        guard let text = library.render(scope, withTemplate: name) else { throw MissingTemplate(name: name) }
        return text
    }

    struct MissingTemplate: Error { var name: String }
}

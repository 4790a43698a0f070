import Mustache

/// The templates, read once.
struct Templates: Sendable {
    /// Told of every rendering: the template's name and its model, so that tests can compare the two.
    @TaskLocal static var witness: (@Sendable (String, any ViewModel) -> Void)?

    private let library: MustacheLibrary

    init(directory: String) async throws {
        library = try await MustacheLibrary(directory: directory)
    }

    /// The template's text with the model's values in it.
    ///
    /// - Throws: Where there is no such template: a mistake of ours that a test finds first.
    func render(_ name: String, _ scope: Scope) throws -> String {
        Templates.witness?(name, scope.model)
        guard let text = library.render(scope, withTemplate: name) else { throw MissingTemplate(name: name) }
        return text
    }

    struct MissingTemplate: Error { var name: String }
}

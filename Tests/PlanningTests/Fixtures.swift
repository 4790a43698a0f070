import FoundationEssentials
import Texts

@testable import Planning

/// Where the project's own templates are.
enum Templates {
    static func folder(_ name: String) -> String { root + "/Templates/" + name }

    static let root: String = {
        var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
        parts.removeLast(3)
        return parts.joined(separator: "/").replacing("//", with: "/")
    }()
}

/// The project's own questionnaire and plans, read once for all tests.
enum Project {
    private static let read = Result { try Blueprint(directory: Templates.folder("")) }
    private static let rendered = Result {
        try Texts(directory: Templates.folder("locales")).adding(read.get().wordings.texts)
    }

    static func blueprint() throws -> Blueprint { try read.get() }
    static func texts() throws -> Texts { try rendered.get() }

    /// The answers of one of the example projects in `Tests/Fixtures/planning`.
    static func answers(_ name: String) throws -> Answers {
        let path = Templates.root + "/Tests/Fixtures/planning/\(name).json"
        return try JSONDecoder().decode(Answers.self, from: Data(contentsOf: URL(filePath: path)))
    }
}

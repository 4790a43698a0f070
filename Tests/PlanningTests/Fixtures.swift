import FoundationEssentials

/// Where the project's own templates are.
enum Templates {
    static func folder(_ name: String) -> String {
        var parts = URL(filePath: #filePath).resolvingSymlinksInPath().pathComponents
        parts.removeLast(3)
        return parts.joined(separator: "/").replacing("//", with: "/") + "/Templates/" + name
    }
}

import FoundationEssentials
import Texts

@testable import Site

/// Compares the tags of templates with the models that they were rendered with: Mustache prints nothing for a misspelt name.
struct TagCheck {
    indirect enum Node {
        case tag(String)
        case section(String, [Node])
        case partial(String)
    }

    let texts: Texts
    private var templates: [String: [Node]] = [:]

    init(texts: Texts) throws {
        self.texts = texts
        let folder = "\(World.root)/Templates"
        let files = FileManager.default.enumeratePaths(folder)
        for file in files where file.hasSuffix(".mustache") {
            let data = try Data(contentsOf: URL(filePath: "\(folder)/\(file)"))
            var rest = String(decoding: data, as: UTF8.self)[...]
            templates[String(file.dropLast(".mustache".count))] = TagCheck.parse(&rest)
        }
    }

    /// The tags that no model answered, and the templates that nothing showed.
    func complaints(_ rendered: [(String, any ViewModel)]) -> [String] {
        var open: [String: Set<String>] = [:]
        var known: [String: Set<String>] = [:]
        var shown: Set<String> = []
        for (name, model) in rendered {
            visit(name, [model], &open, &known, &shown)
        }
        var complaints: [String] = []
        for (name, tags) in open {
            for tag in tags.subtracting(known[name] ?? []).sorted() { complaints.append("\(name): {{\(tag)}}") }
        }
        for name in templates.keys.sorted() where !shown.contains(name) { complaints.append("\(name): never shown") }
        return complaints
    }

    private func visit(
        _ name: String,
        _ stack: [Any],
        _ open: inout [String: Set<String>],
        _ known: inout [String: Set<String>],
        _ shown: inout Set<String>
    ) {
        shown.insert(name)
        walk(templates[name] ?? [.tag("no such template \(name)")], in: name, stack, &open, &known, &shown)
    }

    private func walk(
        _ nodes: [Node],
        in name: String,
        _ stack: [Any],
        _ open: inout [String: Set<String>],
        _ known: inout [String: Set<String>],
        _ shown: inout Set<String>
    ) {
        for node in nodes {
            switch node {
            case .partial(let partial): visit(partial, stack, &open, &known, &shown)
            case .tag(let tag), .section(let tag, _):
                open[name, default: []].insert(tag)
                let (isKnown, value) = resolve(tag, stack)
                if isKnown { known[name, default: []].insert(tag) }
                guard case .section(_, let inner) = node else { continue }
                for item in TagCheck.items(value) {
                    walk(inner, in: name, stack + [item], &open, &known, &shown)
                }
            }
        }
    }

    /// Whether the name means something, and what.
    private func resolve(_ tag: String, _ stack: [Any]) -> (Bool, Any?) {
        if tag == "." { return (true, stack.last) }
        if tag.hasPrefix("t.") { return (texts.has(String(tag.dropFirst(2))), nil) }
        let names = tag.split(separator: ".").map(String.init)
        for context in stack.reversed() {
            guard let child = Mirror(reflecting: context).children.first(where: { $0.label == names[0] }) else {
                continue
            }
            var value: Any? = TagCheck.unwrapped(child.value)
            for name in names.dropFirst() {
                guard let parent = value,
                    let inner = Mirror(reflecting: parent).children.first(where: { $0.label == name })
                else { return (false, nil) }
                value = TagCheck.unwrapped(inner.value)
            }
            return (true, value)
        }
        return (false, nil)
    }

    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }

    /// What a section is entered with; an inverted section's tags are looked at all the same.
    private static func items(_ value: Any?) -> [Any] {
        guard let value else { return [] }
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .collection ? mirror.children.map(\.value) : [value]
    }

    private static func parse(_ rest: inout Substring) -> [Node] {
        var nodes: [Node] = []
        while let open = rest.firstRange(of: "{{") {
            rest = rest[open.upperBound...]
            guard let close = rest.firstRange(of: "}}") else { return nodes }
            let tag = rest[..<close.lowerBound].filter { $0 != "{" && !$0.isWhitespace }
            rest = rest[close.upperBound...].drop { $0 == "}" }
            switch tag.first {
            case "#", "^": nodes.append(.section(String(tag.dropFirst()), parse(&rest)))
            case "/": return nodes
            case ">": nodes.append(.partial(String(tag.dropFirst())))
            default: nodes.append(.tag(tag))
            }
        }
        return nodes
    }
}

extension FileManager {
    /// The files below a folder, as relative paths.
    func enumeratePaths(_ folder: String, below prefix: String = "") -> [String] {
        let names = (try? contentsOfDirectory(atPath: "\(folder)/\(prefix)")) ?? []
        return names.flatMap { name -> [String] in
            let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            var isFolder = false
            guard fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder), isFolder else { return [path] }
            return enumeratePaths(folder, below: path)
        }
    }
}

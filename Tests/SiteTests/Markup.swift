/// HTML taken apart just enough to be checked: the tags with their attributes.
struct Markup {
    struct Element {
        var name: String
        var attributes: [(String, String)]

        subscript(name: String) -> String? { attributes.first { $0.0 == name }?.1 }
    }

    let html: String
    let elements: [Element]

    init(_ html: String) {
        self.html = html
        var found: [Element] = []
        var rest = html[...]
        while let open = rest.firstIndex(of: "<") {
            rest = rest[rest.index(after: open)...]
            guard let first = rest.first, first.isLetter else { continue }
            let name = rest.prefix { $0.isLetter || $0.isNumber }
            rest = rest[name.endIndex...]
            found.append(Element(name: String(name), attributes: Markup.attributes(&rest)))
        }
        elements = found
    }

    func elements(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    var ids: [String] { elements.compactMap { $0["id"] } }

    /// The text of the first element of that name.
    func text(_ name: String) -> String? {
        guard let open = html.firstRange(of: "<\(name)"), let end = html[open.upperBound...].firstIndex(of: ">"),
            let close = html[end...].firstRange(of: "</\(name)>")
        else { return nil }
        return String(html[html.index(after: end)..<close.lowerBound])
    }

    private static func attributes(_ rest: inout Substring) -> [(String, String)] {
        var attributes: [(String, String)] = []
        while let character = rest.first, character != ">" {
            guard !character.isWhitespace, character != "/" else {
                rest.removeFirst()
                continue
            }
            let name = rest.prefix { $0 != "=" && $0 != ">" && !$0.isWhitespace }
            rest = rest[name.endIndex...]
            guard rest.first == "=" else {
                attributes.append((String(name), ""))
                continue
            }
            rest.removeFirst(2)
            let value = rest.prefix { $0 != "\"" }
            rest = rest[value.endIndex...].dropFirst()
            attributes.append((String(name), unescape(String(value))))
        }
        return attributes
    }

    private static func unescape(_ text: String) -> String {
        text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

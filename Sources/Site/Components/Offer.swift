import Catalogue
import MailCore
import Texts

/// What Umzug can move, from where and to where, in a reader's language: the capability table and the catalogue in words.
struct Offer {
    /// The names by which the FAQ asks for one of them, as `{{name}}`.
    enum Name: String, CaseIterable {
        case kinds
        case otherKinds = "other-kinds"
        case sourceProtocols = "source-protocols"
        case targetProtocols = "target-protocols"
        case sources, targets
    }

    let catalogue: Catalogue
    let texts: Texts
    let formats: Formats

    subscript(name: Name) -> String {
        switch name {
        case .kinds: names(Capability.kinds)
        case .otherKinds: names(Kind.allCases.filter { !Capability.kinds.contains($0) })
        case .sourceProtocols: alternatives(Capability.sources)
        case .targetProtocols: alternatives(Capability.targets)
        case .sources: catalogue.providers(as: .source).map(\.name).joined(separator: ", ")
        case .targets: catalogue.providers(as: .target).map(\.name).joined(separator: ", ")
        }
    }

    /// The text with its `{{names}}` filled in; a name that is not known stays.
    func filled(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        return Name.allCases.reduce(text) { text, name in
            let mark = "{{\(name.rawValue)}}"
            return text.contains(mark) ? text.replacing(mark, with: self[name]) : text
        }
    }

    private func names(_ kinds: [Kind]) -> String {
        kinds.map { texts.name(of: $0, in: formats) }.joined(separator: ", ")
    }

    private func alternatives(_ services: [Endpoint.Service]) -> String {
        let names = services.map { $0.rawValue.uppercased() }
        guard let last = names.last, names.count > 1 else { return names.joined() }
        let first = names.dropLast().joined(separator: ", ")
        return texts.render(Phrase("home.either", ["first": first, "last": last]), in: formats)
    }
}

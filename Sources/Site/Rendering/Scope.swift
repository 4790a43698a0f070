import MailCore
import Mustache
import Texts

/// What the tags of a template can name: the stored properties of its view model, and as `t.…` the texts.
struct Scope: MustacheParent {
    let model: any ViewModel
    let words: Words

    init(_ model: any ViewModel, texts: Texts, formats: Formats) {
        self.model = model
        words = Words(texts: texts, formats: formats, prefix: "")
    }

    func child(named name: String) -> Any? {
        name == "t" ? words : Scope.property(name, of: model)
    }

    /// Mustache shows an optional as "Optional(…)", so it is taken apart here.
    private static func property(_ name: String, of value: Any) -> Any? {
        guard let child = Mirror(reflecting: value).children.first(where: { $0.label == name }) else { return nil }
        let mirror = Mirror(reflecting: child.value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : child.value
    }
}

/// What a template prints: stored properties only, formatted already.
protocol ViewModel: Sendable {}

/// The texts below a key, for tags such as `{{t.home.title}}`.
struct Words: MustacheParent {
    let texts: Texts
    let formats: Formats
    let prefix: String

    func child(named name: String) -> Any? {
        let key = prefix.isEmpty ? name : "\(prefix).\(name)"
        if texts.has(key, in: formats.language) { return texts.render(Phrase(key), in: formats) }
        return Words(texts: texts, formats: formats, prefix: key)
    }
}

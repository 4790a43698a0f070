import Mustache

/// What the tags of a template can name: the stored properties of its view model, and as `t.…` the texts.
struct Scope: MustacheParent {
    let model: any ViewModel
    let words: Words

    init(_ model: any ViewModel, _ voice: Voice) {
        self.model = model
        words = Words(voice: voice, prefix: "")
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
    let voice: Voice
    let prefix: String

    func child(named name: String) -> Any? {
        let key = prefix.isEmpty ? name : "\(prefix).\(name)"
        return voice.has(key) ? voice.say(key) : Words(voice: voice, prefix: key)
    }
}

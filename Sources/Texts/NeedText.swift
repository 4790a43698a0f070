public import MailCore

/// What a provider demands, as a person reads it.
public struct NeedText: Hashable, Sendable {
    /// What it is, in a few words.
    public var title: String
    /// What the provider demands, one sentence.
    public var what: String
    /// How to get it.
    public var how: String
}

extension Texts {
    /// A demand in words, with the provider's own way to it where we know it; `name` is the provider's, or the domain.
    public func render(_ need: ProviderNeed, of provider: String?, name: String, in formats: Formats) -> NeedText {
        let key = "need.\(need.rawValue)"
        let own = provider.map { "\(key).howBy.\($0)" }
        let how = own.flatMap { has($0, in: formats.language) ? $0 : nil } ?? "\(key).how"
        let arguments = ["provider": name]
        return NeedText(
            title: render(Phrase("\(key).title", arguments), in: formats),
            what: render(Phrase("\(key).what", arguments), in: formats),
            how: render(Phrase(how, arguments), in: formats)
        )
    }

    /// How we know of a service.
    public func render(_ evidence: DetectedService.Evidence, in formats: Formats) -> String {
        render(Phrase("evidence.\(evidence.rawValue)"), in: formats)
    }
}

/// A language that every text is there in; German, as written in Switzerland, is the reference.
public enum Language: String, CaseIterable, Codable, Sendable {
    case de, en, fr

    /// The BCP 47 tag that pages carry.
    public var tag: String {
        switch self {
        case .de: "de-CH"
        case .en: "en"
        case .fr: "fr-CH"
        }
    }

    /// The language's own name for itself.
    public var name: String {
        switch self {
        case .de: "Deutsch"
        case .en: "English"
        case .fr: "Français"
        }
    }

    /// The best of ours for an `Accept-Language` field (RFC 9110 §12.5.4), or nil where it names none of them.
    public init?(acceptLanguage field: String) {
        var best: (language: Language, quality: Double)?
        for part in field.split(separator: ",").prefix(20) {
            let pieces = part.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = pieces.first?.split(separator: "-").first,
                let language = Language(rawValue: String(tag))
            else { continue }
            let quality = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > best?.quality ?? 0 { best = (language, quality) }
        }
        guard let best else { return nil }
        self = best.language
    }

    /// The best of ours for a POSIX locale name such as `fr_CH.UTF-8`, or nil where it is none of them.
    public init?(posixLocale name: String) {
        guard let language = Language(rawValue: name.prefix(2).lowercased()),
            name.count == 2 || "_.@".contains(name[name.index(name.startIndex, offsetBy: 2)])
        else { return nil }
        self = language
    }
}

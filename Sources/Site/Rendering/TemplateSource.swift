import MailCore
import Texts

/// A template as it stands in its file.
///
/// What is the same each time is done once, before it is parsed, and not for every row of a page: the texts of the
/// language, `{{t.home.title}}`, are put in place of their tags.
struct TemplateSource {
    /// Why a template cannot be used.
    enum Flaw: Error { case noText(String, in: String), tagInText(String) }

    /// The name under which Mustache knows how we escape.
    static let contentType = "MARKUP"

    var name: String
    var text: String

    /// What is parsed.
    ///
    /// - Throws: Where a text is missing, or would be taken for a tag.
    func prepared(_ texts: Texts, _ formats: Formats) throws(Flaw) -> String {
        var result = "{{% CONTENT_TYPE: \(TemplateSource.contentType)}}\n"
        var rest = outdented[...]
        while let tag = rest.firstRange(of: "{{") {
            result += rest[..<tag.lowerBound]
            rest = rest[tag.lowerBound...]
            guard let close = rest.firstRange(of: "}}") else { break }
            let isRaw = rest.hasPrefix("{{{")
            let end =
                isRaw && rest[close.upperBound...].hasPrefix("}")
                ? rest.index(after: close.upperBound) : close.upperBound
            let name = rest[..<end].trimmed(of: "{}")
            if name.hasPrefix("t.") {
                result += try said(String(name.dropFirst(2)), isRaw: isRaw, texts, formats)
            } else {
                result += rest[..<end]
            }
            rest = rest[end...]
        }
        return result + rest
    }

    private func said(_ key: String, isRaw: Bool, _ texts: Texts, _ formats: Formats) throws(Flaw) -> String {
        guard texts.has(key, in: formats.language) else { throw .noText(key, in: name) }
        let text = texts.render(Phrase(key), in: formats)
        guard !text.contains("{{") else { throw .tagInText(key) }
        return isRaw ? text : MarkupText().escapeText(text)
    }

    /// The text without the blanks before partials that stand alone: Mustache indents each line of these by them,
    /// which browsers do not show, and counts all characters of what it has rendered to do it.
    private var outdented: String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let tag = line.drop { $0 == " " }
            return tag.hasPrefix("{{>") && tag.firstRange(of: "}}")?.upperBound == tag.endIndex ? tag : line
        }.joined(separator: "\n")
    }
}

extension Substring {
    /// Without any of those characters, and without blanks, at both ends.
    fileprivate func trimmed(of characters: String) -> Substring {
        var result = drop { $0 == " " || characters.contains($0) }
        while let last = result.last, last == " " || characters.contains(last) { result.removeLast() }
        return result
    }
}

import Foundation
import MailCore
import Texts

/// The CLI's sentences, in the language of the terminal; read only when the first one is needed.
enum Sentences {
    private static let formats = Formats(language)
    private static let texts = try? Texts(directory: Resources.locales, languages: [language, .de], parts: [])

    /// What happened and what to do, with the server's own words.
    static func sentence(_ problem: Problem) -> String {
        guard let text = texts?.render(problem, in: formats) else {
            return "\(problem.code): \(problem.detail)"
        }
        let words = text.detail.isEmpty ? "" : " (\(text.detail))"
        return "\(text.what) \(text.next)\(words) [\(problem.code)]"
    }

    /// One exception as a line: outcome, folder, subject, reason.
    static func line(_ item: ReceiptItem) -> String {
        let what = texts?.render(item.problem, in: formats).what ?? item.problem.detail
        let subject = item.subject.isEmpty ? item.reference.text : "«\(item.subject)»"
        return "\(item.outcome.rawValue): \(item.container) \(subject): \(what)"
    }

    /// Any sentence of the locales.
    static func say(_ key: String, _ arguments: [String: String] = [:]) -> String {
        texts?.render(Phrase(key, arguments), in: formats) ?? key
    }

    /// A service of a detected account as a line.
    static func line(_ service: DetectedService) -> String {
        var arguments = [
            "kind": service.kind.title, "host": service.host, "port": String(service.port),
            "security": service.security == .tls ? "TLS" : "STARTTLS",
            "source": texts?.render(service.source, in: formats) ?? service.source.rawValue,
        ]
        if !service.user.isEmpty { arguments["user"] = service.user }
        return say("detect.service", arguments)
    }

    /// What a provider demands, in words.
    static func need(_ need: ProviderNeed, of provider: String?, name: String) -> NeedText? {
        texts?.render(need, of: provider, name: name, in: formats)
    }

    /// POSIX: `LC_ALL` beats `LC_MESSAGES` beats `LANG`; what is none of ours is English.
    static var language: Language {
        let environment = ProcessInfo.processInfo.environment
        let name = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return name.flatMap(Language.init(posixLocale:)) ?? .en
    }
}

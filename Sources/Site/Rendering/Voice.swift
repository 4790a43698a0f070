import MailCore
import Texts

/// What the site says in one language: sentences, problems, numbers and dates.
struct Voice: Sendable {
    let texts: Texts
    let answers: AnswerBook
    let formats: Formats

    var language: Language { formats.language }

    /// The sentence of that key.
    func say(_ key: String, _ arguments: [String: String] = [:]) -> String {
        texts.render(Phrase(key, arguments), in: formats)
    }

    /// The sentence of that key, with arguments that may be missing.
    func say(_ key: String, _ arguments: [String: String?]) -> String {
        say(key, arguments.compactMapValues { $0 })
    }

    /// The sentence of that key, with numbers as arguments.
    func count(_ key: String, _ arguments: [String: Int]) -> String {
        say(key, arguments.mapValues { String($0) })
    }

    /// The sentence of that key, with an instant (seconds since 1970) in it.
    func say(_ key: String, at name: String, _ instant: Int64) -> String {
        say(key, [name: String(instant)])
    }

    /// The name of a kind.
    func name(of kind: Kind) -> String { texts.name(of: kind, in: formats) }

    /// A subject in the language's quotation marks.
    func subject(_ text: String) -> String {
        text.isEmpty ? say("receipt.noSubject") : say("receipt.subject", ["subject": text])
    }

    /// The problem in words.
    func words(for problem: Problem) -> ProblemText { texts.render(problem, in: formats) }

    /// The answer of the FAQ that explains the problem.
    func answer(to problem: Problem) -> AnswerBook.Link? { answers.link(for: problem.code, language) }

    /// Whether there is such a text.
    func has(_ key: String) -> Bool { texts.has(key, in: language) }
}

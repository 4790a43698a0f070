public import MailCore

/// A problem as a person reads it.
public struct ProblemText: Hashable, Sendable {
    /// What it is, in a few words.
    public var title: String
    /// What happened, one sentence.
    public var what: String
    /// What to do next.
    public var next: String
    /// Who can do it.
    public var who: String
    /// The server's own words; empty where there are none.
    public var detail: String
}

extension Texts {
    /// The problem in words.
    ///
    /// Every text may use `{server}`: the host where it is known, else "server of the source" or the like.
    public func render(_ problem: Problem, in formats: Formats) -> ProblemText {
        let key = has("problem.\(problem.code).title") ? problem.code.rawValue : "other"
        var arguments = problem.arguments
        arguments["code"] = problem.code.rawValue
        arguments["server"] = server(of: problem, in: formats)
        arguments["losses"] = problem.arguments["losses"].map { losses($0, in: formats) }
        func text(_ part: String) -> String {
            // What the whole waits for and goes on by itself is given up where it concerns one item.
            let last = "problem.\(key).\(part)GivenUp"
            let name = problem.reaction == .skip && has(last) ? last : "problem.\(key).\(part)"
            return render(Phrase(name, arguments), in: formats)
        }
        return ProblemText(
            title: text("title"),
            what: text("what"),
            next: text("next"),
            who: render(Phrase("fixer.\(problem.fixer.rawValue)"), in: formats),
            detail: problem.detail
        )
    }

    private func server(of problem: Problem, in formats: Formats) -> String {
        if let host = problem.arguments["host"] { return render(Phrase("server.host", ["host": host]), in: formats) }
        return render(Phrase("server.\(problem.side?.rawValue ?? "any")"), in: formats)
    }

    /// The comma-separated losses of an altered copy, each in words.
    private func losses(_ list: String, in formats: Formats) -> String {
        list.split(separator: ",").map { name in
            let key = "loss.\(name.filter { !$0.isWhitespace })"
            return has(key) ? render(Phrase(key), in: formats) : String(name)
        }.joined(separator: ", ")
    }
}

extension Texts {
    /// The word for a state.
    public func word(for state: State, in formats: Formats) -> String {
        render(Phrase("state.\(state.name)"), in: formats)
    }

    /// The name of a kind.
    public func name(of kind: Kind, in formats: Formats) -> String {
        render(Phrase("kind.\(kind.rawValue)"), in: formats)
    }
}

extension Questionnaire {
    /// Fills in what detection found, where nobody has answered yet; marked so that somebody confirms it.
    ///
    /// - Parameters:
    ///   - answers: The answers so far.
    ///   - found: What was found: a provider's ID of the catalogue, or a text such as the names of the mail servers.
    /// - Returns: The answers with what was found.
    public func filled(_ answers: Answers, with found: [Question.Finder: String]) -> Answers {
        var filled = answers
        for question in questions {
            guard let finder = question.foundBy, let text = found[finder], !text.isEmpty,
                answers[question.id].map({ $0.origin == .found }) ?? true,
                let value = question.value(found: text)
            else { continue }
            filled[question.id] = Answer(value, origin: .found)
        }
        return filled
    }
}

extension Question {
    fileprivate func value(found text: String) -> Answer.Value? {
        let value: Answer.Value? =
            switch form {
            case .choice: choices.first { $0.providers.contains(text) }.map { .choice($0.id) }
            case .text, .domain, .email: .text(text)
            case .number, .multi, .table, .yesNo, .date: nil
            }
        return value.flatMap { flaws(of: $0).isEmpty ? $0 : nil }
    }
}

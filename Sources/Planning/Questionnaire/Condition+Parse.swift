extension Condition {
    /// Why a text is no condition.
    struct Flaw: Error, Hashable { var reason: String }

    /// Reads a condition.
    ///
    ///     either  = both *("or" both)          both = one *("and" one)
    ///     one     = "not" one / "(" either ")" / subject test
    ///     subject = question / question "." column / "row." column
    ///     test    = "is" value *("|" value) / (">=" / "<=" / ">" / "<" / "=") number / "answered" / "unknown"
    init(_ text: String) throws(Flaw) {
        var words = Words(text)
        self = try words.either()
        if let word = words.next() { throw Flaw(reason: "«\(word)» is too much") }
    }
}

/// The words of a condition that are still to be read.
private struct Words {
    private var rest: ArraySlice<String>

    init(_ text: String) {
        var words: [String] = []
        var word = ""
        for character in text {
            if character.isWhitespace || "()|".contains(character) {
                if !word.isEmpty { words.append(word) }
                word = ""
                if !character.isWhitespace { words.append(String(character)) }
            } else {
                word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
        rest = words[...]
    }

    mutating func next() -> String? { rest.popFirst() }

    private mutating func take(_ word: String) -> Bool {
        guard rest.first == word else { return false }
        rest.removeFirst()
        return true
    }

    mutating func either() throws(Condition.Flaw) -> Condition {
        var parts = [try both()]
        while take("or") { parts.append(try both()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func both() throws(Condition.Flaw) -> Condition {
        var parts = [try one()]
        while take("and") { parts.append(try one()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func one() throws(Condition.Flaw) -> Condition {
        if take("not") { return .not(try one()) }
        guard take("(") else { return try test(of: try subject()) }
        let inner = try either()
        guard take(")") else { throw Condition.Flaw(reason: "a bracket is not closed") }
        return inner
    }

    private mutating func subject() throws(Condition.Flaw) -> Condition.Subject {
        guard let word = next() else { throw Condition.Flaw(reason: "it ends where a question is expected") }
        guard !["and", "or", "is", ")", "|"].contains(word) else {
            throw Condition.Flaw(reason: "«\(word)» stands where a question is expected")
        }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (parts.count, parts[0]) {
        case (1, let id): return .question(id)
        case (2, "row"): return .cell(parts[1])
        case (2, let id): return .column(id, parts[1])
        default: throw Condition.Flaw(reason: "«\(word)» is neither a question nor a column")
        }
    }

    private mutating func test(of subject: Condition.Subject) throws(Condition.Flaw) -> Condition {
        guard let word = next() else { throw Condition.Flaw(reason: "it ends where a test is expected") }
        switch word {
        case "answered": return .answered(subject)
        case "unknown": return .unknown(subject)
        case "is":
            var values: Set<String> = []
            repeat {
                guard let value = next() else { throw Condition.Flaw(reason: "it ends where a choice is expected") }
                values.insert(value)
            } while take("|")
            return .isOneOf(subject, values)
        default:
            guard let comparison = Condition.Comparison(rawValue: word) else {
                throw Condition.Flaw(reason: "«\(word)» is no test")
            }
            guard let text = next(), let number = Double(text) else {
                throw Condition.Flaw(reason: "a number is expected after \(word)")
            }
            return .compare(subject, comparison, number)
        }
    }
}

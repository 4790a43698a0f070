import MailCore

/// When something of a plan is there, and whether it is there once or for each row of a table.
struct Trigger: Hashable, Sendable {
    /// What has to hold of the answers.
    var condition: Condition
    /// The table for each of whose rows it is there.
    var table: String?
    /// What has to hold of the row.
    var rowCondition: Condition
    /// The rules of which one has to have fired; empty for none needed.
    var rules: [String]

    static let keys: Set<String> = ["id", "when", "each", "where", "rules"]

    init(_ block: Block, questionnaire: Questionnaire, rules known: Set<String>) throws(LoadError) {
        let questions = Dictionary(questionnaire.questions.map { ($0.id, $0) }) { first, _ in first }
        condition = try block.condition("when", known: questions)
        table = try block.string("each")
        rules = try block.strings("rules")
        if let table {
            guard let columns = questions[table]?.columns, !columns.isEmpty else {
                throw block.wrong("each", "there is no table \(table)")
            }
            rowCondition = try block.condition("where", known: questions, row: columns)
        } else {
            guard !block.has("where") else { throw block.wrong("where", "where needs each") }
            rowCondition = .always
        }
        for rule in rules where !known.contains(rule) { throw block.wrong("rules", "there is no rule \(rule)") }
    }

    /// The questions that it looks at itself, without those of its rules.
    var questions: [String] {
        var seen: Set<String> = []
        return (condition.questions + (table.map { [$0] } ?? []) + rowCondition.questions)
            .filter { seen.insert($0).inserted }
    }
}

/// What is behind a line of a plan, so that everybody can see why it is there.
public struct Reason: Hashable, Codable, Sendable {
    /// The rules that asked for it.
    public var rules: [String]
    /// The questions whose answers decided it.
    public var answers: [String]
    /// The row of a table that it is there for: the first cell.
    public var row: String?
}

/// One place where something is there: once, or for a row.
struct Occurrence {
    var id: String
    var reason: Reason
    var arguments: [String: String]
    var wordings: Wordings

    func phrase(_ key: String) -> Phrase { wordings.phrase(key, arguments) }
}

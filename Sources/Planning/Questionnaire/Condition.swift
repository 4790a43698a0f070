/// When something is asked or follows: a small language over the answers.
///
/// `people >= 10 and (source is microsoft365|google or not outlook is none)`; see `Condition.init(_:)`.
public indirect enum Condition: Hashable, Sendable {
    /// What a condition looks at.
    public enum Subject: Hashable, Sendable {
        /// The answer to a question; compared with a number, a table counts its rows and a choice of several its choices.
        case question(String)
        /// A column of a table: true where it is true of any row.
        case column(String, String)
        /// A cell of the row at hand, where something is made for each row.
        case cell(String)
    }

    /// How numbers are compared.
    public enum Comparison: String, CaseIterable, Hashable, Sendable {
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
        case equal = "="
    }

    case always
    case all([Condition])
    case any([Condition])
    case not(Condition)
    /// One of these was chosen.
    case isOneOf(Subject, Set<String>)
    /// The number compares so; of a list of addresses, how many they are.
    case compare(Subject, Comparison, Double)
    /// There is an answer, «don't know» aside.
    case answered(Subject)
    /// The answer is «don't know yet».
    case unknown(Subject)

    /// The questions that it looks at, in the order in which they are named.
    public var questions: [String] {
        var seen: Set<String> = []
        return subjects.compactMap { subject in
            switch subject {
            case .question(let id), .column(let id, _): id
            case .cell: nil
            }
        }.filter { seen.insert($0).inserted }
    }

    var subjects: [Subject] {
        switch self {
        case .always: []
        case .all(let parts), .any(let parts): parts.flatMap(\.subjects)
        case .not(let part): part.subjects
        case .isOneOf(let subject, _), .compare(let subject, _, _), .answered(let subject), .unknown(let subject):
            [subject]
        }
    }
}

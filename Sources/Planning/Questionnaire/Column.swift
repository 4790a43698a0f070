public import MailCore

/// A column of a table of answers.
public struct Column: Hashable, Sendable, Identifiable {
    /// What its cells hold.
    public enum Form: String, CaseIterable, Hashable, Codable, Sendable {
        case text, number, choice, yesNo, email, emails, domain
    }

    /// The stable name.
    public var id: String
    /// What its cells hold.
    public var form: Form
    /// Whether a row is incomplete without it.
    public var isRequired: Bool
    /// What can be chosen.
    public var choices: [Question.Choice]
    /// What it is called.
    public var title: Phrase
    /// The headings by which a pasted table is recognised, lower case, in all languages.
    public var headings: [String]
}

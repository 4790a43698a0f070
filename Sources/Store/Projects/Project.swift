/// One firm's way to another mail service, on paper.
public struct Project: Hashable, Sendable, Identifiable {
    /// Its name in URLs.
    public var id: ProjectID
    /// The firm.
    public var name: String
    /// The language that it was begun in.
    public var language: String
    /// Who guides it; nil for nobody yet (begun from the home page).
    public var consultancy: Consultancy?
    /// When it began, in seconds since 1970.
    public var created: Int64
    /// When somebody was last there, to the minute.
    public var lastVisit: Int64
    /// Grows with each change of the project; what is derived from the project can be kept by it.
    public var revision: Int64

    /// Whether it was begun without a consultant and still has none.
    public var isSelfService: Bool { consultancy == nil }
}

/// A project to be begun.
public struct NewProject: Hashable, Sendable {
    /// The firm.
    public var name: String
    /// The language.
    public var language: String
    /// The version of the questionnaire that its answers are given to.
    public var questionnaire: Int

    /// A new project.
    public init(name: String, language: String, questionnaire: Int) {
        self.name = name
        self.language = language
        self.questionnaire = questionnaire
    }
}

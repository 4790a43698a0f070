public import MailCore

/// What a mail about a project needs.
public struct ProjectMail: Hashable, Sendable {
    /// The project.
    public var project: ProjectID
    /// What to put into the text, by name.
    public var arguments: ProjectMailArguments
    /// The token of the recipient's link; nil for a consultant, who logs in.
    public var joinToken: Redacted<String>?

    /// What a mail needs.
    public init(project: ProjectID, arguments: ProjectMailArguments, joinToken: Redacted<String>?) {
        self.project = project
        self.arguments = arguments
        self.joinToken = joinToken
    }
}

/// What a mail says of its project, as it stood when the mail was asked for; no secret and no answer among it.
public struct ProjectMailArguments: Hashable, Codable, Sendable {
    /// The firm that moves.
    public var project: String
    /// Who caused the mail; empty for nobody.
    public var sender: String
    /// The consultancy that guides the project; nil for none.
    public var consultancy: String?
    /// What the recipient does; nil for a consultant.
    public var role: Member.Role?
    /// The question asked, of an expert.
    public var question: String?
    /// How many queries there are, or the number of the submission.
    public var count: Int

    /// What a mail says.
    public init(
        project: String,
        sender: String,
        consultancy: String? = nil,
        role: Member.Role? = nil,
        question: String? = nil,
        count: Int = 0
    ) {
        self.project = project
        self.sender = sender
        self.consultancy = consultancy
        self.role = role
        self.question = question
        self.count = count
    }
}

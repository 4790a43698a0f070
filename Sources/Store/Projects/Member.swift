public import MailCore

/// The number of a member; never given to another one.
public struct MemberID: RawRepresentable, Hashable, Codable, Sendable {
    /// The number.
    public let rawValue: Int64
    /// Takes a number.
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Somebody who takes part in one project by a link, without a login.
public struct Member: Hashable, Sendable, Identifiable {
    /// What somebody does in a project.
    public enum Role: String, CaseIterable, Hashable, Codable, Sendable {
        /// Answers, invites, submits, accepts.
        case customer
        /// Answers.
        case colleague
        /// Tests alone.
        case tester
        /// Answers the one question that was asked.
        case expert
    }

    /// The number.
    public var id: MemberID
    /// The project.
    public var project: ProjectID
    /// The name.
    public var name: String
    /// The mail address; nil where the link was handed over otherwise.
    public var address: String?
    /// What he or she does.
    public var role: Role
    /// The question asked, of an expert.
    public var question: String?
    /// The language of mails.
    public var language: String
    /// When the member was invited, in seconds since 1970.
    public var invited: Int64
    /// When the link was taken first; nil for not yet.
    public var joined: Int64?
    /// When the member was last there.
    public var lastSeen: Int64?
    /// Until when the link can be taken.
    public var linkUntil: Int64
    /// Whether the member wants no mails of the project but those that he or she asks for.
    public var isSilent: Bool
    /// When the member was shut out; nil for not.
    public var revoked: Int64?
}

/// Somebody to be invited.
public struct Invitation: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The mail address; nil where the link is handed over otherwise.
    public var address: MailAddress?
    /// What he or she is to do.
    public var role: Member.Role
    /// The question asked, of an expert.
    public var question: String?
    /// The language of mails.
    public var language: String

    /// An invitation.
    public init(
        name: String,
        address: MailAddress? = nil,
        role: Member.Role,
        question: String? = nil,
        language: String
    ) {
        self.name = name
        self.address = address
        self.role = role
        self.question = question
        self.language = language
    }
}

/// A member with the token of the link, for whoever hands it over; the token is stored nowhere.
public struct IssuedLink: Hashable, Sendable {
    /// The member.
    public var member: Member
    /// What follows `/projects/join?token=`.
    public var token: Redacted<String>
}

/// What a link's token is good for.
public enum LinkStanding: Hashable, Sendable {
    /// It can be taken.
    case valid(Member)
    /// It is too old; the right person can have a new one mailed.
    case expired(Member)
    /// The member was shut out.
    case revoked(Member)
    /// There is no such link, or a newer one took its place.
    case unknown
}

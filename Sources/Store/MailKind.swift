public import MailCore

/// What a mail tells.
public enum MailKind: String, CaseIterable, Codable, Sendable {
    /// Asks whether mails are wanted at all: the only one that goes to an address before its owner said yes.
    case confirmAddress = "confirm-address"
    /// The migration runs.
    case started
    /// It waits for somebody, or for long.
    case paused
    /// Everything was moved.
    case finished
    /// Some items could not be moved.
    case finishedWithFailures = "finished-with-failures"
    /// It cannot go on.
    case failed
    /// What was copied is taken back.
    case undone
    /// The time for undoing is almost over.
    case undoEndsSoon = "undo-ends-soon"
    /// Somebody is to take part in a project.
    case projectInvitation = "project-invitation"
    /// Somebody is asked one question of a project.
    case projectQuestion = "project-question"
    /// Asks whether it was the address's owner who began an inventory.
    case projectBegun = "project-begun"
    /// The link to a project, anew.
    case projectLink = "project-link"
    /// The review has queries to the customer.
    case projectQueries = "project-queries"
    /// The answers were handed in.
    case projectSubmitted = "project-submitted"
    /// The answers were accepted.
    case projectSignedOff = "project-signed-off"

    /// Those about a project; all others are about a migration.
    public static let ofProjects: [MailKind] = [
        .projectInvitation, .projectQuestion, .projectBegun, .projectLink, .projectQueries, .projectSubmitted,
        .projectSignedOff,
    ]

    /// Whether the recipient's address was typed to get it: it comes whatever else the recipient wants.
    var isAskedFor: Bool { [.projectBegun, .projectLink].contains(self) }

    /// Whether it brings a link that a newer link makes void.
    var bringsLink: Bool {
        [.projectInvitation, .projectQuestion, .projectBegun, .projectLink].contains(self)
    }
}

/// A mail that waits to be sent, or was.
public struct OutgoingMail: Hashable, Sendable {
    /// What it is about.
    public enum Matter: Hashable, Sendable {
        case migration(MigrationMail)
        case project(ProjectMail)
    }

    /// Its number; older mails have lower ones.
    public var number: Int64
    /// A random name that stays the same with each attempt: the Message-ID is made of it.
    public var id: String
    /// What it is about.
    public var matter: Matter
    /// What it tells.
    public var kind: MailKind
    /// Who gets it.
    public var recipient: String
    /// In what language.
    public var language: String
    /// When it was asked for, in seconds since 1970.
    public var created: Int64
    /// How often it was tried, this time included.
    public var attempts: Int

    /// A mail.
    public init(
        number: Int64,
        id: String,
        matter: Matter,
        kind: MailKind,
        recipient: String,
        language: String,
        created: Int64,
        attempts: Int = 1
    ) {
        self.number = number
        self.id = id
        self.matter = matter
        self.kind = kind
        self.recipient = recipient
        self.language = language
        self.created = created
        self.attempts = attempts
    }

    /// The name of the migration or project, for logs.
    public var about: String {
        switch matter {
        case .migration(let mail): mail.migration.rawValue
        case .project(let mail): mail.project.rawValue
        }
    }
}

/// What a mail about a migration needs.
public struct MigrationMail: Hashable, Sendable {
    /// The migration.
    public var migration: MigrationID
    /// What to put into the text, by name.
    public var arguments: MailArguments
    /// The token of the link that confirms the address.
    public var confirmToken: Redacted<String>
    /// The token of the link that ends the mails.
    public var stopToken: Redacted<String>

    /// What a mail needs.
    public init(
        migration: MigrationID,
        arguments: MailArguments,
        confirmToken: Redacted<String>,
        stopToken: Redacted<String>
    ) {
        self.migration = migration
        self.arguments = arguments
        self.confirmToken = confirmToken
        self.stopToken = stopToken
    }
}

/// What a mail says of its migration, as it stood when the mail was asked for; no secret among it.
public struct MailArguments: Hashable, Codable, Sendable {
    /// The source's account.
    public var source: String
    /// The target's account.
    public var target: String
    /// The sums over all kinds.
    public var counts: Counts
    /// The number of the pass.
    public var pass: Int
    /// Why it waits, or cannot go on.
    public var problem: Problem?
    /// Until when it waits, in seconds since 1970.
    public var until: Int64?
    /// Until when it can be undone, in seconds since 1970.
    public var undoUntil: Int64?

    /// What a mail says.
    public init(
        source: String,
        target: String,
        counts: Counts = Counts(),
        pass: Int = 0,
        problem: Problem? = nil,
        until: Int64? = nil,
        undoUntil: Int64? = nil
    ) {
        self.source = source
        self.target = target
        self.counts = counts
        self.pass = pass
        self.problem = problem
        self.until = until
        self.undoUntil = undoUntil
    }
}

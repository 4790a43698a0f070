public import MailCore

/// What a session may do with a migration.
public enum Right: Int, Codable, Sendable, Comparable {
    /// See it, cancel it, pass again.
    case track = 1
    /// Also undo, delete, and give new credentials.
    case owner = 2

    /// Orders from less to more.
    public static func < (left: Right, right: Right) -> Bool { left.rawValue < right.rawValue }
}

/// A visitor's session; the cookie holds the token, the database only its digest.
public struct Session: Hashable, Sendable, Identifiable {
    /// The digest of the token; names the session inside the server, and is no secret.
    public struct ID: RawRepresentable, Hashable, Codable, Sendable {
        /// Hexadecimal digits.
        public let rawValue: String
        /// Takes a digest.
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    /// The digest of the token.
    public var id: ID
    /// When it began, in seconds since 1970.
    public var created: Int64
    /// When it was last used, to the minute.
    public var lastSeen: Int64
    /// When it ends unless it is used.
    public var expires: Int64
    /// The language that the visitor chose.
    public var language: String
    /// What each form of this session carries.
    public var csrfToken: Redacted<String>
    /// What was entered so far.
    public var draft: Draft?
    /// The digest of what the forms carried before the session was last renewed.
    public var formerForms: String?
    /// The migrations that were unlocked.
    public var rights: [MigrationID: Right]

    /// A session.
    public init(
        id: ID,
        created: Int64,
        lastSeen: Int64,
        expires: Int64,
        language: String,
        csrfToken: Redacted<String>,
        draft: Draft? = nil,
        formerForms: String? = nil,
        rights: [MigrationID: Right] = [:]
    ) {
        self.id = id
        self.created = created
        self.lastSeen = lastSeen
        self.expires = expires
        self.language = language
        self.csrfToken = csrfToken
        self.draft = draft
        self.formerForms = formerForms
        self.rights = rights
    }

    /// Whether it may do that with the migration.
    public func may(_ right: Right, _ migration: MigrationID) -> Bool {
        rights[migration].map { $0 >= right } ?? false
    }

    /// Whether a form's token is this session's, compared in constant time.
    public func accepts(csrfToken token: String) -> Bool {
        let mine = Array(csrfToken.exposed.utf8)
        let theirs = Array(token.utf8)
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// A session with the token that its visitor is to be given.
public struct IssuedSession: Sendable {
    /// The cookie's value; not stored anywhere.
    public var token: Redacted<String>
    /// The session.
    public var session: Session

    /// An issued session.
    public init(token: Redacted<String>, session: Session) {
        self.token = token
        self.session = session
    }
}

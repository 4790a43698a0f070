public import MailCore

/// Visitors' sessions.
public protocol SessionStore: Sendable {
    /// Opens a session.
    func openSession(language: String) async throws -> IssuedSession
    /// The session of a cookie's token, its expiry moved on; nil where there is none or it is over.
    func session(token: String) async throws -> Session?
    /// Opens a copy of the session with another token; to be done before it gains a right (session fixation), which the
    /// one before does not share: it stays as it was, for a form that is sent twice, and ends soon.
    func renewToken(of session: Session) async throws -> IssuedSession?
    /// Whether a form's token is the one that this session's forms had before it was renewed.
    func isFormer(csrfToken token: String, of session: Session) -> Bool
    /// Remembers the language.
    func setLanguage(_ language: String, of session: Session.ID) async throws
    /// Changes the draft in one transaction, beginning an empty one where there is none; gives the draft as it is then.
    func updateDraft(
        of session: Session.ID,
        _ change: @escaping @Sendable (inout Draft) throws -> Void
    ) async throws -> Draft
    /// Forgets the draft with its credentials.
    func discardDraft(of session: Session.ID) async throws
    /// Lets the session do that with the migration; never takes a higher right away.
    func grant(_ right: Right, on migration: MigrationID, to session: Session.ID) async throws
    /// Ends the session.
    func closeSession(_ session: Session.ID) async throws
}

/// Requests that the worker carries out at once.
public protocol RequestStore: Sendable {
    /// Hands a request to the worker; it is forgotten ten minutes after its answer.
    func submit(_ request: WorkRequest) async throws -> RequestID
    /// Has domains of a project looked up (``WorkRequest/survey(_:)``). One of the project waits at a time: another one
    /// that still waits is forgotten, and the same one is waited for together.
    func survey(_ zones: [WorkRequest.Zone], of project: ProjectID) async throws -> RequestID
    /// Where it stands.
    func status(of request: RequestID) async throws -> RequestStatus
    /// Waits for the answer, at most so many seconds; then ``RequestStatus/underWay``.
    func answer(to request: RequestID, within seconds: Double) async throws -> RequestStatus
}

/// The migrations.
public protocol MigrationStore: Sendable {
    /// Starts a migration and lets the session own it; with an ID already started by the session nothing happens.
    func start(_ order: StartOrder) async throws -> StartResult
    /// Moves the beginning of a migration that has not begun, nil to now; false where it has begun or was called off.
    func reschedule(_ migration: MigrationID, to schedule: Schedule?) async throws -> Bool
    /// One migration.
    func migration(_ id: MigrationID) async throws -> MigrationRecord?
    /// The migrations whose row changed since that revision, of those named; for the live pages' hub.
    func migrations(_ ids: Set<MigrationID>, since revision: Int64) async throws -> [MigrationRecord]
    /// All of them, newest first.
    func migrations() async throws -> [MigrationRecord]
    /// Tells the worker to do something; an order equal to one that waits is not added twice.
    func order(_ action: Action, for migration: MigrationID) async throws
    /// The argon2id verifier of a side's password, where one is kept.
    func verifier(_ side: Problem.Side, of migration: MigrationID) async throws -> String?
    /// Keeps a side's verifier where there is none yet: the owner of a migration of the command line has logged in.
    func learnVerifier(_ verifier: String, _ side: Problem.Side, of migration: MigrationID) async throws
    /// The digest of the recovery code.
    func recoveryDigest(of migration: MigrationID) async throws -> String?
    /// Takes a side's credential again, and its verifier; a paused run goes on with it.
    func setCredential(
        _ credential: Sealed,
        verifier: String?,
        _ side: Problem.Side,
        of migration: MigrationID
    ) async throws
    /// «Jetzt löschen»: forgets a side's credential; closes nothing.
    func deleteCredential(_ side: Problem.Side, of migration: MigrationID) async throws
}

/// What protects the service from being tried out.
public protocol LimitStore: Sendable {
    /// Asks whether the subjects may do it now, and counts it for each of them if so.
    func attempt(_ limit: Limit, by subjects: [LimitSubject]) async throws -> LimitVerdict
    /// Notes that it succeeded: failures in a row begin anew, so that delays do not grow for the rightful.
    func succeeded(_ limit: Limit, by subjects: [LimitSubject]) async throws
}

/// Who did what.
public protocol AuditTrail: Sendable {
    /// Adds a line; the time is the store's.
    func note(_ event: String, _ migration: MigrationID?, by actor: String, _ detail: [String: String]) async throws
    /// The lines about a migration, oldest first.
    func trail(of migration: MigrationID) async throws -> [AuditEntry]
}

/// All that the web process needs of the control database.
public typealias ControlStore = SessionStore & RequestStore & MigrationStore & LimitStore & AuditTrail & RatingStore
    & OperationsStore & MailStore & ConsultantStore & ProjectStore & AnswerStore & ReviewStore & EditsStore & FileStore
    & ZoneStore & CheckLinkStore & AccessListStore

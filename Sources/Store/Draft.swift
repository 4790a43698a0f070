public import MailCore

/// What a visitor has entered so far on the way to a migration; lives in the session until the start.
public struct Draft: Hashable, Codable, Sendable {
    /// One side's login.
    public struct Account: Hashable, Codable, Sendable {
        /// Where it is.
        public var endpoint: Endpoint
        /// Its credential, sealed for ``Draft/migrationID``; nil once it was dropped.
        public var credential: Sealed?
        /// The argon2id verifier of the password, so that the customer can prove later to be the same person.
        public var verifier: String?

        /// A login.
        public init(endpoint: Endpoint, credential: Sealed?, verifier: String?) {
            self.endpoint = endpoint
            self.credential = credential
            self.verifier = verifier
        }
    }

    /// What was found out about the source from its address.
    public struct Detected: Hashable, Codable, Sendable {
        /// The address as it was typed.
        public var address: String
        /// What was found; empty for nothing.
        public var account: DetectedAccount

        /// What was found.
        public init(address: String, account: DetectedAccount) {
            self.address = address
            self.account = account
        }
    }

    /// The ID that the migration will have; fixed when the draft begins, because credentials are sealed for it.
    ///
    /// It is the idempotency token of the start too: a second start of the same draft finds the first one's migration.
    public let migrationID: MigrationID
    /// What was found out about the source, until its login worked.
    public var detected: Detected?
    /// The source's login, once it was tested.
    public var source: Account?
    /// What the source holds.
    public var inspection: SourceInspection?
    /// The target's login, once it was tested.
    public var target: Account?
    /// What the target is.
    public var targetDescription: TargetDescription?
    /// What to move, and how.
    public var options: Options
    /// The choices of the check page, by class of finding.
    public var choices: [String: String]
    /// What would not go as it is, for the options as they are now.
    public var preview: Preview?
    /// The login being tested, or the preview being made: where a reload finds its answer.
    public var pending: RequestID?
    /// The page that ``pending`` was asked for.
    public var pendingPage: String?

    /// An empty draft.
    public init(migrationID: MigrationID = .random()) {
        self.migrationID = migrationID
        options = Options()
        choices = [:]
    }

    /// Whether a migration can be started from it.
    public var isComplete: Bool {
        source?.credential != nil && target?.credential != nil && inspection != nil && targetDescription != nil
    }
}

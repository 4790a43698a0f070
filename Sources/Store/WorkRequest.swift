public import MailCore

/// The name of a request to the worker.
public struct RequestID: RawRepresentable, Hashable, Codable, Sendable {
    /// Random text.
    public let rawValue: String
    /// Takes a name.
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Something that the web process asks the worker to do at once, because it must not do it itself.
public enum WorkRequest: Hashable, Codable, Sendable {
    /// A login to be used; the credential is sealed for the migration.
    public struct Login: Hashable, Codable, Sendable {
        /// The migration, or the draft's reserved ID, that the credential was sealed for.
        public var migration: MigrationID
        /// Where to log in.
        public var endpoint: Endpoint
        /// What with.
        public var credential: Sealed

        /// A login.
        public init(migration: MigrationID, endpoint: Endpoint, credential: Sealed) {
            self.migration = migration
            self.endpoint = endpoint
            self.credential = credential
        }
    }

    /// Logs in at a source and looks no further; answers ``WorkAnswer/source(_:)`` without folders.
    case checkLogin(Login)
    /// Finds out about a mailbox from its address; answers ``WorkAnswer/detected(_:)``.
    case detect(MailAddress)
    /// Logs in and looks what is there; answers ``WorkAnswer/source(_:)``.
    case checkSource(Login)
    /// Logs in and looks what is there; answers ``WorkAnswer/target(_:)``, or the problem `same-account` where it is the
    /// source given.
    case checkTarget(Login, source: AccountIdentity?)
    /// Looks what a run would do; answers ``WorkAnswer/preview(_:)``.
    case preview(source: Login, target: Login, Options)
    /// Looks what an undo would do, with the credentials stored; answers ``WorkAnswer/undoPreview(_:)``.
    case undoPreview(MigrationID)

    /// The migration, or the draft's reserved ID, that it is about.
    var migration: MigrationID? {
        switch self {
        case .checkLogin(let login), .checkSource(let login), .checkTarget(let login, _), .preview(let login, _, _):
            login.migration
        case .undoPreview(let migration): migration
        case .detect: nil
        }
    }
}

/// What the worker answers.
public enum WorkAnswer: Hashable, Codable, Sendable {
    case detected(DetectedAccount)
    case source(SourceInspection)
    case target(TargetDescription)
    case preview(Preview)
    case undoPreview(UndoPreview)
    /// Too many logins were tried at that server: not before so many seconds have passed.
    case wait(seconds: Int)
    /// It did not work; `crashed` where the worker died at it.
    case problem(Problem)
}

/// Where a request stands.
public enum RequestStatus: Hashable, Sendable {
    /// Waiting, or in the worker's hands.
    case underWay
    /// Answered.
    case answered(WorkAnswer)
    /// Unknown, or forgotten since.
    case unknown
}

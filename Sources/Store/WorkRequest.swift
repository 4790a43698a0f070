public import MailCore
public import Planning

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

    /// What is published about one domain, as far as a plan for that product needs it.
    public struct Zone: Hashable, Codable, Sendable {
        /// The domain.
        public var domain: String
        /// The product that the domain is to be set up for.
        public var target: TargetPlatform
        /// Who else sends for the domain, as mechanisms of SPF or domains to include.
        public var otherSenders: [String]
        /// Records whose values the product's manager told.
        public var given: [DNSRecord]

        /// A domain to be looked at.
        public init(
            domain: String,
            target: TargetPlatform,
            otherSenders: [String] = [],
            given: [DNSRecord] = []
        ) {
            self.domain = domain
            self.target = target
            self.otherSenders = otherSenders
            self.given = given
        }
    }

    /// The most domains that one request may name; more are left out.
    public static let zoneLimit = 20

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
    /// Reads what is published about domains; answers ``WorkAnswer/zones(_:)``. Takes up to some 20 seconds.
    case survey([Zone])

    /// The migration, or the draft's reserved ID, that it is about.
    var migration: MigrationID? {
        switch self {
        case .checkLogin(let login), .checkSource(let login), .checkTarget(let login, _), .preview(let login, _, _):
            login.migration
        case .undoPreview(let migration): migration
        case .detect, .survey: nil
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
    /// What is published, in the order that was asked for; a domain that does not exist and a server that is silent say so.
    case zones([ZoneState])
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

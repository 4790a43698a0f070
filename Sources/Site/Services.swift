public import Catalogue
public import MailCore
public import Store

/// What the pages need and must not know: closures over shared values that `umzug` fills.
///
/// Connections to mail servers are not among them: those are requests to the worker, by way of the store.
public struct Services: Sendable {
    /// Seals a credential of one side for a migration; only the worker can open it.
    public var seal: @Sendable (Credential, Problem.Side, MigrationID) throws -> Sealed
    /// The verifier of a password, to be stored (argon2id; takes its time on threads of its own).
    public var hash: @Sendable (Redacted<String>) async throws -> String
    /// Whether the password is the verifier's; a nil verifier takes as long and never matches.
    public var verify: @Sendable (Redacted<String>, String?) async throws -> Bool
    /// The time step of a one-time code that a consultant typed: of the secret as stored for that login; nil for a wrong one.
    ///
    /// Whoever accepts the code takes the step (`takeCode`).
    public var codeStep: @Sendable (_ code: String, _ secret: SealedCodeSecret, _ login: String) -> Int64? = {
        _,
        _,
        _ in
        nil
    }
    /// New secrets of one-time codes; nil where nothing can keep them.
    public var codeSecrets: CodeSecrets?
    /// Initial passwords of new accounts; nil where nothing can keep them.
    public var accessLists: AccessLists?
    /// The recovery code of a migration.
    public var recoveryCode: @Sendable (MigrationID) -> Redacted<String>
    /// What the store keeps of a recovery code that somebody typed; nil where it was mistyped.
    public var recoveryDigest: @Sendable (String) -> String?
    /// Which folder would go where, for those options: what the first pass will freeze.
    public var plan: @Sendable ([SourceContainer], TargetDescription, Options) -> FolderMapping
    /// A page of a migration's exceptions in the journal's order: `(id, place, limit)`; its cost does not grow with the place.
    public var exceptions: @Sendable (MigrationID, Place, Int) async throws -> [Exception]
    /// Which folder went where, and what the verification found.
    public var receipt: @Sendable (MigrationID) async throws -> Receipt
    /// What is known of providers.
    public var catalogue: Catalogue
    /// What is known of our processes.
    public var processes: @Sendable () async -> Processes = { Processes() }
    /// The time.
    public var clock: WallClock

    /// The links that a phone opens a migration's settings with.
    public var phone: Phone?

    /// Secrets of one-time codes: made here, kept sealed.
    public struct CodeSecrets: Sendable {
        /// A new secret for that login.
        public var make: @Sendable (String) throws -> SealedCodeSecret
        /// What an authenticator app takes, as a link and as people type it; nil for what is not that login's.
        public var show: @Sendable (SealedCodeSecret, String) -> (uri: Redacted<String>, text: Redacted<String>)?

        /// Ways to make and show.
        public init(
            make: @escaping @Sendable (String) throws -> SealedCodeSecret,
            show: @escaping @Sendable (SealedCodeSecret, String) -> (uri: Redacted<String>, text: Redacted<String>)?
        ) {
            self.make = make
            self.show = show
        }
    }

    /// Passwords that new accounts begin with: made here, kept sealed, given out once.
    public struct AccessLists: Sendable {
        /// A new password.
        public var password: @Sendable () -> Redacted<String>
        /// Seals a list for a project.
        public var seal: @Sendable (Redacted<[UInt8]>, ProjectID) throws -> SealedAccessList
        /// Opens it.
        public var open: @Sendable (SealedAccessList, ProjectID) throws -> Redacted<[UInt8]>

        /// Ways to make, seal and open.
        public init(
            password: @escaping @Sendable () -> Redacted<String>,
            seal: @escaping @Sendable (Redacted<[UInt8]>, ProjectID) throws -> SealedAccessList,
            open: @escaping @Sendable (SealedAccessList, ProjectID) throws -> Redacted<[UInt8]>
        ) {
            self.password = password
            self.seal = seal
            self.open = open
        }
    }

    /// Links for a phone, which need no session and hold for a short time.
    public struct Phone: Sendable {
        /// The key in a migration's link that holds until then.
        public var token: @Sendable (MigrationID, Int64) -> String
        /// Whether a key is the migration's and holds at that instant.
        public var holds: @Sendable (String, MigrationID, Int64) -> Bool
        /// A text as a QR code: the squares on a side, and the dark ones as an SVG path; nil where it is too long.
        public var code: @Sendable (String) -> (side: Int, path: String)?

        /// Links for a phone.
        public init(
            token: @escaping @Sendable (MigrationID, Int64) -> String,
            holds: @escaping @Sendable (String, MigrationID, Int64) -> Bool,
            code: @escaping @Sendable (String) -> (side: Int, path: String)?
        ) {
            self.token = token
            self.holds = holds
            self.code = code
        }
    }

    /// An exception with its number, which grows in the journal's order.
    public struct Exception: Hashable, Sendable {
        /// Its number.
        public var number: Int64
        /// The exception.
        public var item: ReceiptItem

        /// An exception.
        public init(number: Int64, item: ReceiptItem) {
            self.number = number
            self.item = item
        }
    }

    /// Which exceptions are asked for.
    public enum Place: Hashable, Sendable {
        /// The first ones after that number; 0 for the beginning.
        case after(Int64)
        /// The last ones before that number.
        case before(Int64)
    }

    /// What the journal knows beyond the store's row.
    public struct Receipt: Hashable, Sendable {
        /// The folders' ways, as frozen by the first pass.
        public var mapping: FolderMapping
        /// Items whose octets were fetched back and compared.
        public var compared: Int
        /// Items found different, in whatever way they were compared.
        public var different: Int
        /// How many exceptions there are; an item can be several.
        public var exceptions: Int

        /// What the journal knows.
        public init(
            mapping: FolderMapping = FolderMapping(),
            compared: Int = 0,
            different: Int = 0,
            exceptions: Int = 0
        ) {
            self.mapping = mapping
            self.compared = compared
            self.different = different
            self.exceptions = exceptions
        }
    }

    /// Services.
    public init(
        seal: @escaping @Sendable (Credential, Problem.Side, MigrationID) throws -> Sealed,
        hash: @escaping @Sendable (Redacted<String>) async throws -> String,
        verify: @escaping @Sendable (Redacted<String>, String?) async throws -> Bool,
        recoveryCode: @escaping @Sendable (MigrationID) -> Redacted<String>,
        recoveryDigest: @escaping @Sendable (String) -> String?,
        plan: @escaping @Sendable ([SourceContainer], TargetDescription, Options) -> FolderMapping,
        exceptions: @escaping @Sendable (MigrationID, Place, Int) async throws -> [Exception],
        receipt: @escaping @Sendable (MigrationID) async throws -> Receipt,
        catalogue: Catalogue = Catalogue(),
        phone: Phone? = nil,
        clock: WallClock
    ) {
        self.seal = seal
        self.hash = hash
        self.verify = verify
        self.recoveryCode = recoveryCode
        self.recoveryDigest = recoveryDigest
        self.plan = plan
        self.exceptions = exceptions
        self.receipt = receipt
        self.catalogue = catalogue
        self.phone = phone
        self.clock = clock
    }
}

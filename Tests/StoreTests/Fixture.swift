import FoundationEssentials
import MailCore
import Secrets
import Store
import Synchronization

/// What every kind of control database offers; the suites here know no more of it.
typealias AnyStore = any ControlStore & WorkQueue

/// A store in a temporary folder with a clock that only the test moves.
///
/// The one place that names SQLite: a store over another database passes the same suites.
final class Fixture: Sendable {
    let folder: String
    let time = TestTime()
    private let database: SQLiteStore
    var store: AnyStore { database }

    init(
        retention: Retention = Retention(),
        limits: LimitTable = LimitTable(),
        fileLimits: FileLimits = FileLimits()
    ) throws {
        let name = "umzug-store-\(UInt64.random(in: 0 ... .max))"
        folder = FileManager.default.temporaryDirectory.appending(path: name).path()
        database = try SQLiteStore(
            data: folder,
            clock: time.clock,
            tokens: TokenRecipe(
                random: Token.random,
                digest: Token.digest,
                derived: { Redacted(Token.digest("derived \($0)")) }
            ),
            retention: retention,
            limits: limits,
            fileLimits: fileLimits
        )
    }

    /// Another process's view of the same file, or of one in another folder.
    func reopened(in other: String? = nil) throws -> AnyStore {
        try SQLiteStore(
            data: other ?? folder,
            clock: time.clock,
            tokens: TokenRecipe(
                random: Token.random,
                digest: Token.digest,
                derived: { Redacted(Token.digest("derived \($0)")) }
            )
        )
    }

    /// Ends all use of the file.
    func close() throws { try database.close() }

    deinit {
        try? database.close()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// Seconds since 1970 as the test wants them; sleeping moves them on.
final class TestTime: Sendable {
    private let seconds = Mutex(1_800_000_000.0)

    var now: Int64 { Int64(seconds.withLock { $0 }) }

    func advance(_ amount: Double) { seconds.withLock { $0 += amount } }

    var clock: WallClock {
        WallClock(now: { self.seconds.withLock { $0 } }, sleep: { self.advance($0) })
    }
}

extension Draft {
    /// A draft that can be started.
    static func complete(
        id: MigrationID = .random(),
        target: String = "anna@new.example.org",
        credential: Sealed = Sealed(bytes: Array("sealed".utf8))
    ) -> Draft {
        var draft = Draft(migrationID: id)
        let from = Endpoint(service: .imap, security: .tls, host: "old.example.org", user: "anna")
        let to = Endpoint(service: .imap, security: .tls, host: "new.example.org", user: target)
        draft.source = Draft.Account(endpoint: from, credential: credential, verifier: "$argon2id$source")
        draft.target = Draft.Account(endpoint: to, credential: credential, verifier: nil)
        let left = AccountIdentity(servers: ["old.example.org"], account: "anna")
        draft.inspection = SourceInspection(
            description: SourceDescription(kinds: [.mail], capabilities: ["IMAP4rev1"], accountIdentity: left),
            containers: [SourceContainer(kind: .mail, path: .inbox, wireName: "INBOX")]
        )
        draft.targetDescription = TargetDescription(
            kinds: [.mail],
            accountIdentity: AccountIdentity(servers: ["new.example.org", "192.0.2.7"], account: target)
        )
        return draft
    }
}

extension MigrationStore where Self: SessionStore {
    /// Starts a migration in a session of its own.
    @discardableResult
    func startOne(
        target: String = "anna@new.example.org",
        id: MigrationID = .random(),
        schedule: Schedule? = nil
    ) async throws -> MigrationID {
        let session = try await openSession(language: "de").session
        let draft = Draft.complete(id: id, target: target)
        let order = StartOrder(
            draft: draft,
            language: "de",
            recoveryDigest: "digest",
            owner: session.id,
            schedule: schedule
        )
        guard let order else { throw Problem(.usage, reaction: .stop, fixer: .you) }
        _ = try await start(order)
        return id
    }
}

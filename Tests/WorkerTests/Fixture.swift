import FoundationEssentials
import Journal
import Logging
import MailCore
import Migration
import Secrets
import Store
import Synchronization
import Testing

@testable import Worker

/// A data folder with keys and store, a web process's hands, and workers over mailboxes in memory.
final class Fixture: Sendable {
    let data: String
    let store: SQLiteStore
    let folder: DataFolder
    let key: OpeningKey
    let mailboxes = Mutex<[String: MemoryMailbox]>([:])
    let passwords = Mutex<[String]>([])

    static let clock = WallClock(
        now: { Date().timeIntervalSince1970 },
        sleep: { seconds in try? await Task.sleep(for: .seconds(seconds)) }
    )

    init(clock: WallClock = Fixture.clock) throws {
        let name = "umzug-worker-\(UInt64.random(in: 0 ... .max))"
        data = FileManager.default.temporaryDirectory.appending(path: name).path()
        store = try SQLiteStore(
            data: data,
            clock: clock,
            tokens: TokenRecipe(
                random: Token.random,
                digest: Token.digest,
                derived: { Redacted(Token.digest("derived \($0)")) }
            )
        )
        folder = DataFolder(path: data)
        try KeyFolder(data: data).prepare()
        key = try KeyFolder(data: data).openingKey()
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(atPath: data)
    }

    /// A fixture with a source of 20 items and an empty target, "old" and "new".
    static func withMailboxes() throws -> (Fixture, source: MemoryMailbox, target: MemoryMailbox) {
        let fixture = try Fixture()
        return (fixture, fixture.add("old", items: 20), fixture.add("new"))
    }

    @discardableResult
    func add(_ account: String, items: Int = 0) -> MemoryMailbox {
        let mailbox = MemoryMailbox(account, items: items)
        mailboxes.withLock { $0[account] = mailbox }
        return mailbox
    }

    func mailbox(_ account: String) -> MemoryMailbox {
        mailboxes.withLock { $0[account] } ?? MemoryMailbox(account)
    }

    func endpoint(_ user: String) -> Endpoint {
        Endpoint(service: .imap, security: .tls, host: "memory.example.org", user: user)
    }

    func login(_ account: String, _ side: Problem.Side, _ migration: MigrationID) throws -> WorkRequest.Login {
        let credential = Credential(.password(Redacted("password of \(account)")))
        let sealed = try key.sealingKey.seal(credential, as: .credential(side, of: migration))
        return WorkRequest.Login(migration: migration, endpoint: endpoint(account), credential: sealed)
    }

    /// Starts a migration as the wizard does.
    func start(
        from source: String,
        to target: String,
        at schedule: Schedule? = nil
    ) async throws -> MigrationID {
        let session = try await store.openSession(language: "de").session
        var draft = Draft()
        let (from, to) = (
            try login(source, .source, draft.migrationID), try login(target, .target, draft.migrationID)
        )
        draft.source = .init(endpoint: from.endpoint, credential: from.credential, verifier: nil)
        draft.target = .init(endpoint: to.endpoint, credential: to.credential, verifier: nil)
        draft.inspection = SourceInspection(
            description: .init(kinds: [.mail], capabilities: [], accountIdentity: mailbox(source).identity),
            containers: []
        )
        draft.targetDescription = TargetDescription(kinds: [.mail], accountIdentity: mailbox(target).identity)
        let order = StartOrder(
            draft: draft,
            language: "de",
            recoveryDigest: "",
            owner: session.id,
            schedule: schedule
        )
        _ = try await store.start(try #require(order))
        return draft.migrationID
    }

    func makeWorker(
        _ name: String = "w1",
        clock: WallClock = Fixture.clock,
        change: (inout WorkerSettings) -> Void = { _ in },
        survey: (@Sendable (WorkRequest.Zone) async -> ZoneState)? = nil,
        send: (@Sendable (OutgoingMail) async throws(Problem) -> Void)? = nil
    ) -> Worker {
        var settings = WorkerSettings()
        settings.requestInterval = 0.01
        settings.jobInterval = 0.01
        settings.projectionInterval = 0.02
        settings.scanInterval = 0.02
        settings.beatInterval = 0.05
        change(&settings)
        var services = services
        services.send = send
        services.survey =
            survey ?? { zone in
                ZoneState(domain: zone.domain, zone: "zone of \(zone.domain)")
            }
        return Worker(
            id: WorkerID(rawValue: name),
            store: store,
            folder: folder,
            key: key,
            services: services,
            settings: settings,
            clock: clock,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    private var services: Services {
        let budget = ByteBudget()
        return Services(
            detect: { address in
                guard address.domain != "broken.example" else {
                    throw Problem(.dnsFailed, reaction: .retry(afterSeconds: nil), fixer: .provider)
                }
                return DetectedAccount(provider: address.domain)
            },
            source: { [self] endpoint, credential in
                note(credential)
                return MemorySource(mailbox: mailbox(endpoint.user))
            },
            target: { [self] endpoint, credential in
                note(credential)
                return MemoryTarget(mailbox: mailbox(endpoint.user))
            },
            environment: { report in
                .init(clock: Fixture.clock, budget: budget, bootID: "boot", pollInterval: 0.01, report: report)
            }
        )
    }

    private func note(_ credential: Credential) {
        guard case .password(let password) = credential.secret else { return }
        passwords.withLock { $0.append(password.exposed) }
    }

    /// Runs a worker while the body runs, and stops it gracefully.
    func working(_ worker: Worker? = nil, _ body: () async throws -> Void) async throws {
        let worker = worker ?? makeWorker()
        let run = Task { await worker.run() }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await worker.stop()
        await run.value
        try result.get()
    }

    /// Waits until the row is as wanted; nil after ten seconds.
    func migration(
        _ id: MigrationID,
        where isWanted: (Store.MigrationRecord) -> Bool
    ) async throws -> Store.MigrationRecord? {
        let end = Fixture.clock.now() + 10
        while Fixture.clock.now() < end {
            if let record = try await store.migration(id), isWanted(record) { return record }
            await Fixture.clock.sleep(0.005)
        }
        let last = try await store.migration(id)
        Issue.record(
            "never as wanted; last: \(String(describing: last?.projection.state)) \(String(describing: last?.orders))"
        )
        return nil
    }

    /// Moves everything from `old` to `new`, and goes on with the worker running.
    @discardableResult
    func moved(
        _ body: (MigrationID, Store.MigrationRecord) async throws -> Void = { _, _ in }
    ) async throws -> MigrationID {
        let id = try await start(from: "old", to: "new")
        try await working { try await body(id, #require(try await ended(id))) }
        return id
    }

    /// Goes on while the worker copies from `old` to `new` and waits at the gate of a mailbox.
    @discardableResult
    func copying(at gate: MemoryMailbox, _ body: (MigrationID) async throws -> Void) async throws -> MigrationID {
        gate.shut()
        let id = try await start(from: "old", to: "new")
        try await working {
            _ = try await migration(id) { $0.projection.state == .copying(.mail) }
            try await body(id)
        }
        return id
    }

    /// Gives an order and waits until it is carried out.
    @discardableResult
    func carryOut(_ action: Action, for id: MigrationID) async throws -> Store.MigrationRecord {
        try await store.order(action, for: id)
        return try #require(try await migration(id) { $0.orders.isEmpty })
    }

    func ended(_ id: MigrationID) async throws -> Store.MigrationRecord? {
        try await migration(id) { $0.orders.isEmpty && !$0.projection.state.isUnfinished }
    }
}

import Foundation
import MailCore
import Store
import Testing

@Suite("Migrations in the store")
struct MigrationStoreTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    private func order(_ draft: Draft, _ session: Session.ID) throws -> StartOrder {
        try #require(StartOrder(draft: draft, language: "en", recoveryDigest: "digest", owner: session))
    }

    @Test("starting a draft many times at once starts one migration")
    func idempotent() async throws {
        let issued = try await store.openSession(language: "en")
        let order = try order(.complete(), issued.session.id)
        let other = try fixture.reopened()
        let results = try await withThrowingTaskGroup(of: StartResult.self) { group in
            for number in 0..<10 {
                group.addTask { try await (number.isMultiple(of: 2) ? store : other).start(order) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count { $0 == .started } == 1)
        let record = try #require(try await store.migration(order.id))
        #expect(record.orders == [.migrate])
        #expect(record.projection.state == .queued)
        #expect(record.language == "en")
        #expect(try await store.migrations().count == 1)
        #expect(try await store.session(token: issued.token.exposed)?.may(.owner, order.id) == true)
    }

    @Test("an ID that another session started is not taken over")
    func foreign() async throws {
        let (one, two) = (try await store.openSession(language: "de"), try await store.openSession(language: "de"))
        let draft = Draft.complete()
        _ = try await store.start(try order(draft, one.session.id))
        let second = try order(draft, two.session.id)
        let problem = await #expect(throws: Problem.self) { _ = try await store.start(second) }
        #expect(problem?.code == .idExists)
        #expect(try await store.session(token: two.token.exposed)?.rights.isEmpty == true)
    }

    @Test("a start after the session was renewed is still the same start")
    func renewed() async throws {
        let issued = try await store.openSession(language: "de")
        let draft = Draft.complete()
        _ = try await store.start(try order(draft, issued.session.id))
        let renewed = try #require(try await store.renewToken(of: issued.session))
        #expect(try await store.start(try order(draft, renewed.session.id)) == .alreadyStarted)
    }

    @Test("an incomplete draft is no order")
    func incomplete() {
        var draft = Draft.complete()
        draft.target?.credential = nil
        #expect(StartOrder(draft: draft, language: "de", recoveryDigest: "", owner: Session.ID(rawValue: "s")) == nil)
    }

    @Test("an event stream gets only what changed since it looked")
    func revisions() async throws {
        let (one, two) = (try await store.startOne(), try await store.startOne(target: "b"))
        let ids: Set<MigrationID> = [one, two]
        let all = try await store.migrations(ids, since: 0)
        #expect(all.count == 2)
        let last = all.map(\.revision).max() ?? 0
        #expect(try await store.migrations(ids, since: last).isEmpty)
        try await store.write(Projection(state: .discovering, pass: 1), of: two)
        let changed = try await store.migrations(ids, since: last)
        #expect(changed.map(\.id) == [two])
        #expect(changed.first?.projection.state == .discovering)
        #expect(try await store.migrations([one], since: last).isEmpty)
    }

    @Test("a projection is read as it was written")
    func projection() async throws {
        let id = try await store.startOne()
        var counts = Counts()
        counts.found = 5
        counts.copied = 3
        let problem = Problem(.throttled, ["until": "x"], reaction: .retry(afterSeconds: 60), fixer: .provider)
        let projection = Projection(
            state: .paused(problem, until: 1_800_000_100, from: .copying(.mail)),
            pass: 2,
            counts: [.mail: counts],
            progress: Progress(kind: .mail, container: .inbox, done: 3, total: 5, bytes: 1, totalBytes: 2),
            folders: [Projection.Folder(kind: .mail, path: .inbox, done: 3, total: 5, failed: 0)],
            samples: [RateSample(time: 1, items: 2, bytes: 3)],
            begun: 4,
            changed: 5,
            lastSignOfLife: 6,
            ended: nil,
            undoUntil: 8,
            undoWasExtended: true
        )
        try await store.write(projection, of: id)
        #expect(try await store.migration(id)?.projection == projection)
    }

    @Test("a credential is deleted, taken again, and shown with its date")
    func credentials() async throws {
        let id = try await store.startOne()
        #expect(try await store.credential(.source, of: id) == Sealed(bytes: Array("sealed".utf8)))
        try await store.deleteCredential(.source, of: id)
        #expect(try await store.credential(.source, of: id) == nil)
        #expect(try await store.migration(id)?.sourceCredential == .absent)
        #expect(try await store.migration(id)?.targetCredential == .kept(until: nil))
        #expect(try await store.verifier(.source, of: id) == "$argon2id$source")
        try await store.setCredential(Sealed(bytes: [9]), verifier: nil, .source, of: id)
        #expect(try await store.credential(.source, of: id) == Sealed(bytes: [9]))
        #expect(try await store.verifier(.source, of: id) == "$argon2id$source")
        try await store.setCredential(Sealed(bytes: [8]), verifier: "new", .target, of: id)
        #expect(try await store.verifier(.target, of: id) == "new")
        #expect(try await store.recoveryDigest(of: id) == "digest")
        #expect(try await store.migration(id)?.orders == [.migrate])
        let problem = Problem(.loginRefused, reaction: .stop, fixer: .you, side: .source)
        try await store.write(Projection(state: .paused(problem, until: nil, from: .discovering)), of: id)
        try await store.learnVerifier("other", .target, of: id)
        #expect(try await store.verifier(.target, of: id) == "new")
        try await store.setCredential(Sealed(bytes: [7]), verifier: nil, .source, of: id)
        #expect(try await store.migration(id)?.orders == [.migrate, .wake])
        await #expect(throws: Problem.self) {
            try await store.setCredential(Sealed(bytes: [1]), verifier: nil, .source, of: .random())
        }
    }

    @Test("a migration that is forgotten leaves no right and no job, only its trail")
    func forgotten() async throws {
        let issued = try await store.openSession(language: "de")
        let order = try order(.complete(), issued.session.id)
        _ = try await store.start(order)
        try await store.note("deleted", order.id, by: "visitor 192.0.2.1", ["why": "asked"])
        try await store.forget(order.id)
        #expect(try await store.migration(order.id) == nil)
        #expect(try await store.session(token: issued.token.exposed)?.rights.isEmpty == true)
        #expect(try await store.lease(WorkerID(rawValue: "w"), briefOnly: false) == nil)
        let trail = try await store.trail(of: order.id)
        #expect(trail.map(\.event) == ["deleted"])
        #expect(trail.first?.detail == ["why": "asked"])
        #expect(trail.map(\.actor) == ["visitor"])
    }

    @Test("rows are made from journals, also of runs on the command line, and corrected where they differ")
    func rebuild() async throws {
        let known = try await store.startOne()
        let unknown = try #require(MigrationID(rawValue: "from-the-command-line"))
        let endpoint = Endpoint(service: .imap, security: .tls, host: "a.example.org", user: "u")
        let found = [known, unknown].map { id in
            FoundMigration(
                id: id,
                source: endpoint,
                target: endpoint,
                options: Options(),
                projection: Projection(state: .finished, pass: 3, begun: 5, ended: 77, undoUntil: 99)
            )
        }
        try await store.adopt(found)
        #expect(try await store.migration(known)?.projection.state == .queued)
        try await store.finish(try #require(try await store.lease(WorkerID(rawValue: "w"), briefOnly: false)))
        try await store.write(
            Projection(state: .verifying, samples: [RateSample(time: 1, items: 1, bytes: 1)], lastSignOfLife: 3),
            of: known
        )
        try await store.adopt(found)
        let first = try #require(try await store.migration(known))
        #expect(first.projection.state == .finished)
        #expect(first.projection.samples.count == 1)
        #expect(first.projection.lastSignOfLife == 3)
        let second = try #require(try await store.migration(unknown))
        try await store.learnVerifier("learnt", .source, of: unknown)
        #expect(try await store.verifier(.source, of: unknown) == "learnt")
        #expect(second.projection == found[1].projection)
        #expect(second.created == 5)
        #expect(second.sourceCredential == .absent)
        let revision = second.revision
        try await store.adopt(found)
        #expect(try await store.migration(unknown)?.revision == revision)
    }

    @Test("the file holds no token, password or recovery code in the clear, also after deletion")
    func secrets() async throws {
        let issued = try await store.openSession(language: "de")
        let order = try order(.complete(credential: Sealed(bytes: Array("CIPHERTEXT-OF-IT".utf8))), issued.session.id)
        _ = try await store.start(order)
        _ = try await store.attempt(.tracking, by: [.visitor("192.0.2.99"), .account("victim@example.org")])
        let token = issued.token.exposed
        for text in [token, issued.session.csrfToken.exposed, "192.0.2.99", "victim@example.org"] {
            #expect(try !bytes().contains(Array(text.utf8)), "\(text)")
        }
        #expect(try bytes().contains(Array("CIPHERTEXT-OF-IT".utf8)))
        try await store.deleteCredential(.source, of: order.id)
        try await store.deleteCredential(.target, of: order.id)
        try fixture.close()
        #expect(try !bytes().contains(Array("CIPHERTEXT-OF-IT".utf8)))
    }

    /// The octets of the database and its side files.
    private func bytes() throws -> [UInt8] {
        try ["", "-wal", "-shm"].flatMap { suffix in
            let path = "\(fixture.folder)/umzug.sqlite\(suffix)"
            return FileManager.default.fileExists(atPath: path)
                ? Array(try Data(contentsOf: URL(filePath: path))) : []
        }
    }

    @Test("the database is readable for its owner alone")
    func permissions() async throws {
        _ = try await store.startOne()
        for name in ["umzug.sqlite", "umzug.sqlite-wal", "umzug.sqlite-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(fixture.folder)/\(name)")
            let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
            #expect(mode & 0o077 == 0, "\(name)")
        }
    }
}

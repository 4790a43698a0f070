import MailCore
import Store
import Testing

@Suite("Mails")
struct MailTests {
    private let fixture: Fixture
    private let worker = WorkerID(rawValue: "w1")
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    /// A migration with that address, confirmed.
    private func subscribed(_ address: String = "anna@example.org") async throws -> MigrationID {
        let id = try await store.startOne()
        try await store.subscribe(try #require(MailAddress(address)), language: "de", to: id)
        let mail = try #require(try await sent())
        #expect(mail.kind == .confirmAddress)
        try await store.write(projection(.copying(.mail)), of: id)
        try await store.confirm(mail.confirmToken.exposed)
        return id
    }

    /// Takes the next mail and sends it.
    private func sent() async throws -> OutgoingMail? {
        guard let mail = try await store.takeMail(worker) else { return nil }
        try await store.mailSent(mail)
        return mail
    }

    private func kinds() async throws -> [MailKind] {
        var kinds: [MailKind] = []
        while let mail = try await sent() { kinds.append(mail.kind) }
        return kinds
    }

    private func projection(_ state: State, pass: Int = 1) -> Projection {
        var projection = Projection(state: state, pass: pass)
        projection.changed = fixture.time.now
        if !state.isUnfinished { projection.ended = fixture.time.now }
        return projection
    }

    private let refused = Problem(.loginRefused, reaction: .stop, fixer: .you, side: .source)

    @Test("nothing but the question goes to an address before it is confirmed, and then how things stand, once")
    func confirmation() async throws {
        let id = try await store.startOne()
        try await store.subscribe(try #require(MailAddress("anna@example.org")), language: "fr", to: id)
        for state in [State.copying(.mail), .paused(refused, until: nil, from: .copying(.mail)), .finished] {
            try await store.write(projection(state), of: id)
        }
        let asked = try #require(try await sent())
        #expect(asked.kind == .confirmAddress && asked.language == "fr")
        #expect(try await kinds() == [])
        #expect(try await store.migration(id)?.mails?.standing == .unconfirmed)
        try await store.confirm("something else")
        #expect(try await kinds() == [])
        for _ in 0..<2 { try await store.confirm(asked.confirmToken.exposed) }
        #expect(try await kinds() == [.finished])
        #expect(try await store.migration(id)?.mails?.standing == .confirmed)
    }

    @Test("a confirmation link is good for seven days, and only the newest one")
    func expiry() async throws {
        let id = try await store.startOne()
        let address = try #require(MailAddress("anna@example.org"))
        try await store.subscribe(address, language: "de", to: id)
        let old = try #require(try await sent())
        try await store.subscribe(address, language: "de", to: id)
        #expect(try await store.subscription(confirmToken: old.confirmToken.exposed) == nil)
        let new = try #require(try await sent())
        fixture.time.advance(7 * 86_400 + 1)
        #expect(try await store.subscription(confirmToken: new.confirmToken.exposed) == nil)
        try await store.confirm(new.confirmToken.exposed)
        #expect(try await store.migration(id)?.mails?.standing == .unconfirmed)
    }

    @Test("each occasion is told once, however often the row is written")
    func once() async throws {
        let id = try await subscribed()
        let busy = Problem(.throttled, reaction: .retry(afterSeconds: 60), fixer: .provider)
        for state in [
            State.copying(.mail), .paused(busy, until: fixture.time.now + 60, from: .copying(.mail)),
            .paused(refused, until: nil, from: .copying(.mail)), .copying(.mail),
            .paused(refused, until: nil, from: .copying(.mail)), .verifying, .finished, .finished,
        ] {
            try await store.write(projection(state), of: id)
        }
        #expect(try await kinds() == [.started, .paused, .finished])
        try await store.write(projection(.copying(.mail), pass: 2), of: id)
        try await store.write(projection(.finishedWithFailures, pass: 2), of: id)
        try await store.write(projection(.undone, pass: 2), of: id)
        #expect(try await kinds() == [.finishedWithFailures, .undone])
    }

    @Test("a long pause is told, a short one is not")
    func pauses() async throws {
        let id = try await subscribed()
        _ = try await kinds()
        let busy = Problem(.throttled, reaction: .retry(afterSeconds: 60), fixer: .provider)
        for (seconds, expected) in [(Int64(599), [MailKind]()), (600, [.paused])] {
            let until = fixture.time.now + seconds
            try await store.write(projection(.paused(busy, until: until, from: .copying(.mail))), of: id)
            #expect(try await kinds() == expected)
        }
    }

    @Test("what had to wait and is not so any more is not told")
    func outdated() async throws {
        let id = try await subscribed()
        _ = try await kinds()
        try await store.write(projection(.paused(refused, until: nil, from: .copying(.mail))), of: id)
        try await store.write(projection(.finished), of: id)
        fixture.time.advance(601)
        #expect(try await kinds() == [.finished])
    }

    @Test("twelve hours before the undo window ends it is told, and again when it was lengthened")
    func undoEnds() async throws {
        let id = try await subscribed()
        var ended = projection(.finished)
        ended.undoUntil = fixture.time.now + 48 * 3600
        try await store.write(ended, of: id)
        #expect(try await kinds() == [.started, .finished])
        fixture.time.advance(36 * 3600 - 1)
        _ = try await store.sweep()
        #expect(try await kinds() == [])
        fixture.time.advance(1)
        for _ in 0..<2 { _ = try await store.sweep() }
        #expect(try await kinds() == [.undoEndsSoon])
        ended.undoUntil = fixture.time.now + 72 * 3600
        try await store.write(ended, of: id)
        fixture.time.advance(60 * 3600)
        _ = try await store.sweep()
        #expect(try await kinds() == [.undoEndsSoon])
    }

    @Test("a mail that failed comes again at its time under the same name; one given up is in the audit trail")
    func failing() async throws {
        let id = try await subscribed()
        let first = try #require(try await store.takeMail(worker))
        let problem = Problem(.unavailable, reaction: .retry(afterSeconds: nil), fixer: .provider)
        try await store.mailFailed(first, problem, retryAt: fixture.time.now + 60)
        #expect(try await store.takeMail(worker) == nil)
        fixture.time.advance(60)
        let second = try #require(try await store.takeMail(worker))
        #expect(second.id == first.id && second.attempts == 2 && second.created == first.created)
        try await store.mailFailed(second, problem, retryAt: nil)
        fixture.time.advance(86_400)
        #expect(try await store.takeMail(worker) == nil)
        #expect(try await store.trail(of: id).map(\.event) == ["mail-given-up"])
    }

    @Test("what a dead worker had in hand goes again; nobody else has it meanwhile")
    func leases() async throws {
        _ = try await subscribed()
        let mail = try #require(try await store.takeMail(worker))
        #expect(try await store.takeMail(WorkerID(rawValue: "w2")) == nil)
        _ = try await store.rescue { $0 != worker }
        let again = try #require(try await store.takeMail(WorkerID(rawValue: "w2")))
        #expect(again.id == mail.id)
        fixture.time.advance(181)
        #expect(try await store.takeMail(worker)?.id == mail.id)
    }

    @Test("who wants no more gets no more, not even what waits, and the address is forgotten")
    func stopping() async throws {
        let id = try await subscribed()
        let mail = try #require(try await store.takeMail(worker))
        try await store.mailFailed(mail, refused, retryAt: fixture.time.now)
        let found = try #require(try await store.subscription(stopToken: mail.stopToken.exposed))
        #expect(found.migration == id)
        try await store.unsubscribe(from: id)
        try await store.write(projection(.finished), of: id)
        #expect(try await kinds() == [])
        #expect(try await store.subscription(stopToken: mail.stopToken.exposed)?.address == "")
    }

    @Test("another address is asked anew; what was meant for the old one does not go there")
    func changing() async throws {
        let id = try await subscribed()
        try await store.subscribe(try #require(MailAddress("ben@example.org")), language: "de", to: id)
        try await store.write(projection(.finished), of: id)
        let mail = try #require(try await sent())
        #expect(mail.kind == .confirmAddress && mail.recipient == "ben@example.org")
        #expect(try await kinds() == [])
    }
}

extension OutgoingMail {
    /// The token of the link that confirms the address; empty in a mail about a project.
    fileprivate var confirmToken: Redacted<String> { migrationMail?.confirmToken ?? Redacted("") }
    /// The token of the link that ends the mails.
    fileprivate var stopToken: Redacted<String> { migrationMail?.stopToken ?? Redacted("") }

    private var migrationMail: MigrationMail? {
        if case .migration(let mail) = matter { mail } else { nil }
    }
}

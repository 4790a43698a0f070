import MailCore
import Store
import Testing

@Suite("Sessions")
struct SessionTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    @Test("a session is found by its token, also by another process, and by nothing else")
    func found() async throws {
        let issued = try await store.openSession(language: "fr")
        let other = try fixture.reopened()
        let found = try #require(try await other.session(token: issued.token.exposed))
        #expect(found == issued.session)
        #expect(found.language == "fr")
        #expect(try await store.session(token: issued.session.id.rawValue) == nil)
        #expect(try await store.session(token: "") == nil)
    }

    @Test("a session that is used goes on; one that is not ends, and the sweep drops it")
    func expiry() async throws {
        let issued = try await store.openSession(language: "de")
        let token = issued.token.exposed
        fixture.time.advance(6 * 86_400)
        let seen = try #require(try await store.session(token: token))
        #expect(seen.lastSeen == fixture.time.now)
        fixture.time.advance(6 * 86_400)
        #expect(try await store.session(token: token) != nil)
        fixture.time.advance(7 * 86_400)
        #expect(try await store.session(token: token) == nil)
        _ = try await store.sweep()
        fixture.time.advance(-86_400)
        #expect(try await store.session(token: token) == nil)
    }

    @Test("a renewed session keeps everything but the form token, and the one before gains nothing and ends soon")
    func renewal() async throws {
        let issued = try await store.openSession(language: "de")
        let (id, later) = (MigrationID.random(), MigrationID.random())
        try await store.grant(.owner, on: id, to: issued.session.id)
        let draft = try await store.updateDraft(of: issued.session.id) { $0.options.since = 7 }
        let renewed = try #require(try await store.renewToken(of: issued.session))
        let found = try #require(try await store.session(token: renewed.token.exposed))
        #expect(found == renewed.session)
        #expect(found.draft == draft)
        #expect(found.may(.owner, id))
        let former = issued.session.csrfToken.exposed
        #expect(!found.accepts(csrfToken: former) && store.isFormer(csrfToken: former, of: found))
        let own = renewed.session.csrfToken.exposed
        #expect(found.accepts(csrfToken: own) && !store.isFormer(csrfToken: own, of: found))
        try await store.grant(.track, on: later, to: found.id)
        _ = try await store.updateDraft(of: found.id) { $0.options.since = 8 }
        fixture.time.advance(300)
        let old = try #require(try await store.session(token: issued.token.exposed))
        #expect(old.draft == draft && !old.may(.track, later))
        #expect(!store.isFormer(csrfToken: former, of: old))
        #expect(try await store.renewToken(of: old) != nil, "the form that is sent a second time")
        fixture.time.advance(301)
        #expect(try await store.session(token: issued.token.exposed) == nil)
        #expect(try await store.renewToken(of: old) == nil)
        #expect(try await store.session(token: renewed.token.exposed) != nil)
    }

    @Test("a form token is accepted only whole and only in its session")
    func csrf() async throws {
        let (one, two) = (try await store.openSession(language: "de"), try await store.openSession(language: "de"))
        let token = one.session.csrfToken.exposed
        #expect(one.session.accepts(csrfToken: token))
        for wrong in ["", String(token.dropLast()), token + "0", two.session.csrfToken.exposed] {
            #expect(!one.session.accepts(csrfToken: wrong))
        }
    }

    @Test("a right is raised and never lowered, and ends with its session")
    func rights() async throws {
        let issued = try await store.openSession(language: "de")
        let id = MigrationID.random()
        try await store.grant(.owner, on: id, to: issued.session.id)
        try await store.grant(.track, on: id, to: issued.session.id)
        let found = try #require(try await store.session(token: issued.token.exposed))
        #expect(found.may(.owner, id) && found.may(.track, id))
        #expect(!found.may(.track, .random()))
        try await store.closeSession(issued.session.id)
        #expect(try await store.session(token: issued.token.exposed) == nil)
        try await store.grant(.owner, on: id, to: issued.session.id)
    }

    @Test("changes of a draft made at the same time are all kept")
    func drafts() async throws {
        let session = try await store.openSession(language: "de").session.id
        let other = try fixture.reopened()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let store = number.isMultiple(of: 2) ? store : other
                    _ = try await store.updateDraft(of: session) { $0.choices["\(number)"] = "x" }
                }
            }
            try await group.waitForAll()
        }
        let draft = try await store.updateDraft(of: session) { _ in }
        #expect(draft.choices.count == 20)
        try await store.discardDraft(of: session)
        #expect(try await store.updateDraft(of: session) { _ in }.migrationID != draft.migrationID)
    }

    @Test("an abandoned draft goes with its credentials before the session does")
    func abandoned() async throws {
        let issued = try await store.openSession(language: "de")
        _ = try await store.updateDraft(of: issued.session.id) { $0 = .complete() }
        fixture.time.advance(86_401)
        _ = try await store.sweep()
        let found = try #require(try await store.session(token: issued.token.exposed))
        #expect(found.draft == nil)
    }

    @Test("a draft of a session that is over cannot be changed")
    func over() async throws {
        await #expect(throws: Problem.self) {
            _ = try await store.updateDraft(of: Session.ID(rawValue: "none")) { _ in }
        }
    }
}

import MailCore
import Store
import Testing

@Suite("Links to a DNS plan")
struct CheckLinkTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")

    init() throws { fixture = try Fixture() }

    @Test("open it for 30 days; what nobody made opens nothing")
    func expiry() async throws {
        let project = try await store.begin().id
        #expect(try await store.checkLink(of: project) == nil)
        let link = try await store.makeCheckLink(of: project, by: eva)
        #expect(link.standing == .valid && link.project == project && link.until == fixture.time.now + 30 * 86_400)
        #expect(try await store.checkLink(of: project) == link)
        #expect(try await store.checkLink(token: link.token.exposed) == link)
        for token in ["", "\(link.token.exposed)x"] { #expect(try await store.checkLink(token: token) == nil) }
        fixture.time.advance(30 * 86_400)
        #expect(try await store.checkLink(token: link.token.exposed)?.standing == .expired)
        #expect(try await store.checkLink(of: project)?.standing == .expired)
    }

    @Test("are one for each project: a new one takes the place of the one before, also of one that was called back")
    func renewal() async throws {
        let (project, other) = (try await store.begin().id, try await store.begin().id)
        let foreign = try await store.makeCheckLink(of: other, by: eva)
        let old = try await store.makeCheckLink(of: project, by: eva)
        let new = try await store.makeCheckLink(of: project, by: eva)
        #expect(try await store.checkLink(token: old.token.exposed) == nil)
        #expect(try await store.checkLink(token: new.token.exposed)?.standing == .valid)
        for _ in 0..<2 { try await store.revokeCheckLink(of: project, by: eva) }
        #expect(try await store.checkLink(token: new.token.exposed)?.standing == .revoked)
        #expect(try await store.checkLink(token: foreign.token.exposed)?.standing == .valid)
        #expect(try await store.makeCheckLink(of: project, by: eva).standing == .valid)
        let events = try await store.trail(of: project).map(\.event).filter { $0.hasPrefix("check-link") }
        #expect(events == ["check-link-made", "check-link-made", "check-link-revoked", "check-link-made"])
    }

    @Test("go with their project, and are made for none that is not there")
    func deletion() async throws {
        let project = try await store.begin().id
        let link = try await store.makeCheckLink(of: project, by: eva)
        try await store.delete(project, by: eva)
        #expect(try await store.checkLink(token: link.token.exposed) == nil)
        await #expect(throws: Problem.self) { try await store.makeCheckLink(of: project, by: eva) }
    }
}

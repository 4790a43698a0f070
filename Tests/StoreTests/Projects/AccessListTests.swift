import MailCore
import Store
import Testing

@Suite("Access list of a project")
struct AccessListTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")
    private let carl = ProjectActor.someone("Carl")
    private let list = SealedAccessList(rawValue: "versiegelt")

    init() throws { fixture = try Fixture() }

    @Test("it is given out once, to one of two who ask, and the trail says to whom")
    func once() async throws {
        let project = try await store.begin().id
        #expect(try await store.takeAccessList(of: project, by: eva) == nil)
        let kept = try await store.keep(list, accounts: 3, of: project, by: eva)
        #expect(try await store.accessList(of: project) == kept)
        #expect(kept.accounts == 3 && kept.actor == eva && kept.until == kept.time + Retention().accessList)
        async let first = store.takeAccessList(of: project, by: eva)
        async let second = store.takeAccessList(of: project, by: carl)
        #expect(try await [first, second].compactMap(\.self) == [list])
        #expect(try await store.accessList(of: project) == nil)
        let events = try await store.trail(of: project).map(\.event).filter { $0.hasPrefix("access-list") }
        #expect(events == ["access-list-made", "access-list-exported"])
    }

    @Test("it destroys itself when its time is up, is replaced, dropped, and goes with its project")
    func gone() async throws {
        let project = try await store.begin().id
        try await store.keep(list, accounts: 3, of: project, by: eva)
        try await store.keep(SealedAccessList(rawValue: "neuer"), accounts: 2, of: project, by: carl)
        #expect(try await store.accessList(of: project)?.accounts == 2)
        fixture.time.advance(Double(Retention().accessList))
        #expect(try await store.accessList(of: project) == nil)
        #expect(try await store.takeAccessList(of: project, by: eva) == nil)
        #expect(try fixture.rows(of: project)["accessList"] == 1)
        _ = try await store.sweep()
        #expect(try fixture.rows(of: project)["accessList"] == 0)
        try await store.keep(list, accounts: 3, of: project, by: eva)
        try await store.dropAccessList(of: project, by: eva)
        #expect(try await store.takeAccessList(of: project, by: eva) == nil)
        try await store.keep(list, accounts: 3, of: project, by: eva)
        try await store.delete(project, by: eva)
        #expect(try fixture.rows(of: project)["accessList"] == 0)
    }
}

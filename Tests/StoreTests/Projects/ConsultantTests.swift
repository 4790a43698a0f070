import MailCore
import Store
import Testing

@Suite("Consultants")
struct ConsultantTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    @Test("a consultant is found by login in any case, also by another process; the firm is made once")
    func adding() async throws {
        let anna = try await store.hire("Anna")
        let berta = try await store.hire("berta")
        let carl = try await store.hire("carl", "Andere GmbH")
        #expect(anna.consultancy == berta.consultancy && anna.consultancy != carl.consultancy)
        #expect(try await fixture.reopened().consultant(login: "ANNA") == anna)
        #expect(try await store.consultants().map(\.login) == ["carl", "anna", "berta"])
        #expect(try await store.consultants(of: anna.consultancy.id) == [anna, berta])
        #expect(!anna.needsCode && anna.lastLogin == nil && anna.created == fixture.time.now)
    }

    @Test("a login that is taken, or is none, is refused", arguments: ["anna", "ANNA", "", "a b", "ä", "a\n"])
    func refused(_ login: String) async throws {
        _ = try await store.hire("anna")
        await #expect(throws: Problem.self) { try await store.hire(login) }
        await #expect(throws: Problem.self) { try await store.hire("dora", " \u{7} ") }
        #expect(try await store.consultants().count == 1)
    }

    @Test("a login is the session's alone, and ends")
    func login() async throws {
        let anna = try await store.hire("anna")
        let (one, two) = (try await store.openSession(language: "de"), try await store.openSession(language: "de"))
        #expect(try await store.consultant(login: "anna")?.lastLogin == nil)
        try await store.logIn(one.session.id, as: anna.id)
        let login = try #require(try await store.login(of: one.session.id))
        #expect(login.consultant.id == anna.id)
        #expect(login.consultant.lastLogin == fixture.time.now)
        #expect(try await store.login(of: two.session.id) == nil)
        let renewed = try #require(try await store.renewToken(of: one.session)).session
        #expect(try await store.login(of: renewed.id) != nil)
        try await store.logOut(renewed.id)
        #expect(try await store.login(of: renewed.id) == nil)
    }

    @Test("customers read the name; without one, the login")
    func names() async throws {
        let new = NewConsultant(login: "lea", name: " Lea  Zeder ", consultancy: "Muster AG", verifier: "v")
        let lea = try await store.add(new)
        #expect(lea.name.contains("Lea") && ProjectAccess.consultant(lea).actor.name == lea.name)
        try await store.setName("", of: lea.id)
        #expect(try await store.consultant(login: "lea")?.name == "lea")
        try await store.setName("Lea\u{7} Meier", of: lea.id)
        #expect(try await store.consultant(login: "lea")?.name.hasSuffix("Meier") == true)
    }

    @Test("a session that is over is nobody's login")
    func expiry() async throws {
        let anna = try await store.hire("anna")
        let session = try await store.openSession(language: "de").session
        try await store.logIn(session.id, as: anna.id)
        fixture.time.advance(8 * 86_400)
        #expect(try await store.login(of: session.id) == nil)
        _ = try await store.sweep()
        #expect(try await store.login(of: session.id) == nil)
    }

    @Test("another password, other codes and leaving end every login", arguments: 0..<3)
    func ended(_ how: Int) async throws {
        let anna = try await store.hire("anna")
        let session = try await store.openSession(language: "de").session
        try await store.logIn(session.id, as: anna.id)
        switch how {
        case 0: try await store.setPassword("$argon2id$new", of: anna.id)
        case 1: try await store.setCodes(SealedCodeSecret(rawValue: "sealed"), of: anna.id)
        default: #expect(try await store.remove(anna.id))
        }
        #expect(try await store.login(of: session.id) == nil)
        let now = try await store.consultant(login: "anna")
        #expect(now?.verifier == [0: "$argon2id$new", 1: "$argon2id$anna"][how])
        #expect(now?.totp?.rawValue == [1: "sealed"][how])
        if how == 2 { #expect(!(try await store.remove(anna.id))) }
    }

    @Test("a code is taken once, and none of an earlier step after it, however many try at once")
    func codes() async throws {
        let anna = try await store.hire("anna")
        let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { try await store.takeCode(step: 100, of: anna.id) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
        #expect(!(try await store.takeCode(step: 99, of: anna.id)))
        #expect(try await store.takeCode(step: 101, of: anna.id))
        try await store.setCodes(SealedCodeSecret(rawValue: "another"), of: anna.id)
        #expect(try await store.takeCode(step: 101, of: anna.id), "another secret has other codes")
    }
}

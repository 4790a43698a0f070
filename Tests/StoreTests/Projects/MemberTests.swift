import MailCore
import Store
import Testing

@Suite("Members of a project")
struct MemberTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }
    private let eva = ProjectActor.someone("Eva")

    init() throws { fixture = try Fixture() }

    private func newSession() async throws -> Session.ID { try await store.openSession(language: "de").session.id }

    @Test("a link is good for 30 days, then it has expired; what nobody made is unknown")
    func expiry() async throws {
        let project = try await store.begin()
        let link = try await store.invite(.to("Ida", .colleague), to: project.id, by: eva, mailing: false)
        #expect(try await store.link(token: link.token.exposed) == .valid(link.member))
        #expect(try await store.link(token: link.token.exposed + "x") == .unknown)
        #expect(try await store.link(token: "") == .unknown)
        fixture.time.advance(30 * 86_400)
        #expect(try await store.link(token: link.token.exposed) == .expired(link.member))
    }

    @Test(
        "a renewed link takes the place of the one before, also of one that was revoked; another project's is not found"
    )
    func renewal() async throws {
        let (project, other) = (try await store.begin(), try await store.begin())
        let old = try await store.invite(.to("Ida", .colleague), to: project.id, by: eva, mailing: false)
        fixture.time.advance(40 * 86_400)
        let id = old.member.id
        #expect(try await store.renewLink(of: id, in: other.id, keeping: nil, by: eva, mailing: false) == nil)
        let new = try #require(try await store.renewLink(of: id, in: project.id, keeping: nil, by: eva, mailing: false))
        #expect(try await store.link(token: old.token.exposed) == .unknown)
        #expect(try await store.link(token: new.token.exposed) == .valid(new.member))
        try await store.revoke(id, in: project.id, by: eva)
        guard case .revoked = try await store.link(token: new.token.exposed) else {
            Issue.record("not revoked")
            return
        }
        let again = try #require(
            try await store.renewLink(of: id, in: project.id, keeping: nil, by: eva, mailing: false)
        )
        #expect(try await store.link(token: again.token.exposed) == .valid(again.member))
    }

    @Test("shutting a member out takes the right from every session at once")
    func revocation() async throws {
        let (project, other) = (try await store.begin(), try await store.begin())
        let ida = try await store.invite(.to("Ida", .colleague), to: project.id, by: eva, mailing: false).member
        let sessions = [try await newSession(), try await newSession()]
        for session in sessions { try await store.grant(ida.id, to: session) }
        #expect(try await store.access(of: sessions[1], to: project.id)?.member?.id == ida.id)
        try await store.revoke(ida.id, in: other.id, by: eva)
        #expect(try await store.access(of: sessions[1], to: project.id) != nil, "no business of another project")
        try await store.revoke(ida.id, in: project.id, by: eva)
        for session in sessions {
            #expect(try await store.access(of: session, to: project.id) == nil)
            try await store.grant(ida.id, to: session)
            #expect(try await store.access(of: session, to: project.id) == nil)
        }
        #expect(try await store.members(of: project.id).map(\.revoked) == [fixture.time.now])
    }

    @Test("a new link shuts what the old one opened, but for the session that it was made in")
    func renewedSessions() async throws {
        let project = try await store.begin()
        let ida = try await store.invite(.to("Ida", .customer), to: project.id, by: eva, mailing: false).member
        let (own, other) = (try await newSession(), try await newSession())
        for session in [own, other] { try await store.grant(ida.id, to: session) }
        _ = try await store.renewLink(of: ida.id, in: project.id, keeping: own, by: eva, mailing: false)
        #expect(try await store.access(of: own, to: project.id) != nil)
        #expect(try await store.access(of: other, to: project.id) == nil)
        _ = try await store.renewLink(of: ida.id, in: project.id, keeping: nil, by: eva, mailing: false)
        #expect(try await store.access(of: own, to: project.id) == nil)
    }

    @Test("whoever takes part in several ways may the most of them, and is asked each of the questions")
    func most() async throws {
        let project = try await store.begin()
        let session = try await newSession()
        func join(_ role: Member.Role, _ question: String? = nil) async throws {
            let invitation = Invitation.to("Ida", role, question: question)
            let link = try await store.invite(invitation, to: project.id, by: eva, mailing: false)
            try await store.grant(link.member.id, to: session)
        }
        func access(_ question: String? = nil) async throws -> Member? {
            try await store.access(of: session, to: project.id, question: question)?.member
        }
        for question in ["dns", "people"] { try await join(.expert, question) }
        for question in ["dns", "people"] { #expect(try await access(question)?.question == question) }
        for role in [Member.Role.tester, .colleague, .customer] {
            try await join(role)
            try await join(.expert, "late")
            #expect(try await access()?.role == role)
            #expect(try await access("late")?.role == (role == .tester ? .expert : role))
        }
        try await join(.tester)
        #expect(try await access()?.role == .customer)
    }

    @Test("a session can be a member of several projects, and keeps that when its token is renewed")
    func several() async throws {
        let issued = try await store.openSession(language: "de")
        let projects = [try await store.begin(), try await store.begin(), try await store.begin()]
        for project in projects.dropLast() {
            let link = try await store.invite(.to("Ida", .tester), to: project.id, by: eva, mailing: false)
            try await store.grant(link.member.id, to: issued.session.id)
        }
        let renewed = try #require(try await store.renewToken(of: issued.session)).session.id
        #expect(try await store.memberships(of: renewed).map(\.project) == [projects[1].id, projects[0].id])
        for (project, may) in zip(projects, [true, true, false]) {
            #expect((try await store.access(of: renewed, to: project.id) != nil) == may)
        }
    }

    @Test("joining is noted once, being there to the minute")
    func visits() async throws {
        let project = try await store.begin()
        let ida = try await store.invite(.to("Ida", .customer), to: project.id, by: eva, mailing: false).member
        let session = try await newSession()
        #expect(ida.joined == nil && ida.lastSeen == nil)
        let joined = fixture.time.now
        for _ in 0..<2 { try await store.grant(ida.id, to: session) }
        #expect(try await store.trail(of: project.id).map(\.event) == ["created", "invited", "joined"])
        fixture.time.advance(59)
        _ = try await store.access(of: session, to: project.id)
        #expect(try await store.members(of: project.id).first?.lastSeen == joined)
        fixture.time.advance(1)
        _ = try await store.access(of: session, to: project.id)
        let seen = try #require(try await store.members(of: project.id).first)
        #expect(seen.lastSeen == joined + 60 && seen.joined == joined)
        #expect(try await store.project(project.id)?.lastVisit == joined + 60)
    }

    @Test(
        "each role may what it is for",
        arguments: [
            (Member.Role.customer, true, true, true), (.colleague, true, true, false), (.tester, false, false, false),
            (.expert, true, false, false),
        ]
    )
    func roles(_ role: Member.Role, _ asked: Bool, _ another: Bool, _ decides: Bool) async throws {
        let project = try await store.begin()
        let invitation = Invitation.to("Ida", role, question: "dns")
        let member = try await store.invite(invitation, to: project.id, by: eva, mailing: false).member
        let access = ProjectAccess.member(member)
        #expect(access.mayAnswer("dns") == asked && access.mayAnswer("people") == another)
        #expect(access.mayDecide == decides)
        #expect(member.question == (role == .expert ? "dns" : nil))
    }
}

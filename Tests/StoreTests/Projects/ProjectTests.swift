import MailCore
import Planning
import Store
import Testing

@Suite("Projects")
struct ProjectTests {
    private let fixture: Fixture
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    private func logIn(_ consultant: Consultant) async throws -> Session.ID {
        let session = try await store.openSession(language: "de").session.id
        try await store.logIn(session, as: consultant.id)
        return session
    }

    @Test("each consultancy sees its own projects and no others, and a project of nobody's is no consultant's")
    func consultancies() async throws {
        let (anna, berta) = (try await store.hire("anna"), try await store.hire("berta"))
        let carl = try await store.hire("carl", "Andere GmbH")
        let one = try await store.create(.named("Eins"), by: anna)
        let two = try await store.create(.named("Zwei"), by: carl)
        let free = try await store.createSelfService(.named("Frei"), customer: .to("Eva", .customer), mailing: false)
        #expect(try await store.projects(of: berta.consultancy.id) == [one])
        #expect(try await store.projects(of: carl.consultancy.id) == [two])
        let sessions = [try await logIn(anna), try await logIn(berta), try await logIn(carl)]
        for (project, allowed) in [(one, [true, true, false]), (two, [false, false, true])] {
            for (session, may) in zip(sessions, allowed) {
                #expect(try await store.access(of: session, to: project.id)?.isConsultant == (may ? true : nil))
            }
        }
        for session in sessions { #expect(try await store.access(of: session, to: free.project.id) == nil) }
        #expect(free.project.isSelfService && !one.isSelfService)
    }

    @Test("who is not logged in, who logged out and who left sees nothing")
    func logins() async throws {
        let anna = try await store.hire("anna")
        let project = try await store.create(.named("Eins"), by: anna)
        let session = try await store.openSession(language: "de").session.id
        #expect(try await store.access(of: session, to: project.id) == nil)
        try await store.logIn(session, as: anna.id)
        #expect(try await store.access(of: session, to: project.id) != nil)
        #expect(try await store.access(of: session, to: .random()) == nil)
        try await store.logOut(session)
        #expect(try await store.access(of: session, to: project.id) == nil)
        try await store.logIn(session, as: anna.id)
        _ = try await store.remove(anna.id)
        #expect(try await store.access(of: session, to: project.id) == nil)
        #expect(try await store.project(project.id)?.consultancy == anna.consultancy, "the firm keeps it")
    }

    @Test("a project that was begun without a consultant is taken on by an offer, once and in time")
    func offer() async throws {
        let made = try await store.createSelfService(.named("Frei"), customer: .to("Eva", .customer), mailing: false)
        let (project, actor) = (made.project.id, ProjectActor.member(made.link.member.id, name: "Eva"))
        let stale = try await store.offer(project, by: actor).exposed
        let token = try await store.offer(project, by: actor).exposed
        let carl = try await store.hire("carl")
        #expect(try await store.takeOn(token: stale, by: carl) == nil, "another offer took its place")
        #expect(try await store.offered(token: token)?.id == project)
        #expect(try await store.takeOn(token: token, by: carl)?.consultancy == carl.consultancy)
        #expect(try await store.takeOn(token: token, by: try await store.hire("dora", "Andere")) == nil)
        #expect(try await store.access(of: try await logIn(carl), to: project) != nil)
        let late = try await store.offer(project, by: actor).exposed
        fixture.time.advance(30 * 86_400 + 1)
        #expect(try await store.offered(token: late) == nil)
        #expect(try await store.takeOn(token: late, by: carl) == nil)
    }

    @Test("a name is bounded by its octets too: one character may carry any number of accents")
    func accents() async throws {
        let heavy = "e" + String(repeating: "\u{301}", count: 100_000)
        let project = try await store.begin(heavy)
        #expect(project.name.utf8.count <= 800 && project.name.count == 1)
        let comment = try await store.comment(heavy, on: "q", in: project.id, by: .someone("Eva"))
        #expect(comment.text.utf8.count <= 40_000)
        let name = heavy + ".txt"
        let deposit = try await store.deposit(name, link: nil, in: project.id, by: .someone("Eva"))
        try await deposit.write([65])
        let file = try await deposit.finish()
        #expect(file.name.utf8.count <= 800 && file.name.hasSuffix(".txt"))
    }

    @Test("every change raises the revision and stands in the trail; a visit does neither")
    func revision() async throws {
        let project = try await store.begin()
        let before = project.revision
        try await store.rename(project.id, to: " Neu\u{0}\n& <b>alt</b> ", by: .someone("Eva"))
        let renamed = try #require(try await store.project(project.id))
        #expect(renamed.name == "Neu & <b>alt</b>" && renamed.revision == before + 1)
        try await store.note("exported", in: project.id, by: .umzug, ["what": "archive"])
        let trail = try await store.trail(of: project.id)
        #expect(trail.map(\.event) == ["created", "renamed", "exported"])
        #expect(try await store.trail(of: project.id, last: 2) == Array(trail.suffix(2)))
        #expect(trail[1].actor.name == "Eva" && trail[2].detail == ["what": "archive"])
        await #expect(throws: Problem.self) { try await store.rename(.random(), to: "x", by: .umzug) }
        #expect(try await store.project(project.id)?.revision == renamed.revision)
    }

    @Test("deleting a project leaves no row and no file of it")
    func deletion() async throws {
        let address = MailAddress("anna@muster.example")
        let anna = try await store.add(
            NewConsultant(login: "anna", consultancy: "Muster AG", address: address, verifier: "v")
        )
        let (gone, kept) = (
            try await store.create(.named("Eins"), by: anna), try await store.create(.named("Zwei"), by: anna)
        )
        for project in [gone.id, kept.id] { try await fill(project) }
        let (one, two) = (try fixture.rows(of: gone.id), try fixture.rows(of: kept.id))
        #expect(one == two && one.values.allSatisfy { $0 > 0 } && one.count >= 11, "\(one)")
        try await store.delete(gone.id, by: .someone("Eva"))
        #expect(try fixture.rows(of: gone.id).values.allSatisfy { $0 == 0 })
        #expect(try fixture.rows(of: kept.id) == two)
        #expect(try fixture.projectFolders() == [kept.id.rawValue])
        #expect(try await store.project(gone.id) == nil)
        try await store.delete(gone.id, by: .umzug)
        #expect(try fixture.audit() == ["project-deleted member 0 {\"project\":\"\(gone.id)\"}"], "no name, and once")
        #expect(try await store.answers(of: gone.id) == nil)
        await #expect(throws: Problem.self) {
            _ = try await store.save(.text("x"), to: "q", of: gone.id, basedOn: 1, by: .umzug)
        }
    }

    /// One of everything.
    private func fill(_ project: ProjectID) async throws {
        let eva = ProjectActor.someone("Eva")
        let session = try await store.openSession(language: "de").session.id
        let link = try await store.invite(.to("Eva", .customer), to: project, by: eva, mailing: true)
        try await store.grant(link.member.id, to: session)
        _ = try await store.save(.text("x"), to: "q", of: project, basedOn: 0, by: eva)
        try await store.submit(project, after: 0, by: eva, mailing: true)
        try await store.mark("q", .query, version: 1, in: project, by: eva)
        try await store.comment("?", on: "q", in: project, by: eva)
        try await store.signOff(project, submission: 1, by: eva, mailing: true)
        _ = try await store.save(PlanEdits(), of: project, basedOn: 0, by: eva)
        try await store.tick(TickItem(.runbook, "a"), in: project, minutes: 1, note: "", basedOn: nil, by: eva)
        let day = CivilDate(year: 2027, month: 1, day: 4)
        try await store.book(NewBooking(step: "a", party: .customer, minutes: 5, day: day), in: project, by: eva)
        try await store.setProcess("a", to: .done, in: project, by: eva)
        _ = try await store.survey([WorkRequest.Zone(domain: "firma.example", target: .ownServer)], of: project)
        try await store.keep([ZoneState(domain: "firma.example")], of: project)
        try await store.keep(SealedAccessList(rawValue: "x"), accounts: 1, of: project, by: eva)
        _ = try await store.makeCheckLink(of: project, by: eva)
        let deposit = try await store.deposit("a.txt", link: nil, in: project, by: eva)
        try await deposit.write(Array("text".utf8))
        _ = try await deposit.finish()
    }

    @Test("all projects are listed, with how many consultants can open each")
    func all() async throws {
        let anna = try await store.hire("anna")
        _ = try await store.hire("berta")
        let guided = try await store.create(.named("Eins"), by: anna)
        let carl = try await store.hire("carl", "Andere GmbH")
        let orphan = try await store.create(.named("Zwei"), by: carl)
        _ = try await store.remove(carl.id)
        let made = try await store.createSelfService(.named("Frei"), customer: .to("Eva", .customer), mailing: false)
        let all = try await store.projects()
        #expect(
            Dictionary(uniqueKeysWithValues: all.map { ($0.project.id, $0.consultants) })
                == [guided.id: 2, orphan.id: 0, made.project.id: 0]
        )
    }

    @Test("a project begun by a visitor goes 60 days after the last visit, unless a consultant has taken it on")
    func retention() async throws {
        let guided = try await store.begin()
        let (left, visited) = (
            try await store.createSelfService(.named("A"), customer: .to("Eva", .customer), mailing: false),
            try await store.createSelfService(.named("B"), customer: .to("Ida", .customer), mailing: false)
        )
        try await fill(left.project.id)
        let session = try await store.openSession(language: "de")
        try await store.grant(visited.link.member.id, to: session.session.id)
        for _ in 0..<10 {
            fixture.time.advance(6 * 86_400)
            _ = try await store.session(token: session.token.exposed)
            #expect(try await store.access(of: session.session.id, to: visited.project.id) != nil)
            _ = try await store.sweep()
        }
        #expect(try await store.project(left.project.id) == nil)
        #expect(try fixture.audit() == ["project-expired worker {\"project\":\"\(left.project.id)\"}"])
        #expect(try fixture.rows(of: left.project.id).values.allSatisfy { $0 == 0 })
        #expect(try fixture.projectFolders().isEmpty)
        #expect(try await store.project(visited.project.id) != nil)
        #expect(try await store.project(guided.id) != nil)
    }

    @Test("a name is read as it was typed, and nothing else is one", arguments: ["", "..", "../x", "kurz-1234"])
    func names(_ wrong: String) throws {
        let id = ProjectID.random()
        #expect(ProjectID(typed: " \(id.rawValue.lowercased()) ") == id)
        #expect(ProjectID(rawValue: wrong) == nil)
    }
}

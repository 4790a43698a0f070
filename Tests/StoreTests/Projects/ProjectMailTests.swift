import MailCore
import Store
import Testing

@Suite("Mails of a project")
struct ProjectMailTests {
    private let fixture: Fixture
    private let worker = WorkerID(rawValue: "w1")
    private var store: AnyStore { fixture.store }

    init() throws { fixture = try Fixture() }

    /// Sends all that waits.
    private func sent() async throws -> [OutgoingMail] {
        var mails: [OutgoingMail] = []
        while let mail = try await store.takeMail(worker) {
            try await store.mailSent(mail)
            mails.append(mail)
        }
        return mails
    }

    private func matter(_ mail: OutgoingMail) throws -> ProjectMail {
        guard case .project(let matter) = mail.matter else {
            throw Problem(.usage, reaction: .stop, fixer: .you)
        }
        return matter
    }

    /// A project with two consultants, one of them without an address, and a customer.
    private func staged() async throws -> (project: ProjectID, carla: Consultant, eva: Member) {
        let address = MailAddress("carla@muster.example")
        let carla = try await store.add(
            NewConsultant(login: "carla", consultancy: "Muster AG", address: address, verifier: "v")
        )
        _ = try await store.hire("dora", "Muster AG")
        let project = try await store.create(.named("Velo AG"), by: carla).id
        let actor = ProjectActor.consultant(carla.id, name: "carla")
        let eva = try await store.invite(.to("Eva", .customer), to: project, by: actor, mailing: false).member
        return (project, carla, eva)
    }

    @Test("an invitation brings the link that was made, to the member, in the member's language")
    func invitation() async throws {
        let (project, carla, _) = try await staged()
        let actor = ProjectActor.consultant(carla.id, name: "carla")
        var invitation = Invitation.to("Ida", .expert, question: "dns-who")
        invitation.language = "fr"
        let link = try await store.invite(invitation, to: project, by: actor, mailing: true)
        let mails = try await sent()
        let mail = try #require(mails.first)
        #expect(mails.count == 1 && mail.kind == .projectQuestion && mail.recipient == "ida@firma.example")
        #expect(mail.language == "fr" && mail.about == project.rawValue)
        let matter = try matter(mail)
        #expect(matter.joinToken == link.token)
        #expect(
            matter.arguments
                == ProjectMailArguments(
                    project: "Velo AG",
                    sender: "carla",
                    consultancy: "Muster AG",
                    role: .expert,
                    question: "dns-who"
                )
        )
        #expect(try await sent().isEmpty)
    }

    @Test("whoever has no address, and whoever wants no mails, gets none")
    func withoutAddress() async throws {
        let (project, _, _) = try await staged()
        let invitation = Invitation(name: "Max", role: .colleague, language: "de")
        _ = try await store.invite(invitation, to: project, by: .umzug, mailing: true)
        _ = try await store.invite(.to("Ida", .colleague), to: project, by: .umzug, mailing: false)
        #expect(try await sent().isEmpty)
    }

    @Test("a link that was renewed or revoked before its mail went is not mailed")
    func stale() async throws {
        let (project, _, _) = try await staged()
        let ida = try await store.invite(.to("Ida", .colleague), to: project, by: .umzug, mailing: true).member
        let max = try await store.invite(.to("Max", .tester), to: project, by: .umzug, mailing: true).member
        fixture.time.advance(1)
        let renewed = try await store.renewLink(of: ida.id, in: project, keeping: nil, by: .umzug, mailing: true)
        try await store.revoke(max.id, in: project, by: .umzug)
        let mails = try await sent()
        #expect(mails.map(\.recipient) == ["ida@firma.example"])
        #expect(try mails.map { try matter($0).joinToken } == [renewed?.token])
    }

    @Test("an inventory begun without a consultant asks the address's owner, where mails are sent at all")
    func selfService() async throws {
        _ = try await store.createSelfService(.named("A"), customer: .to("Eva", .customer), mailing: false)
        #expect(try await sent().isEmpty)
        let begun = try await store.createSelfService(.named("A"), customer: .to("Eva", .customer), mailing: true)
        let mails = try await sent()
        #expect(mails.map(\.kind) == [.projectBegun])
        #expect(try matter(try #require(mails.first)).joinToken == begun.link.token)
    }

    @Test("a link is mailed to each project's member of that address, the same one, and to nobody shut out")
    func links() async throws {
        let (project, _, eva) = try await staged()
        let other = try await store.begin("Andere AG").id
        let second = try await store.invite(.to("Eva", .tester), to: other, by: .umzug, mailing: false)
        let shut = try await store.begin("Dritte AG").id
        let third = try await store.invite(.to("Eva", .tester), to: shut, by: .umzug, mailing: false).member
        try await store.revoke(third.id, in: shut, by: .umzug)
        fixture.time.advance(29 * 86_400)
        try await store.mailLinks(to: try #require(MailAddress("EVA@firma.example")))
        try await store.mailLinks(to: try #require(MailAddress("niemand@firma.example")))
        let mails = try await sent()
        #expect(mails.map(\.about) == [project.rawValue, other.rawValue])
        #expect(mails.allSatisfy { $0.kind == .projectLink && $0.recipient == "eva@firma.example" })
        let token = try #require(try matter(mails[1]).joinToken).exposed
        #expect(token == second.token.exposed)
        #expect(try await store.link(token: token) == .valid(second.member), "nobody proved anything: no day more")
        #expect(second.member.id != eva.id)
    }

    @Test("a link that has expired stays void whoever asks; its member gets a new one")
    func expired() async throws {
        let project = try await store.begin().id
        let old = try await store.invite(.to("Ida", .customer), to: project, by: .umzug, mailing: false)
        fixture.time.advance(31 * 86_400)
        try await store.mailLinks(to: try #require(MailAddress("ida@firma.example")))
        #expect(try await store.link(token: old.token.exposed) == .unknown)
        let mail = try #require(try await sent().first)
        let token = try #require(try matter(mail).joinToken).exposed
        guard case .valid(let member) = try await store.link(token: token) else {
            Issue.record("not valid")
            return
        }
        #expect(member.id == old.member.id && member.linkUntil == fixture.time.now + 30 * 86_400)
    }

    @Test("a mail that tells of something opens what it tells of, long after the invitation", arguments: [20, 31])
    func late(_ days: Int) async throws {
        let (project, carla, eva) = try await staged()
        let guide = ProjectActor.consultant(carla.id, name: "carla")
        let old = try #require(
            try await store.renewLink(of: eva.id, in: project, keeping: nil, by: guide, mailing: false)
        )
        try await store.mark("a", .query, version: 0, in: project, by: guide)
        fixture.time.advance(Double(days) * 86_400)
        try await store.giveBack(project, by: guide, mailing: true)
        fixture.time.advance(20 * 86_400)
        let mail = try #require(try await sent().first)
        let token = try #require(try matter(mail).joinToken).exposed
        guard case .valid(let member) = try await store.link(token: token) else {
            Issue.record("not valid")
            return
        }
        #expect(member.id == eva.id)
        #expect((token == old.token.exposed) == (days < 30), "what was void stays void")
    }

    @Test("whoever renews the own link gets it by mail as everybody else does")
    func own() async throws {
        let (project, _, eva) = try await staged()
        let actor = ProjectActor.member(eva.id, name: "Eva")
        let link = try await store.renewLink(of: eva.id, in: project, keeping: nil, by: actor, mailing: true)
        let mails = try await sent()
        #expect(mails.map(\.recipient) == ["eva@firma.example"])
        #expect(try mails.map { try matter($0).joinToken } == [link?.token])
    }

    @Test("handing in, giving back and accepting are told to the other side, once each, and not to whoever did it")
    func rounds() async throws {
        let (project, carla, eva) = try await staged()
        let (customer, guide) = (
            ProjectActor.member(eva.id, name: "Eva"), ProjectActor.consultant(carla.id, name: "carla")
        )
        try await store.submit(project, after: 0, by: customer, mailing: true)
        try await store.mark("a", .query, version: 0, in: project, by: guide)
        try await store.mark("b", .query, version: 0, in: project, by: guide)
        try await store.giveBack(project, by: guide, mailing: true)
        try await store.submit(project, after: 1, by: customer, mailing: true)
        try await store.submit(project, after: 1, by: customer, mailing: true)
        for _ in 0..<2 { try await store.signOff(project, submission: 2, by: guide, mailing: true) }
        let mails = try await sent()
        #expect(
            mails.map(\.kind) == [.projectSubmitted, .projectQueries, .projectSubmitted, .projectSignedOff]
        )
        let (carlas, evas) = ("carla@muster.example", "eva@firma.example")
        #expect(mails.map(\.recipient) == [carlas, evas, carlas, evas])
        #expect(try mails.map { try matter($0).arguments.count } == [1, 2, 2, 0])
        #expect(try mails.map { try matter($0).joinToken == nil } == [true, false, true, false])
    }

    @Test("a mail that is given up stands in the project's trail, without the address")
    func givenUp() async throws {
        let (project, _, _) = try await staged()
        _ = try await store.invite(.to("Ida", .colleague), to: project, by: .umzug, mailing: true)
        let mail = try #require(try await store.takeMail(worker))
        let problem = Problem(.unavailable, reaction: .stop, fixer: .operator)
        try await store.mailFailed(mail, problem, retryAt: nil)
        let line = try #require(try await store.trail(of: project).last)
        #expect(line.event == "mail-given-up")
        #expect(line.detail == ["kind": "project-invitation", "code": "unavailable"])
        #expect(try await sent().isEmpty)
    }

    @Test("a mail that fails after its project was deleted is over, and the worker goes on")
    func failedLate() async throws {
        let (project, _, _) = try await staged()
        _ = try await store.invite(.to("Ida", .colleague), to: project, by: .umzug, mailing: true)
        let mail = try #require(try await store.takeMail(worker))
        try await store.delete(project, by: .umzug)
        let problem = Problem(.unavailable, reaction: .stop, fixer: .operator)
        try await store.mailFailed(mail, problem, retryAt: nil)
        #expect(try await sent().isEmpty)
    }

    @Test("mails to one person are counted together, however the address is written")
    func spellings() async throws {
        let (project, _, _) = try await staged()
        for number in 0..<45 {
            var invitation = Invitation(name: "Ida \(number)", role: .tester, language: "de")
            invitation.address = MailAddress(number.isMultiple(of: 2) ? "ida@firma.example" : "Ida@Firma.example")
            _ = try await store.invite(invitation, to: project, by: .umzug, mailing: true)
        }
        #expect(try await sent().count == 40)
    }

    @Test("what waits for a consultant who left, or for a project that is gone, is not sent")
    func gone() async throws {
        let (project, carla, eva) = try await staged()
        let customer = ProjectActor.member(eva.id, name: "Eva")
        try await store.submit(project, after: 0, by: customer, mailing: true)
        _ = try await store.remove(carla.id)
        #expect(try await sent().isEmpty)
        _ = try await store.invite(.to("Ida", .colleague), to: project, by: customer, mailing: true)
        try await store.delete(project, by: customer)
        #expect(try await sent().isEmpty)
    }
}

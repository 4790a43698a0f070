import FoundationEssentials
import MailCore
import Planning
import Store
import Testing

@testable import Site

/// A project whose answers are those of an example, and what follows from them on every page.
extension Browser {
    /// Begins a project with the answers of `Tests/Fixtures/planning`; gives its path and its ID.
    func answered(_ name: String, firm: String = "Mühle AG") async throws -> (path: String, id: ProjectID) {
        let path = try await project(firm)
        let id = try #require(ProjectID(rawValue: path.split(separator: "/").last.map(String.init) ?? ""))
        let file = URL(filePath: "\(World.root)/Tests/Fixtures/planning/\(name).json")
        let answers = try JSONDecoder().decode(Answers.self, from: Data(contentsOf: file))
        for (question, answer) in answers.byQuestion.sorted(by: { $0.key < $1.key }) {
            _ = try await world.store.save(answer, to: question, of: id, basedOn: 0, by: .umzug)
        }
        return (path, id)
    }
}

extension WalkTests {
    static let large = "80-people-mx-plan-to-zimbra"

    /// The pages of the plans, as consultants, customers and testers see them.
    func plans(_ browser: Browser) async throws {
        let consultant = try await Browser.consultant(browser.world, "mia-\(browser.language)", of: "Planung")
        await consultant.get("/?lang=\(browser.language)")
        let path = try await consultant.project("Leer")
        for page in ["architecture", "accounts", "dns", "tests", "runbook", "messages", "files"] {
            await look(consultant, "\(path)/\(page)")
        }
        let (full, id) = try await consultant.answered(WalkTests.large)
        let customer = try await consultant.guest(full)
        await customer.get("/?lang=\(browser.language)")
        try await edited(consultant, full)
        try await zones(consultant, full)
        try await checked(consultant, customer, full)
        try await files(consultant, full)
        _ = try await browser.world.store.save(
            Answer(.rows([["name": "Eva", "address": "eva@fremd.example"]])),
            to: "mailboxes",
            of: id,
            basedOn: 1,
            by: .umzug
        )
        for visitor in [consultant, customer] {
            for page in ["architecture", "accounts", "dns", "tests", "runbook", "messages", "files"] {
                await look(visitor, "\(full)/\(page)")
            }
            await look(visitor, "\(full)/runbook?step=access")
        }
        try await preview(customer, full)
    }

    /// Everything that a consultant changes, typed right and wrong.
    private func edited(_ consultant: Browser, _ path: String) async throws {
        for edit in ["architecture?decision=new", "tests?case=new", "runbook?step=new"] {
            await look(consultant, "\(path)/\(edit)")
            PageCheck.check(await consultant.post("\(path)/\(edit)", [("title", "")]), "\(edit) empty")
        }
        let own = [("title", "<b>Eigenes</b>"), ("why", "=1+1"), ("steps", "so"), ("expected", "das"), ("check", "da")]
        for (page, more) in [
            ("architecture", [("decision", "new"), ("kind", "blocker")]), ("tests", [("case", "new")]),
            ("runbook", [("step", "new"), ("minutes", "20"), ("phase", "export")]),
        ] {
            await consultant.get("\(path)/\(page)?\(more[0].0)=new")
            let saved = await consultant.post("\(path)/\(page)", own + more)
            #expect(saved.status == 303, "\(page): \(saved.status)")
        }
        for edit in ["architecture?decision=own-1", "tests?case=own-2", "runbook?step=own-3", "runbook?step=rename"] {
            await look(consultant, "\(path)/\(edit)")
        }
        await look(consultant, "\(path)/architecture?decision=pop")
        let aside = [("decision", "pop"), ("title", "POP"), ("why", "Weil"), ("aside", "Nur einer")]
        await consultant.get("\(path)/architecture?decision=pop")
        await consultant.post("\(path)/architecture", aside)
        await consultant.get("\(path)/runbook")
        await consultant.post("\(path)/runbook", [("step", "lists"), ("action", "remove")])
        await consultant.post("\(path)/runbook", [("step", "access"), ("action", "done"), ("measured", "25")])
        await consultant.post("\(path)/runbook", [("action", "day"), ("day", "2027-03-14")])
        let lists = try await consultant.world.store.document("plan", as: PlanEdits.self, of: try #require(id(path)))
        #expect(lists?.document.runbook.removed == ["lists"] && lists?.document.dates.cutover == "2027-03-14")
        PageCheck.check(
            await consultant.post("\(path)/runbook", [("step", "access"), ("action", "done"), ("measured", "lange")]),
            "minutes"
        )
        await consultant.get("\(path)/runbook?step=mapping")
        let step = [("step", "mapping"), ("title", "Ordner"), ("check", "da"), ("minutes", "5"), ("seen", "title=0")]
        let outdated = await consultant.post("\(path)/runbook", step)
        #expect(outdated.status == 422)
        await consultant.get("\(path)/accounts")
        await consultant.post("\(path)/accounts", [("done", "account/anna@muehle-ag.example")])
        try await stray(consultant, path)
    }

    /// An edit of what is gone with another answer.
    private func stray(_ consultant: Browser, _ path: String) async throws {
        let project = try #require(id(path))
        let store = consultant.world.store
        let kept = try #require(try await store.document("plan", as: PlanEdits.self, of: project))
        var edits = kept.document
        edits.decisions["gone"] = .init(title: "Nicht mehr da")
        edits.runbook.steps["gone"] = .init(minutes: 4)
        _ = try await store.save(edits, named: "plan", of: project, basedOn: kept.version, by: .umzug)
    }

    private func id(_ path: String) -> ProjectID? {
        path.split(separator: "/").last.flatMap { ProjectID(rawValue: String($0)) }
    }

    private func files(_ consultant: Browser, _ path: String) async throws {
        for (name, content) in [("böse.exe", "MZ"), ("leer.txt", ""), ("", ""), ("bild.png", "keines")] {
            await consultant.get("\(path)/files")
            let refused = await consultant.upload("\(path)/files", name, content)
            #expect(refused.status == 422, "\(name)")
            PageCheck.check(refused, "refused \(name)")
        }
        for link in ["", "test/T1", "step/access", "question/company"] {
            await consultant.get("\(path)/files")
            let kept = await consultant.upload("\(path)/files", "Zone <1>.txt", "hallo", fields: [("link", link)])
            #expect(kept.status == 303, "\(link): \(kept.status)")
        }
        let project = try #require(id(path))
        let kept = try await consultant.world.store.files(of: project)
        #expect(kept.map(\.link?.kind) == [nil, .test, .step, .question])
    }

    /// The DNS plan: looked up, told, forgotten, and of a domain that does not exist.
    private func zones(_ consultant: Browser, _ path: String) async throws {
        await look(consultant, "\(path)/dns")
        consultant.world.answer { request in
            guard case .survey(let zones) = request else { return World.goodNews(request) }
            return .zones(
                zones.enumerated().map { index, zone in
                    let mail = DNSQuestion(.mx, of: zone.domain)
                    let record = DNSRecord(
                        name: zone.domain,
                        kind: .mx,
                        value: .mail(preference: 1, host: "mx.alt.example"),
                        lifetime: 86_400
                    )
                    let reply = ZoneState.Reply(question: mail, answer: DNSAnswer(records: [record]))
                    return index == 0
                        ? ZoneState(
                            domain: zone.domain,
                            zone: zone.domain,
                            nameServers: ["ns.alt.example"],
                            replies: [reply]
                        )
                        : ZoneState(domain: zone.domain, presence: .noSuchName)
                }
            )
        }
        await consultant.get("\(path)/dns")
        #expect(await consultant.post("\(path)/dns", [("action", "look")]).location?.hasSuffix("/dns") == true)
        let seen = await consultant.get("\(path)/dns")
        #expect(seen.html.contains("1 mx.alt.example"))
        await look(consultant, "\(path)/dns")
        await look(consultant, "\(path)/dns?slow=yes")
        let asked = [("action", "tell"), ("domain", "muehle-ag.example"), ("field", "ask-1-1-value")]
        for (name, type, text, status) in [
            ("x._domainkey.muehle-ag.example", "TXT", "v=DKIM1; p=\"MII\"", 303),
            ("fremd.example", "TXT", "x", 422), ("muehle-ag.example", "MX", "kein", 422),
        ] {
            await consultant.get("\(path)/dns")
            let told = await consultant.post(
                "\(path)/dns",
                asked + [("name", name), ("type", type), ("text", text)]
            )
            #expect(told.status == status, "\(name): \(told.status)")
            if status == 422 { PageCheck.check(told, "told \(name)") }
        }
        await consultant.post(
            "\(path)/dns",
            [("action", "senders"), ("domain", "muehle-ag.example"), ("senders", "a.example")]
        )
        await look(consultant, "\(path)/dns")
        for file in ["zone=wanted", "zone=today"] {
            let file = await consultant.get("\(path)/dns?domain=muehle-ag.example&\(file)")
            #expect(file.html.contains("$ORIGIN muehle-ag.example."))
        }
        consultant.world.answer(World.goodNews)
    }

    /// The link to the DNS plan, as those see it who make it and whoever opens it.
    private func checked(_ consultant: Browser, _ customer: Browser, _ path: String) async throws {
        let page = "\(path)/dns"
        await consultant.get(page)
        await consultant.post(page, [("action", "link")])
        let shown = await consultant.get(page)
        PageCheck.check(shown, "dns with a link")
        let agency = Browser(consultant.world, language: consultant.language)
        let link = try ZoneCheckTests.link(in: shown.html)
        await look(agency, link)
        await look(agency, "\(link)&slow=yes")
        await customer.get(page)
        await customer.post(page, [("action", "unlink")])
        await look(customer, page)
        await look(agency, link)
    }

    private func preview(_ customer: Browser, _ path: String) async throws {
        for (question, answer) in [("outlook", "must-stay"), ("target", "infomaniak-ksuite"), ("company", "Mühle")] {
            await customer.get("\(path)/inventory/\(question)")
            let shown = await customer.post("\(path)/preview?question=\(question)", [("answer", answer)])
            #expect(shown.status == 200, "\(question): \(shown.status)")
            PageCheck.check(shown, "preview \(question)")
        }
        let wrong = await customer.post("\(path)/preview?question=people", [("answer", "viele")])
        PageCheck.check(wrong, "preview wrong")
    }
}

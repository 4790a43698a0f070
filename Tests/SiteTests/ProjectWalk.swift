import Planning
import Testing

@testable import Site

/// The pages of projects, as consultants, customers and those who are asked one question see them.
extension WalkTests {
    func projects(_ browser: Browser) async throws {
        try await doors(browser)
        let world = browser.world
        let consultant = try await Browser.consultant(world, "lea-\(browser.language)")
        await consultant.get("/?lang=\(browser.language)")
        await look(consultant, "/consultant")
        PageCheck.check(await consultant.post("/consultant", [("name", " ")]), "no name")
        let account = "/consultant/account"
        await look(consultant, account)
        PageCheck.check(await consultant.post(account, [("action", "codes"), ("password", "falsch")]), "no code")
        let codes = [("action", "codes"), ("password", "lange geheim"), ("code", "123 456")]
        let sealed = [("sealed", "sealed for lea-\(browser.language)")]
        #expect(await consultant.post(account, codes + sealed).location == account)
        await look(consultant, account)
        PageCheck.check(await consultant.post("/consultant", [("action", "take"), ("offer", "x")]), "no offer")
        let path = try await consultant.project()
        await look(consultant, path)
        await look(consultant, "\(path)/people")
        PageCheck.check(await consultant.post("\(path)/people", [("name", ""), ("address", "nichts")]), "nobody")
        let asked = await consultant.post("\(path)/people", [("name", "Anna Keller"), ("role", "customer")])
        PageCheck.check(asked, "invited")
        let customer = try await consultant.taking(asked.html)
        await customer.get("/?lang=\(browser.language)")
        await look(customer, "/projects/enter")
        try await inventory(customer, path)
        try await review(consultant, customer, path)
        await look(customer, "\(path)/access-list")
        await customer.post("\(path)/access-list", [("action", "make")])
        await look(customer, "\(path)/access-list")
        let pages = ["", "?trail=all", "/people", "/inventory", "/inventory/check", "/review"]
        for page in pages { await look(customer, path + page) }
        let booking = [("book", "dns:30"), ("day-dns", "morgen"), ("note-dns", "=1+1")]
        PageCheck.check(await customer.post(path, booking), "no day")
        await consultant.get("\(path)/people")
        PageCheck.check(await consultant.post("\(path)/people", [("action", "delete")]), "not sure")
    }

    private func doors(_ browser: Browser) async throws {
        for path in ["/projects/new", "/projects/enter", "/consultant/login"] {
            await look(browser, path)
            PageCheck.check(await browser.post(path, [("address", "x")]), "\(path) empty")
        }
        await browser.get("/consultant/login")
        let wrong = await browser.post("/consultant/login", [("user", "lea"), ("password", "falsch")])
        PageCheck.check(wrong, "wrong login")
        let begun = [("company", "Chor"), ("name", "Ida"), ("address", "ida@chor.example")]
        PageCheck.check(await browser.post("/projects/new", begun), "begun")
        PageCheck.check(await browser.post("/projects/enter", [("address", "ida@chor.example")]), "link again")
        await look(browser, "/projects/join?token=nothing")
        await look(browser, "/projects/mails?token=nothing")
    }

    /// Each form of question, typed right and wrong.
    private func inventory(_ browser: Browser, _ path: String) async throws {
        let questionnaire = browser.world.site.blueprint.questionnaire
        for form in ["company", "domain", "people", "target", "contract-end", "collaboration", "catch-all"] {
            await look(browser, "\(path)/inventory/\(form)")
        }
        for (question, typed) in [("domain", "kein wort"), ("people", "viele"), ("target", ""), ("contact", "nein")] {
            PageCheck.check(await browser.answer(path, question, [("answer", typed)]), "\(question) wrong")
        }
        let table = "\(path)/inventory/mailboxes"
        await browser.get(table)
        let half = [("rows", "2"), ("first", "0"), ("c0-name", "Anna"), ("c1-address", "keine")]
        PageCheck.check(await browser.post(table, half), "half rows")
        PageCheck.check(await browser.post(table, half + [("action", "add")]), "more rows")
        let list = "Name;Adresse\nBen;ben@brunner-holz.example\nCarla;keine\n"
        PageCheck.check(await browser.post(table, [("action", "import"), ("paste", list)]), "half a list")
        await browser.answerWhatIsNeeded(path, people: "30")
        await look(browser, table)
        await look(browser, "\(table)/history")
        await browser.answer(path, "decider", [("unknown", "yes"), ("person", "Reto"), ("note", "<b>fragt</b>")])
        let out = [("action", "ask"), ("name", "Ivo"), ("address", "")]
        PageCheck.check(await browser.answer(path, "dns-host", [("action", "ask"), ("name", "")]), "ask nobody")
        let asked = await browser.answer(path, "dns-host", out)
        PageCheck.check(asked, "asked")
        let expert = try await browser.taking(asked.html)
        await look(expert, "\(path)/inventory/dns-host")
        await expert.post("\(path)/inventory/dns-host", [("answer", "Hostpoint")])
        await look(expert, "\(path)/inventory/dns-host?saved=yes")
        await browser.get("\(path)/inventory/reason")
        await expert.get("/projects/enter")
        let conflict = await conflict(browser, path)
        PageCheck.check(conflict, "conflict")
        #expect(conflict.status == 409 && questionnaire["reason"] != nil)
    }

    /// The answer to a question that was answered in between.
    private func conflict(_ browser: Browser, _ path: String) async -> Browser.Page {
        await browser.get("\(path)/inventory/reason")
        await browser.post("\(path)/inventory/reason", [("answer", "Kosten")])
        return await browser.post("\(path)/inventory/reason", [("answer", "Datenschutz"), ("version", "0")])
    }

    private func review(_ consultant: Browser, _ customer: Browser, _ path: String) async throws {
        await look(consultant, "\(path)/inventory")
        PageCheck.check(await consultant.post("\(path)/inventory", [("question", "")]), "no question")
        await consultant.post("\(path)/inventory", [("question", "Wer hat den <Schlüssel>?"), ("form", "text")])
        await look(consultant, "\(path)/inventory")
        await look(customer, "\(path)/inventory/own-1")
        await customer.get("\(path)/inventory/check")
        await customer.post("\(path)/inventory/check", [])
        await consultant.get("\(path)/review")
        let marks = [("mark-reason", "query"), ("seen-reason", "1"), ("comment-reason", "=1+1 <i>Warum?</i>")]
        await consultant.post("\(path)/review", marks + [("action", "back")])
        await look(consultant, "\(path)/review")
        await look(customer, "\(path)/inventory/reason")
        await look(customer, path)
        await customer.answer(path, "reason", [("answer", "Datenschutz")])
        await customer.get("\(path)/inventory/check")
        await customer.post("\(path)/inventory/check", [])
        await look(consultant, "\(path)/review?version=2")
        await consultant.get(path)
        await consultant.post(path, [("book", "dns:120")])
        await consultant.post(path, [("set", "dns"), ("state-dns", "waiting")])
        await look(consultant, path)
        await consultant.get("\(path)/review")
        await consultant.post("\(path)/review", [("action", "sign")])
        await look(consultant, "\(path)/review")
        await look(customer, "\(path)/inventory/people")
        PageCheck.check(await customer.post("\(path)/inventory/people", [("answer", "7")]), "too late")
    }
}

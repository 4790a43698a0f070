import HTTPServer
import MailCore
import Store
import Testing

@testable import Site

@Suite("Wizard")
struct WizardTests {
    @Test("source, target, options and check lead to a migration that is started once, however often the form is sent")
    func start() async throws {
        let world = try await World()
        let browser = Browser(world)
        #expect(await browser.enterSource().location == "/migrations/new/target")
        #expect(await browser.enterTarget().location == "/migrations/new/options")
        #expect(await browser.enterOptions().location == "/migrations/new/check")
        let page = await browser.get("/migrations/new/check")
        #expect(page.html.contains("Ist das das richtige Postfach?"))
        let first = await browser.post("/migrations/new/check", Browser.decisions)
        let again = await browser.post("/migrations/new/check", Browser.decisions)
        #expect(first.status == 303 && first.location == again.location)
        let started = await browser.get(first.location ?? "")
        #expect(started.html.contains(World.code))
        #expect(await browser.get("\(first.location ?? "")?save=yes").html.contains(World.code))
        let migrations = try await world.store.migrations()
        #expect(migrations.count == 1)
        #expect(migrations.first?.options.maxSize == 50_000_000)
        await world.end()
    }

    @Test("each class of findings wants its choice, and some choices lead back")
    func choices() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.enterOptions()
        await browser.get("/migrations/new/check")
        let undecided = await browser.post("/migrations/new/check", [("atTarget", "yes"), ("tooLarge", "skip")])
        #expect(undecided.status == 422)
        #expect(undecided.html.contains("href=\"#quota\"") && undecided.html.contains("href=\"#renamed\""))
        #expect(!undecided.html.contains("href=\"#atTarget\""))
        for (field, choice, page) in [
            ("atTarget", "no", "target"), ("quota", "less", "options"), ("renamed", "change", "options"),
        ] {
            let fields = Browser.decisions.filter { $0.0 != field } + [(field, choice)]
            #expect(await browser.post("/migrations/new/check", fields).location == "/migrations/new/\(page)")
        }
        #expect(try await world.store.migrations().isEmpty)
        await world.end()
    }

    @Test("a refused login is told in words, the server's own folded away, and all but the password is kept")
    func refused() async throws {
        let world = try await World()
        world.answer { _ in .problem(Samples.refused) }
        let browser = Browser(world)
        let page = await browser.enterSource()
        #expect(page.status == 422)
        #expect(page.html.contains("Die Anmeldung wurde abgelehnt") && page.html.contains("AUTHENTICATIONFAILED"))
        #expect(page.html.contains("value=\"imap.alt.example\"") && page.html.contains("anna.keller@"))
        #expect(!page.html.contains("alt geheim"))
        await world.end()
    }

    @Test("a worker that does not answer is a problem of its own")
    func silence() async throws {
        let world = try await World(patience: 0.05)
        let browser = Browser(world)
        await world.dismiss()
        let page = await browser.enterSource()
        #expect(page.status == 422 && page.html.contains("Der Server antwortet nicht"))
        await world.end()
    }

    @Test("a preview that takes long is waited for on a page of its own")
    func waiting() async throws {
        let world = try await World(patience: 3)
        let browser = Browser(world)
        await browser.enterTarget()
        let fields = await browser.optionFields()
        await world.dismiss()
        #expect(await browser.post("/migrations/new/options", fields).status == 303)
        #expect(await browser.get("/migrations/new/check").html.contains("Wir sehen beide Postfächer durch"))
        await world.end()
    }

    @Test("the pages cannot be entered before those that they build on")
    func order() async throws {
        let world = try await World()
        let browser = Browser(world)
        #expect(await browser.get("/migrations/new/target").location == "/migrations/new/source")
        #expect(await browser.get("/migrations/new/options").location == "/migrations/new/source")
        #expect(await browser.get("/migrations/new/check").location == "/migrations/new/options")
        await browser.enterSource()
        #expect(await browser.get("/migrations/new/options").location == "/migrations/new/target")
        await world.end()
    }

    @Test("what is typed on the options page becomes options: only what differs from the proposal")
    func options() async throws {
        let world = try await World()
        let browser = Browser(world)
        await browser.enterTarget()
        let fields = await browser.optionFields { name, value in
            switch (name, value) {
            case ("folder", "9"): nil
            case ("to-6", _): "Alt/Projekte 2024"
            case ("since", _): "1.1.2020"
            default: value
            }
        }
        #expect(await browser.post("/migrations/new/options", fields + [("includeDeleted", "yes")]).status == 303)
        let options = try await browser.session().draft?.options
        #expect(options?.map == [Samples.path("Projekte/2024"): Samples.path("Alt/Projekte 2024")])
        #expect(options?.exclude == [FolderPattern("Rechnungen")].compactMap { $0 })
        #expect(options?.since == 1_577_836_800)
        #expect(options?.includeDeleted == true && options?.exactOnly == false)
        await world.end()
    }
}

@Suite("Account form")
struct AccountFormTests {
    private func say(_ key: String) -> String { key }

    private func form(_ fields: [(String, String)]) -> AccountForm { AccountForm(.init(fields)) }

    @Test(
        "what people paste is understood",
        arguments: [
            ("imap.alt.example", "", "imap.alt.example", 993), (" IMAP.Alt.Example. ", "", "imap.alt.example", 993),
            ("imap.alt.example:1993", "", "imap.alt.example", 1993),
            ("imaps://anna@imap.alt.example:993/x", "", "imap.alt.example", 993),
            ("imap.alt.example", "143", "imap.alt.example", 143), ("::1", "993", "::1", 993),
        ]
    )
    func servers(server: String, port: String, host: String, number: Int) throws {
        let typed = form([("server", server), ("port", port), ("user", "anna"), ("security", "tls")])
        let endpoint = try typed.endpoint(say)
        #expect(endpoint.host == host && endpoint.port == number)
    }

    @Test(
        "what cannot be right is named at its field",
        arguments: [
            ("", "", "anna", ["server"]), ("imap alt", "", "anna", ["server"]), ("a.example", "0", "anna", ["port"]),
            ("a.example", "99999", "", ["port", "user"]), ("http://x/y z", "", "", ["user"]),
        ]
    )
    func complaints(server: String, port: String, user: String, fields: [String]) {
        let typed = form([("server", server), ("port", port), ("user", user)])
        do {
            _ = try typed.endpoint(say)
            Issue.record("accepted")
        } catch {
            #expect(error.items.map(\.field) == fields)
        }
    }

    @Test(
        "passwords are taken as they are typed, unless they cannot be sent",
        arguments: [
            (" a b ", true), ("q\"u\\o{t}e", true), ("ünïcödé 🔑", true), ("a\nb", false), ("a\rb", false),
            ("a\r\nb", false), ("a\0b", false), ("", false),
        ]
    )
    func passwords(password: String, isFine: Bool) {
        let credential = try? form([]).credential(password, say)
        #expect((credential != nil) == isFine)
        if case .password(let secret) = credential?.secret { #expect(secret.exposed == password) }
    }
}

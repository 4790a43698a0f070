import FoundationEssentials
import MailCore
import Store
import Testing
import Texts

@testable import HTTPServer
@testable import Site

@Suite("FAQ")
struct FAQTests {
    @Test("the FAQ is complete: every link leads somewhere, every problem and page has its answer")
    func complete() throws {
        let faq = try FAQ(directory: "\(World.root)/Templates/faq")
        let texts = try Texts(directory: "\(World.root)/Templates/locales")
        for finding in FAQCheck(faq, texts: texts).findings {
            #expect(finding.ok, "\(finding.name): \(finding.detail)")
        }
        #expect(faq.all(in: .de).count >= 40)
    }

    @Test("what is said of errors has its answer")
    func refusals() throws {
        let book = try AnswerBook(directory: "\(World.root)/Templates/faq")
        for slug in ["too-many-attempts", "lost-migration-id"] { #expect(book.link(to: slug, .de) != nil, "\(slug)") }
        #expect(book.link(for: .crashed, .en) != nil)
        for page in AnswerPage.allCases {
            for language in Language.allCases { #expect(!book.links(on: page, language).isEmpty, "\(page)") }
        }
    }

    @Test("the search answers in the page's language, whatever is asked, and runs no script")
    func search() async throws {
        let world = try await World()
        let browser = Browser(world)
        let found = await browser.get("/faq?q=rueckgaengig")
        #expect(found.html.contains("href=\"/faq/how-to-undo\"") && found.html.contains("<mark>"))
        for query in [
            "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "%27%22%00*(NEAR",
        ] {
            let page = await browser.get("/faq?q=\(query)")
            #expect(page.status == 200)
            #expect(!page.html.contains("<script>") && !page.html.contains("<img"))
            #expect(!Markup(page.html).elements("input").contains { $0["onerror"] != nil })
        }
        let english = Browser(world, language: "en")
        #expect(await english.get("/faq?q=undo").html.contains("<h1>Search for"))
        #expect(await english.get("/faq?q=undo&lang=fr").location == "/faq?q=undo")
        #expect(english.cookieNames == ["lang"])
        await world.end()
    }

    @Test(
        "a page that all readers share has one tag for each language; an answer, which holds a token, one for each reader"
    )
    func kept() async throws {
        let world = try await World()
        let (anna, ben, carla) = (Browser(world), Browser(world), Browser(world, language: "fr"))
        for path in ["/", "/faq", "/faq?q=undo"] {
            let tag = try #require(await anna.get(path).headers["ETag"])
            let same = await ben.get(path)
            #expect(same.headers["ETag"] == tag && same.headers["Cache-Control"] == "no-cache", "\(path)")
            #expect(same.headers["Vary"] == "Accept-Language, Cookie" && ben.cookieNames.isEmpty, "\(path)")
            #expect(await carla.get(path).headers["ETag"] != tag, "\(path)")
        }
        let answer = await anna.get("/faq/how-to-undo")
        #expect(answer.headers["Cache-Control"] == "private, no-cache")
        #expect(await anna.get("/faq/how-to-undo").headers["ETag"] == answer.headers["ETag"])
        #expect(await ben.get("/faq/how-to-undo").headers["ETag"] != answer.headers["ETag"])
        #expect(await anna.get("/migrations/track").headers["ETag"] == nil)
        await world.end()
    }

    @Test("a verdict counts once, and only with the form's own token; nobody needs a session for it")
    func rating() async throws {
        let world = try await World()
        let browser = Browser(world)
        let path = "/faq/how-to-undo"
        #expect(await browser.post(path, [("helpful", "yes"), ("csrf", "fremd")]).status == 403)
        await browser.get(path)
        #expect(await browser.post(path, [("helpful", "yes"), ("csrf", "fremd")]).status == 403)
        #expect(try await world.store.ratings().isEmpty)
        await browser.get(path)
        let sent = await browser.post(path, [("helpful", "no")])
        #expect(sent.status == 303 && sent.location == "\(path)?rated=no#rating")
        #expect(await browser.get("\(path)?rated=no").html.contains("role=\"status\""))
        await browser.get(path)
        #expect(await browser.post(path, [("helpful", "yes")]).status == 303)
        #expect(await browser.post(path, [("helpful", "<x>")]).location == path)
        let expected = [AnswerRating(article: "how-to-undo", language: "de", helpful: 0, unhelpful: 1)]
        #expect(try await world.store.ratings() == expected)
        #expect(browser.cookieNames == ["reader"])
        await world.end()
    }

    @Test("problems, pages and errors lead to their answers")
    func links() async throws {
        let world = try await World()
        let browser = Browser(world)
        world.answer { _ in .problem(Samples.refused) }
        let refused = await browser.enterSource()
        #expect(refused.html.contains("href=\"/faq/login-refused\""))
        let answers = world.site.answers
        for page in ["/", "/migrations/new/source", "/migrations/track"] {
            let route = try #require(Route(segments: page.split(separator: "/").map(String.init))?.answerPage)
            let html = await browser.get(page).html
            for link in answers.links(on: route, .de) { #expect(html.contains("href=\"\(link.href)\""), "\(page)") }
            #expect(html.contains("href=\"/faq\""))
        }
        let missing = await browser.get("/nirgends").html
        #expect(Markup(missing).elements("form").contains { $0["role"] == "search" && $0["action"] == "/faq" })
        let id = try await world.migration(
            Samples.projection(.paused(Samples.throttled, until: Samples.now + 60, from: .copying(.mail))),
            for: browser
        )
        let code = Samples.throttled.code
        let more = try #require(answers.link(for: code, .de))
        #expect(await browser.get("/migrations/\(id)").html.contains("href=\"\(more.href)\""))
        await world.end()
    }

    @Test("a missing translation is told, and the German one shown in its place; the check finds it")
    func untranslated() async throws {
        let templates = FileManager.default.temporaryDirectory.appending(path: "umzug-faq-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: "\(World.root)/Templates", toPath: templates)
        defer { try? FileManager.default.removeItem(atPath: templates) }
        try FileManager.default.removeItem(atPath: "\(templates)/faq/en/how-to-undo.md")
        let world = try await World(templates: templates)
        let page = await Browser(world, language: "en").get("/faq/how-to-undo")
        let markup = Markup(page.html)
        #expect(page.status == 200 && markup.elements("html").first?["lang"] == "en")
        #expect(markup.elements("article").first?["lang"] == "de-CH")
        #expect(page.html.contains("not available in English yet"))
        #expect(
            await Browser(world, language: "en").get("/faq?q=r%C3%BCckg%C3%A4ngig").html.contains("/faq/how-to-undo")
        )
        await world.end()
        let check = FAQCheck(
            try FAQ(directory: "\(templates)/faq"),
            texts: try Texts(directory: "\(templates)/locales")
        )
        let faults = check.findings.filter { !$0.ok }
        #expect(faults.contains { $0.name == "translations" && $0.detail == "en/how-to-undo.md is missing" })
    }

    @Test("the check finds every kind of fault")
    func faults() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "umzug-faq-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FAQTests.write("\(folder)/categories.yaml", "- {id: a, de: A, en: A}\n- {id: empty, de: L, en: E, fr: V}\n")
        let head = "category: a\norder: 1\nkeywords: []\n"
        let bad = "---\ntitle: Same\n\(head)codes: [no-such-code]\npages: [nowhere]\n---\n"
        try FAQTests.write("\(folder)/de/one.md", bad + "[x](gone) [y](#z) [z](ftp://x) [w](/nope) [v](two#u)")
        try FAQTests.write("\(folder)/de/two.md", "---\ntitle: same\n\(head)codes: [quota]\npages: []\n---\nText")
        try FAQTests.write("\(folder)/de/three.md", "---\ntitle: Else\n\(head)codes: [quota]\npages: [home]\n---\nText")
        let texts = try Texts(directory: "\(World.root)/Templates/locales")
        let details = FAQCheck(try FAQ(directory: folder), texts: texts).findings.filter { !$0.ok }.map(\.detail)
        let expected = [
            "en/one.md is missing", "there is no article gone", "there is no heading #z", "(ftp://x) is no link",
            "there is no page /nope", "there is no heading two#u", "there is no code no-such-code",
            "quota is explained by de/three and de/two", "de: nothing explains throttled", "there is no page nowhere",
            "nothing is meant for track", "is the title of de/one and de/two", "a has no name in fr", "empty is empty",
        ]
        for fault in expected { #expect(details.contains { $0.hasSuffix(fault) || $0.contains(fault) }, "\(fault)") }
    }

    @Test(
        "a file that is no article is told at the start",
        arguments: [
            "Text", "---\ntitle: A\n---\nText", "---\n: [\n---\nText", "---\ntitle: A\ncategory: b\norder: 1\n---\nx",
        ]
    )
    func malformed(text: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "umzug-faq-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FAQTests.write("\(folder)/categories.yaml", "- {id: a, de: A, en: A, fr: A}\n")
        try FAQTests.write("\(folder)/de/one.md", text)
        #expect(throws: FAQ.LoadError.self) { try FAQ(directory: folder) }
    }

    private static func write(_ path: String, _ text: String) throws {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}

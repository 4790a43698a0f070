import FoundationEssentials
import MailCore
import Testing
import Texts

@testable import Site

@Suite("Templates")
struct TemplatesTests {
    struct Page: ViewModel {
        struct Row {
            var name: String
            var note: String?
            var tags: [String]
            var number: Int
            var inner: Inner?
        }

        struct Inner { var word: String }

        var note: String?
        var isLong: Bool
        var rows: [Row]
    }

    private let texts: Texts

    init() throws {
        texts = try Texts(directory: "\(World.root)/Templates/locales")
    }

    /// What a page of these templates, by name, shows of the model; `page` is rendered.
    private func shown(_ files: [String: String], _ model: Page, _ language: Language = .de) throws -> String {
        let folder = "\(FileManager.default.temporaryDirectory.path)/umzug-templates-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            let path = URL(filePath: "\(folder)/\(name).mustache")
            let parent = path.deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: path)
        }
        return try Templates(directory: folder, texts: texts).render("page", model, in: language)
    }

    private func page(note: String? = nil, isLong: Bool = false, _ rows: [Page.Row] = []) -> Page {
        Page(note: note, isLong: isLong, rows: rows)
    }

    private func row(_ name: String, note: String? = nil, tags: [String] = [], inner: String? = nil) -> Page.Row {
        Page.Row(name: name, note: note, tags: tags, number: 7, inner: inner.map { Page.Inner(word: $0) })
    }

    @Test("what a page is given stands where its tags name it")
    func values() throws {
        let template =
            "{{#rows}}[{{name}} {{number}}{{#tags}} #{{.}}{{/tags}}{{#inner}} {{word}}{{/inner}}{{^note}} -{{/note}}]{{/rows}}"
        let rows = [row("a", note: "n", tags: ["x", "y"]), row("b", inner: "w")]
        #expect(try shown(["page": template], page(rows)) == "[a 7 #x #y][b 7 w -]")
        #expect(try shown(["page": "{{#isLong}}long{{/isLong}}{{^isLong}}short{{/isLong}}"], page()) == "short")
        #expect(try shown(["page": "{{#rows}}{{inner.word}}{{/rows}}{{^rows}}none{{/rows}}"], page()) == "none")
        #expect(try shown(["page": "{{#rows}}{{inner.word}};{{/rows}}"], page(rows)) == ";w;")
    }

    @Test("a row without a value does not show that of the page around it")
    func nothing() throws {
        let template = "{{#rows}}{{note}}{{#note}}!{{/note}}{{^note}}-{{/note}}{{/rows}}{{note}}"
        #expect(try shown(["page": template], page(note: "outer", [row("a"), row("b", note: "b")])) == "-b!outer")
    }

    @Test("the five characters of HTML are shown, in pages and in their parts, unless a tag says otherwise")
    func escaping() throws {
        let files = ["page": "{{note}}|{{>parts/one}}", "parts/one": "{{note}}|{{{note}}}"]
        let text = #"<a href="x">'&'</a> ä👩‍👩‍👧"#
        let escaped = "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; ä👩‍👩‍👧"
        #expect(try shown(files, page(note: text)) == "\(escaped)|\(escaped)|\(text)")
    }

    @Test("texts stand in the language of the page, escaped as values are", arguments: Language.allCases)
    func texts(language: Language) throws {
        let said = texts.render(Phrase("layout.newMigration"), in: Formats(language))
        let html = try shown(
            ["page": "{{#rows}}{{ t.layout.newMigration }};{{/rows}}"],
            page([row("a"), row("b")]),
            language
        )
        #expect(html == "\(MarkupText().escapeText(said));\(MarkupText().escapeText(said));")
        let raw = texts.render(Phrase("layout.help"), in: Formats(language))
        #expect(try shown(["page": "<p>{{{t.layout.help}}}</p>"], page(), language) == "<p>\(raw)</p>")
    }

    @Test("a part that stands alone takes its line, not the blanks before it")
    func parts() throws {
        let files = ["page": "<ul>\n  {{#rows}}\n  {{>row}}\n  {{/rows}}\n</ul>\n", "row": "<li>\n  {{name}}\n</li>\n"]
        #expect(try shown(files, page([row("a")])) == "<ul>\n<li>\n  a\n</li>\n</ul>\n")
    }

    @Test(
        "a template that names a text which there is not is refused at once",
        arguments: ["{{t.no.such}}", "{{{t.no}}}"]
    )
    func refused(tag: String) throws {
        #expect(throws: TemplateSource.Flaw.self) { try shown(["page": tag], page()) }
        #expect(throws: Templates.MissingTemplate.self) { try shown(["other": ""], page()) }
    }
}

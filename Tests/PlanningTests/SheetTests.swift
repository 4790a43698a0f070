import Catalogue
import MailCore
import Testing
import Texts

@testable import Planning

@Suite("What leaves the server")
struct SheetTests {
    let blueprint: Blueprint
    let answers: Answers
    let plan: Plan

    init() throws {
        blueprint = try Project.blueprint()
        answers = try Project.answers("80-people-mx-plan-to-zimbra")
        plan = blueprint.plan(for: answers)
    }

    private func maker(_ language: Language = .de) throws -> SheetMaker {
        let (texts, formats) = (try Project.texts(), Formats(language, zone: .fixed(seconds: 3600)))
        return SheetMaker { texts.render($0, in: formats) }
    }

    private func sheets(_ language: Language) throws -> [Sheet] {
        let maker = try maker(language)
        return [
            maker.inventory(answers, to: blueprint.questionnaire),
            maker.architecture(plan, questionnaire: blueprint.questionnaire), maker.accounts(plan), maker.tests(plan),
            maker.runbook(plan), maker.messages(plan),
        ]
    }

    @Test("has rows under as many headings, and texts in the reader's language", arguments: Language.allCases)
    func complete(language: Language) throws {
        for sheet in try sheets(language) {
            #expect(!sheet.table.rows.isEmpty && Set(sheet.table.headings).count == sheet.table.headings.count)
            let cells = sheet.table.headings + sheet.table.rows.joined()
            #expect(sheet.table.rows.allSatisfy { $0.count == sheet.table.headings.count }, "\(sheet.title)")
            #expect(!cells.contains { $0.hasPrefix("planning.") || $0.hasPrefix("dns.") }, "\(sheet.title)")
            #expect(!sheet.markdown.contains("planning."))
        }
    }

    @Test("has every step, case and account once")
    func counts() throws {
        let sheets = try sheets(.de)
        #expect(sheets[2].table.rows.count == plan.accounts.items.count)
        #expect(sheets[3].table.rows.count == plan.tests.cases.count)
        #expect(sheets[4].table.rows.count == plan.runbook.steps.count)
        let numbers = sheets[4].table.rows.map { $0[0] }
        #expect(Set(numbers).count == numbers.count && numbers.contains("1.1") && numbers.contains("I1.1"))
        let rename = sheets[4].table.rows.first { $0[3].contains("umbenennen, fünf Minuten") }
        #expect(rename?[9].split(separator: ",").count == 2)
    }

    @Test("names what the manager completes as the page does", arguments: Language.allCases)
    func angles(language: Language) throws {
        let live = ZoneState(domain: "firma.example")
        let catalogue = try Catalogue(directory: Templates.folder("catalogue"))
        let target = try #require(DNSTarget(.infomaniakKSuite, in: catalogue))
        let sheet = try maker(language).dns([
            DNSPlan.make(domain: live.domain, target: target, live: live, catalogue: catalogue)
        ])
        for text in [sheet.csv, sheet.markdown] {
            #expect(text.contains("‹selector›.") && !text.contains("{"), "\(text)")
        }
    }

    @Test("shows what somebody typed as text, in a spreadsheet and in Markdown")
    func harmless() throws {
        let evil = "=HYPERLINK(\"x\")\n# <script>*b*</script> | [a](javascript:1)"
        var answers = Answers(version: 1, ["company": Answer(.text(evil))])
        answers["mailboxes"] = Answer(.rows([["name": "@SUM(1)", "address": "a@x.ch"]]))
        let sheet = try maker().inventory(answers, to: blueprint.questionnaire)
        #expect(sheet.csv.contains("\"'=HYPERLINK(\"\"x\"\")\n# <script>"))
        #expect(sheet.csv.contains("Name: @SUM(1); Adresse: a@x.ch"))
        #expect(
            sheet.markdown.contains("=HYPERLINK(\"x\") \\# \\<script\\>\\*b\\*\\</script\\> \\| \\[a\\](javascript:1)")
        )
        #expect(!sheet.markdown.contains("<script>") && sheet.markdown.contains("| @SUM(1) | a@x.ch |"))
    }

    static let lines = [
        ("- a", "\\- a"), ("1. a", "1\\. a"), ("12) a", "12\\) a"), ("1.5 GB", "1\\.5 GB"), ("a - b", "a - b"),
        ("a_b", "a\\_b"), ("=\n=", "= ="), ("# x", "\\# x"), ("&lt;", "\\&lt;"),
    ]

    @Test("escapes what Markdown takes for a sign", arguments: lines)
    func escaping(text: String, expected: String) { #expect(Markdown.line(text) == expected) }

    @Test("keeps the lines of a text")
    func paragraphs() { #expect(Markdown.paragraph("a\n- b\n\nc") == "a\\\n\\- b\n\nc") }

    @Test("says who did what, and how long it took")
    func done() throws {
        let step = try #require(plan.runbook.steps.first)
        let done = SheetMaker.Done(person: "Anna", instant: 1_795_000_000, minutes: 42)
        let row = try #require(try maker().runbook(plan, done: [step.id: done]).table.rows.first)
        #expect(row[6] == "42" && row[10].hasPrefix("Anna, ") && row[10].contains("2026"))
    }
}

import MailCore
import Testing
import Texts

@testable import Planning

@Suite("The texts of the plans")
struct PlanTextsTests {
    let blueprint: Blueprint
    let texts: Texts
    let keys: [String]

    init() throws {
        blueprint = try Project.blueprint()
        texts = try Project.texts()
        keys = blueprint.wordings.keys
    }

    @Test("stand in every language, with the same arguments", arguments: Language.allCases)
    func complete(language: Language) {
        #expect(Set(texts.keys(language)).isSuperset(of: keys))
        for key in keys {
            #expect(texts.argumentNames(key, in: language) == texts.argumentNames(key, in: .de), "\(key)")
        }
    }

    @Test("are refused where one is no pattern, and replace no text that was there before")
    func adding() throws {
        #expect(throws: Texts.LoadError.self) { try texts.adding(["de": ["planning.broken": "{n:"]]) }
        let other = try texts.adding(["de": ["planning.area.mail": "Anderes", "planning.new": "Neu"]])
        #expect(other.render(Phrase("planning.area.mail"), in: Formats(.de)) == "E-Mail")
        #expect(other.render(Phrase("planning.new"), in: Formats(.de)) == "Neu")
    }

    @Test("name only arguments that somebody fills in: a question, a cell of a row, or what a flaw tells")
    func arguments() {
        let questions = Set(blueprint.questionnaire.questions.map(\.id))
        let cells = Set(blueprint.questionnaire.questions.flatMap { $0.columns.map { "row-\($0.id)" } })
        let others: Set = ["n", "value", "low", "high", "expected", "address", "domain", "time"]
        for key in keys {
            let isOurs =
                key.hasPrefix("planning.flaw.") || key.hasPrefix("planning.finding.")
                || key.hasPrefix("planning.sheet.")
            let allowed = isOurs ? others : questions.union(cells)
            #expect(texts.argumentNames(key, in: .de).isSubset(of: allowed), "\(key)")
        }
    }

    @Test("render in every language without a left-over bracket or space", arguments: Language.allCases)
    func renders(language: Language) {
        let formats = Formats(language, zone: .fixed(seconds: 3600))
        for key in keys {
            for number in ["0", "1", "31002"] {
                let names = texts.argumentNames(key, in: language)
                let filled = Dictionary(uniqueKeysWithValues: names.map { ($0, number) })
                let text = texts.render(Phrase(key, filled), in: formats)
                #expect(!text.isEmpty && !text.contains { "{}[]".contains($0) }, "\(key): \(text)")
                #expect(!text.contains("  ") && text.first?.isWhitespace == false, "\(key): \(text)")
            }
        }
    }

    @Test("are calm, without ß, „ and exclamation marks", arguments: Language.allCases)
    func tone(language: Language) {
        for key in keys {
            let text = texts.render(Phrase(key), in: Formats(language))
            #expect(!text.contains { "ß„!".contains($0) }, "\(key): \(text)")
            for word in ["leider", "erfolgreich", "ungültig", "Oops", "Sorry", "please", "Désolé"] {
                #expect(text.firstRange(of: word) == nil, "\(key): \(text)")
            }
        }
    }

    @Test("keep double signs on the line of the word beside them in French")
    func spaces() {
        for key in keys {
            let text = texts.render(Phrase(key), in: Formats(.fr))
            for sign in [" ;", " ?", " !", " :", "« ", " »"] { #expect(!text.contains(sign), "\(key): \(text)") }
        }
    }

    @Test("exist for every value that a plan can show")
    func values() {
        var phrases = Architecture.Area.allCases.map(\.title) + Architecture.Way.allCases.map(\.title)
        phrases += TestPlan.Tester.allCases.map(\.title) + TestPlan.Testable.allCases.map(\.title)
        phrases += Runbook.Phase.allCases.map(\.title) + Runbook.Actor.allCases.map(\.title)
        phrases += AccountPlan.Kind.allCases.map(\.title)
        for phrase in phrases { #expect(blueprint.wordings.has(phrase.key), "\(phrase.key)") }
    }
}

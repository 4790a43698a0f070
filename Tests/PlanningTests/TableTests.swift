import MailCore
import Testing
import Texts

@testable import Planning

@Suite("Tables of answers")
struct TableTests {
    let question: Question

    init() throws { question = try #require(try Project.blueprint().questionnaire["mailboxes"]) }

    static let two = [["name": "Anna", "address": "anna@x.ch"], ["name": "Reto", "address": "reto@x.ch"]]

    @Test(
        "are read whatever separates the cells, and whatever the headings' language",
        arguments: [
            "Name,Adresse\nAnna,anna@x.ch\nReto,reto@x.ch",
            "Name;Adresse\r\nAnna;anna@x.ch\r\nReto;reto@x.ch\r\n",
            "Adresse\tNom\nanna@x.ch\tAnna\nreto@x.ch\tReto\n",
            "\u{FEFF}name;address\nAnna;anna@x.ch\nReto;reto@x.ch",
            "\"Name\",\"E-Mail\"\n\"Anna\",\"anna@x.ch\"\n\"Reto\",\"reto@x.ch\"",
            "Anna,anna@x.ch\nReto,reto@x.ch",
            "Anna\tanna@x.ch\nReto\treto@x.ch",
            "Display name,Email address\n\nAnna, anna@x.ch ,\n,,\nReto,reto@x.ch\n",
        ]
    )
    func read(text: String) {
        let result = question.reading(table: text)
        #expect(result.rows == TableTests.two)
        #expect(result.refusals.isEmpty)
    }

    @Test("keep the good rows and say of the bad ones line, column and reason")
    func refusals() {
        let text =
            "Name;Adresse;GB\nAnna;anna@x.ch;2,5 GB\nReto;reto;1\n;lea@x.ch;1\nMarc;marc@x.ch;viel\nSara;sara@x.ch;1;2\nEva;eva@x.ch;1’200"
        let result = question.reading(table: text)
        #expect(result.rows.map { $0["gb"] } == ["2.5", "1200"])
        #expect(result.refusals.map(\.line) == [3, 4, 5, 6])
        #expect(
            result.refusals.map { $0.reason.key }
                == ["email", "empty", "number", "cells"].map { "planning.flaw.\($0)" }
        )
        #expect(result.refusals[0].column == question.column("address")?.title)
        #expect(result.refusals[0].reason.arguments == ["value": "reto"])
        #expect(result.refusals[3].cells == ["Sara", "sara@x.ch", "1", "2"])
    }

    @Test("count lines inside quotes, and double quotes inside them")
    func quotes() {
        let result = question.reading(table: "Name,Adresse\n\"Anna \"\"Änni\"\"\nKeller\",anna@x.ch\nReto,falsch")
        #expect(result.rows == [["name": "Anna \"Änni\"\nKeller", "address": "anna@x.ch"]])
        #expect(result.refusals.map(\.line) == [4])
    }

    @Test("tell of a quote that is never closed")
    func unclosed() {
        let result = question.reading(table: "Name,Adresse\nAnna,anna@x.ch\n\"Reto,reto@x.ch\n")
        #expect(result.rows.count == 1)
        #expect(result.refusals.map { $0.reason.key } == ["planning.flaw.quote"])
    }

    @Test("leave an unknown column out and say so")
    func heading() {
        let result = question.reading(table: "Name,Adresse,Haarfarbe\nAnna,anna@x.ch,rot")
        #expect(result.rows == [["name": "Anna", "address": "anna@x.ch"]])
        #expect(result.refusals.map { $0.reason.arguments["value"] } == ["Haarfarbe"])
    }

    @Test(
        "take choices by their names in any language, and several addresses in a cell",
        arguments: ["archivieren", "ARCHIVER", "archive"]
    )
    func choices(word: String) {
        let text = "Name\tAdresse\tWeitere Adressen\tWas geschieht\nAnna\tAnna@X.ch\ta@x.ch; b@x.ch,c@x.ch\t\(word)"
        let row = question.reading(table: text).rows.first
        #expect(row?["keep"] == "archive")
        #expect(row?["aliases"] == "a@x.ch b@x.ch c@x.ch")
        #expect(row?["address"] == "Anna@x.ch")
    }

    @Test("are nothing where the text is empty", arguments: ["", "\n\n", "\u{FEFF}", " ; ; "])
    func empty(text: String) { #expect(question.reading(table: text) == TableImport()) }

    @Test("refuse more rows than the limit")
    func limit() {
        let lines = (0...AnswerLimits.rows).map { "N\($0),a\($0)@x.ch" }
        let result = question.reading(table: lines.joined(separator: "\n"))
        #expect(result.rows.count == AnswerLimits.rows)
        #expect(result.refusals.map { $0.reason.key } == ["planning.flaw.rows"])
    }

    @Test("come back from CSV as they went, formulas defused on the way")
    func export() throws {
        let rows = [
            ["name": "=HYPERLINK(\"http://x\")", "address": "anna@x.ch", "gb": "2.5", "keep": "archive"],
            ["name": "+41 31, Bern", "address": "reto@x.ch", "aliases": "a@x.ch b@x.ch"],
            ["name": "Anna \"Änni\"\nKeller", "address": "lea@x.ch"],
        ]
        let texts = try Project.texts()
        let csv = question.csv(rows) { texts.render($0, in: .init(.de)) }
        #expect(csv.hasPrefix("Name,Adresse,Weitere Adressen,Grösse in GB,Was geschieht\r\n"))
        #expect(csv.contains("\"'=HYPERLINK") && csv.contains("\"'+41 31, Bern\"") && csv.contains(",archivieren\r\n"))
        let back = question.reading(table: csv)
        #expect(back.rows == rows)
        #expect(back.refusals.isEmpty)
    }
}

import MailCore
import Testing

@testable import Texts

@Suite("Pattern")
struct PatternTests {
    private func render(_ pattern: String, _ arguments: [String: String], _ language: Language = .de) throws -> String {
        let texts = try Texts(yaml: [.de: "a: \"\(pattern)\"\nkind:\n  mail: E-Mails\n"])
        return texts.render(Phrase("a", arguments), in: Formats(language, zone: .fixed(seconds: 3600)))
    }

    @Test(
        "arguments are put in as the format says",
        arguments: [
            ("{n:number} da", ["n": "31002"], "31’002 da"), ("{n:size}", ["n": "12400000000"], "12.4 GB"),
            ("bis {t:time}", ["t": "2026-11-20T13:05:00Z"], "bis 14:05"), ("{t:time}", ["t": "1795179900"], "14:05"),
            ("{n} {n:plural:Nachricht|Nachrichten}", ["n": "1"], "1 Nachricht"),
            ("{n} {n:plural:Nachricht|Nachrichten}", ["n": "0"], "0 Nachrichten"),
            ("{k:text:kind}", ["k": "mail"], "E-Mails"), ("{k:text:kind}", ["k": "unbekannt"], "unbekannt"),
            ("Server[ {host}] da", [:], "Server da"),
            ("Server[ {host}] da", ["host": "a.example"], "Server a.example da"),
            ("{n:number}", ["n": "viele"], "viele"),
        ] as [(String, [String: String], String)]
    )
    func formats(pattern: String, arguments: [String: String], expected: String) throws {
        #expect(try render(pattern, arguments) == expected)
    }

    @Test("French has the singular after zero too")
    func french() throws {
        #expect(try render("{n:plural:un|plusieurs}", ["n": "0"], .fr) == "un")
    }

    @Test(
        "a text that is no pattern is refused when it is read",
        arguments: ["{n", "n}", "[a", "a]", "{n:nonsense}", "{n:plural:a}", "{a {b}}"]
    )
    func flaws(text: String) {
        #expect(throws: Pattern.Flaw.self) { try Pattern(text) }
    }

    @Test("a text that a language lacks is the German one, and somebody is told")
    func fallback() async throws {
        await confirmation { told in
            let texts = try? Texts(yaml: [.de: "a: Guten Tag", .en: "b: Hello"]) { key, language in
                #expect(key == "a" && language == .en)
                told()
            }
            #expect(texts?.render(Phrase("a"), in: Formats(.en)) == "Guten Tag")
        }
    }
}

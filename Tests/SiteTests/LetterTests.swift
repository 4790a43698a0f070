import MailCore
import Store
import Testing
import Texts

@testable import Site

@Suite("Letters")
struct LetterTests {
    @Test("a customer's language decides, and an unknown one is German")
    func languages() async throws {
        let letters = try await Letters(templates: "\(World.root)/Templates", publicURL: "https://umzug.example")
        var mail = Samples.mail(.finished, .fr)
        #expect(try letters.write(mail).subject.hasPrefix("Votre migration est terminée"))
        mail.language = "xx"
        #expect(try letters.write(mail).language == "de-CH")
    }

    @Test("what others wrote is text in the HTML part, and no more")
    func escaping() async throws {
        let letters = try await Letters(templates: "\(World.root)/Templates", publicURL: "https://umzug.example")
        var mail = Samples.mail(.finished, .de)
        mail.arguments.source = "<script>alert(1)</script>\r\nBcc: x@y.example"
        #expect(!(try letters.write(mail).html.contains("<script")))
    }

    @Test("the operator's name, colour, contact and pages are in both parts; the colour can be read")
    func brand() async throws {
        var brand = Brand(name: "Holz & Post", accent: Colour("#ffcc00"))
        brand.imprint = "https://holz.example/impressum"
        let letters = try await Letters(
            templates: "\(World.root)/Templates",
            publicURL: "https://umzug.example",
            brand: brand,
            contact: "hilfe@holz.example"
        )
        let letter = try letters.write(Samples.mail(.finished, .de))
        for part in [letter.text, letter.html] {
            #expect(part.contains("Hilfe: hilfe@holz.example") && part.contains("https://holz.example/impressum"))
        }
        #expect(letter.html.contains("Holz &amp; Post") && !letter.html.contains(">Umzug<"))
        let background = try #require(letter.html.firstMatch(of: /background:(#[0-9a-f]{6});color:(#[0-9a-f]{6});font/))
        let (on, ink) = (try #require(Colour(String(background.1))), try #require(Colour(String(background.2))))
        #expect(on.contrast(with: ink) >= 4.5)
        #expect(!letter.html.contains("#1f35c7"))
    }

    /// What every mail must be.
    static func check(_ letter: Letter, _ mail: OutgoingMail) {
        let name = "\(mail.kind) \(mail.language)"
        #expect(!letter.subject.isEmpty && letter.subject.count <= 120, "\(name): \(letter.subject)")
        for part in [letter.text, letter.html] {
            #expect(
                !part.contains("Optional(") && !part.contains("{{") && !part.contains("mail.\(mail.kind.key)."),
                "\(name)"
            )
            #expect(part.contains("https://umzug.example/notifications/stop?token=stop-token"), "\(name)")
            let isQuestion = mail.kind == .confirmAddress
            #expect(part.contains("confirm-token") == isQuestion, "\(name)")
            #expect(part.contains(mail.migration.rawValue) != isQuestion, "\(name)")
        }
        #expect(!letter.html.contains("<img") && !letter.html.contains("<script"), "\(name)")
        #expect(!letter.text.contains("&") && !letter.text.contains("<"), "\(name): \(letter.text)")
    }
}

extension Samples {
    /// One mail of each kind, and the pause that ends by itself.
    static func mails(_ language: Language) -> [OutgoingMail] {
        var waiting = mail(.paused, language)
        waiting.arguments.problem = throttled
        waiting.arguments.until = now + 1320
        return MailKind.allCases.map { mail($0, language) } + [waiting]
    }

    static func mail(_ kind: MailKind, _ language: Language) -> OutgoingMail {
        var counts = Counts()
        (counts.copied, counts.alreadyThere, counts.skipped, counts.failed) = (30_213, 786, 1, 2)
        (counts.removed, counts.kept) = (30_198, 15)
        return OutgoingMail(
            number: 1,
            id: "0123456789abcdef0123456789abcdef",
            migration: MigrationID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random(),
            kind: kind,
            recipient: "anna@example.org",
            language: language.rawValue,
            arguments: MailArguments(
                source: "anna.keller@brunner-holz.example",
                target: "anna.keller@brunner-holz.example",
                counts: counts,
                pass: 1,
                problem: refused,
                undoUntil: now + 48 * 3600
            ),
            created: now,
            confirmToken: Redacted("confirm-token"),
            stopToken: Redacted("stop-token")
        )
    }
}

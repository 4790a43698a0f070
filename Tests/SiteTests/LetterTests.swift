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
        let evil = "<script>alert(1)</script>\r\nBcc: x@y.example"
        mail.matter = .migration(Samples.migrationMail { $0.source = evil })
        #expect(!(try letters.write(mail).html.contains("<script")))
        mail = Samples.mail(.projectInvitation, .de)
        mail.matter = .project(Samples.projectMail { ($0.project, $0.sender) = (evil, evil) })
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

    @Test("a mail about a project leads where its reader gets in, and asks an expert the question itself")
    func projects() async throws {
        let letters = try await Letters(templates: "\(World.root)/Templates", publicURL: "https://umzug.example")
        let join = "https://umzug.example/projects/join?token=join-token"
        var mail = Samples.mail(.projectQuestion, .de)
        mail.matter = .project(Samples.projectMail { ($0.role, $0.question) = (.expert, "dns-who") })
        #expect(try letters.write(mail).text.contains("Frage: "), "its wording, from the questionnaire")
        #expect(try letters.write(mail).text.contains(join))
        mail.matter = .project(Samples.projectMail { ($0.role, $0.question) = (.expert, "own-1") })
        #expect(!(try letters.write(mail).text.contains("Frage: ")))
        mail = Samples.mail(.projectSubmitted, .en)
        mail.matter = .project(ProjectMail(project: Samples.project, arguments: Samples.said, joinToken: nil))
        #expect(try letters.write(mail).text.contains("https://umzug.example/projects/\(Samples.project)/review\n"))
        #expect(try letters.write(mail).text.contains("https://umzug.example/consultant/account\n"))
        let words: [Member.Role: String] = [
            .customer: "geben die Antworten ab", .colleague: "lassen", .tester: "Testplan",
        ]
        for (role, word) in words {
            mail = Samples.mail(.projectInvitation, .de)
            mail.matter = .project(Samples.projectMail { $0.role = role })
            #expect(try letters.write(mail).text.contains(word), "\(role)")
        }
    }

    /// What every mail must be.
    static func check(_ letter: Letter, _ mail: OutgoingMail) {
        let name = "\(mail.kind) \(mail.language)"
        #expect(!letter.subject.isEmpty && letter.subject.count <= 120, "\(name): \(letter.subject)")
        for part in [letter.text, letter.html] {
            #expect(
                !part.contains("Optional(") && !part.contains("{{") && !part.contains("ail.\(mail.kind.key)."),
                "\(name)"
            )
            let isOfProject = MailKind.ofProjects.contains(mail.kind)
            let stops = part.contains("https://umzug.example/notifications/stop?token=stop-token")
            #expect(stops != isOfProject, "\(name)")
            let isQuestion = mail.kind == .confirmAddress
            #expect(part.contains("confirm-token") == isQuestion, "\(name)")
            #expect(part.contains("/projects/join?token=join-token") == isOfProject, "\(name)")
            let isAsked = [.projectLink, .projectBegun].contains(mail.kind)
            #expect(part.contains("/projects/mails?token=join-token") == (isOfProject && !isAsked), "\(name)")
            #expect(part.contains(mail.about) == !(isQuestion || isOfProject), "\(name)")
        }
        #expect(!letter.html.contains("<img") && !letter.html.contains("<script"), "\(name)")
        #expect(!letter.text.contains("&") && !letter.text.contains("<"), "\(name): \(letter.text)")
    }
}

extension Samples {
    static let project = ProjectID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random()
    static let said = ProjectMailArguments(
        project: "Velo Rast Söhne AG",
        sender: "Carla Muster",
        consultancy: "Muster GmbH",
        role: .customer,
        count: 3
    )

    /// One mail of each kind, and the pause that ends by itself.
    static func mails(_ language: Language) -> [OutgoingMail] {
        var waiting = mail(.paused, language)
        waiting.matter = .migration(
            migrationMail {
                $0.problem = throttled
                $0.until = now + 1320
            }
        )
        return MailKind.allCases.map { mail($0, language) } + [waiting]
    }

    static func mail(_ kind: MailKind, _ language: Language) -> OutgoingMail {
        OutgoingMail(
            number: 1,
            id: "0123456789abcdef0123456789abcdef",
            matter: MailKind.ofProjects.contains(kind) ? .project(projectMail()) : .migration(migrationMail()),
            kind: kind,
            recipient: "anna@example.org",
            language: language.rawValue,
            created: now
        )
    }

    static func projectMail(_ change: (inout ProjectMailArguments) -> Void = { _ in }) -> ProjectMail {
        var arguments = said
        change(&arguments)
        return ProjectMail(project: project, arguments: arguments, joinToken: Redacted("join-token"))
    }

    static func migrationMail(_ change: (inout MailArguments) -> Void = { _ in }) -> MigrationMail {
        var counts = Counts()
        (counts.copied, counts.alreadyThere, counts.skipped, counts.failed) = (30_213, 786, 1, 2)
        (counts.removed, counts.kept) = (30_198, 15)
        var arguments = MailArguments(
            source: "anna.keller@brunner-holz.example",
            target: "anna.keller@brunner-holz.example",
            counts: counts,
            pass: 1,
            problem: refused,
            undoUntil: now + 48 * 3600
        )
        change(&arguments)
        return MigrationMail(
            migration: MigrationID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random(),
            arguments: arguments,
            confirmToken: Redacted("confirm-token"),
            stopToken: Redacted("stop-token")
        )
    }
}

import Catalogue
import MailCore
import Store
import Testing

@testable import Site

@Suite("Who is counted for trying a login")
struct LoginSubjectTests {
    @Test(
        "all servers of a provider are one, others go by their names",
        arguments: [
            ("ssl0.ovh.net", "imap.mail.ovh.net", true), ("SSL0.ovh.net", "pop.mail.ovh.net", true),
            ("ssl0.ovh.net", "mail.infomaniak.com", false), ("imap.firma.example", "IMAP.Firma.Example", true),
            ("imap.firma.example", "pop.firma.example", false),
        ]
    )
    func servers(_ left: String, _ right: String, _ areOne: Bool) throws {
        let catalogue = try Catalogue(directory: "\(World.root)/Templates/catalogue")
        let subjects = [left, right].map { host in
            let endpoint = Endpoint(service: .imap, security: .tls, host: host, port: nil, user: "anna")
            return LoginCheck.subjects(endpoint, catalogue)
        }
        #expect((subjects[0] == subjects[1]) == areOne)
    }
}

@Suite("Route")
struct RouteTests {
    private static let id = MigrationID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random()

    private static let project = ProjectID(rawValue: "7K4X-9QTD-M2RB-P5HW-3") ?? .random()

    static let all: [Route] =
        [
            .home, .track, .faq, .answer("how-to-undo"), .health,
            .phone(id, isProfile: false), .phone(id, isProfile: true),
        ] + Route.WizardPage.allCases.map(Route.newMigration)
        + Route.NotificationPage.allCases.map(Route.notification)
        + Route.MigrationPage.allCases.map { .migration(id, $0) }
        + Route.ProjectsPage.allCases.map(Route.projects) + Route.ConsultantPage.allCases.map(Route.consultant)
        + Route.ProjectPage.allCases.map { .project(project, $0) } + [
            .question(project, "mailboxes"), .history(project, "mailboxes"),
        ]

    @Test("every route reads the path that it prints", arguments: all)
    func roundTrip(route: Route) {
        #expect(Route(segments: route.path.split(separator: "/").map(String.init)) == route)
    }

    @Test(
        "other paths are none",
        arguments: [
            "x", "faq/Up", "faq/a/b", "faq/..", "faq/%00", "migrations", "migrations/new", "migrations/new/else",
            "migrations/short",
            "migrations/7K4X-9QTD-M2RB-P5HW-3/else", "migrations/7K4X-9QTD-M2RB-P5HW-3/undo/x",
            "projects", "projects/short", "projects/7K4X-9QTD-M2RB-P5HW-3/else", "consultant/else",
            "projects/7K4X-9QTD-M2RB-P5HW-3/inventory/Up", "projects/7K4X-9QTD-M2RB-P5HW-3/inventory/check/x",
            "phone", "phone/short", "phone/7K4X-9QTD-M2RB-P5HW-3/x", "phone/7K4X-9QTD-M2RB-P5HW-3/umzug.mobileconfig/x",
        ]
    )
    func strangers(path: String) {
        #expect(Route(segments: path.split(separator: "/").map(String.init)) == nil)
    }
}

public import MailCore
public import Planning
public import Store
import Texts

/// Every URL of the web app, one case each; reads and prints its path.
public enum Route: Hashable, Sendable {
    case home
    case newMigration(WizardPage)
    case track
    case migration(MigrationID, MigrationPage)
    case faq
    case answer(String)
    case notification(NotificationPage)
    /// What a phone opens without a session, by a key in the query, where no log writes it down.
    case phone(MigrationID, isProfile: Bool)
    case health, metrics
    case projects(ProjectsPage)
    case consultant(ConsultantPage)
    case project(ProjectID, ProjectPage)
    /// One question of a project's inventory, by its name.
    case question(ProjectID, String)
    /// All answers that the question ever had.
    case history(ProjectID, String)
    /// A part of a project as a file: a table for spreadsheets, or a text.
    case sheet(ProjectID, SheetMaker.Part, isTable: Bool)

    /// The pages that links in mails open.
    public enum NotificationPage: String, CaseIterable, Sendable {
        case confirm, stop
    }

    /// The pages of the wizard, in order.
    public enum WizardPage: String, CaseIterable, Sendable {
        case source, target, options, check
    }

    /// The pages of one migration.
    public enum MigrationPage: String, CaseIterable, Sendable {
        case live = ""
        case started, events, receipt
        case receiptCSV = "receipt.csv"
        case receiptJSON = "receipt.json"
        case pass, retry, resume, verify, credentials, cancel, stop, undo, extend, close, delete
        case schedule
        case startNow = "start-now"
        case notifications
        case nextSteps = "next-steps"
        case profile = "umzug.mobileconfig"
    }

    /// The route of a path's decoded segments, or nil where there is none.
    public init?(segments: [String]) {
        switch segments.count {
        case 0: self = .home
        case 1 where segments[0] == "healthz": self = .health
        case 1 where segments[0] == "faq": self = .faq
        case 2 where segments[0] == "faq":
            guard Article.isSlug(segments[1]) else { return nil }
            self = .answer(segments[1])
        case 1 where segments[0] == "metrics": self = .metrics
        case 2 where segments[0] == "notifications":
            guard let page = NotificationPage(rawValue: segments[1]) else { return nil }
            self = .notification(page)
        case 2 where segments == ["migrations", "track"]: self = .track
        case 3 where segments[0] == "migrations" && segments[1] == "new":
            guard let page = WizardPage(rawValue: segments[2]) else { return nil }
            self = .newMigration(page)
        case 2...3 where segments[0] == "migrations":
            let name = segments.count == 3 ? segments[2] : ""
            guard let page = MigrationPage(rawValue: name), segments.count == 2 || page != .live,
                let id = MigrationID(rawValue: segments[1])
            else { return nil }
            self = .migration(id, page)
        case 2...3 where segments[0] == "phone":
            let isProfile = segments.count == 3
            guard let id = MigrationID(rawValue: segments[1]), !isProfile || segments[2] == Route.profileName else {
                return nil
            }
            self = .phone(id, isProfile: isProfile)
        default:
            guard let route = Route(project: segments) else { return nil }
            self = route
        }
    }

    private static let profileName = MigrationPage.profile.rawValue

    /// The path.
    public var path: String {
        switch self {
        case .home: "/"
        case .newMigration(let page): "/migrations/new/\(page.rawValue)"
        case .track: "/migrations/track"
        case .migration(let id, .live): "/migrations/\(id)"
        case .migration(let id, let page): "/migrations/\(id)/\(page.rawValue)"
        case .faq: "/faq"
        case .answer(let slug): "/faq/\(slug)"
        case .notification(let page): "/notifications/\(page.rawValue)"
        case .phone(let id, isProfile: false): "/phone/\(id)"
        case .phone(let id, isProfile: true): "/phone/\(id)/\(Route.profileName)"
        case .health: "/healthz"
        case .metrics: "/metrics"
        case .projects, .consultant, .project, .question, .history, .sheet: projectPath
        }
    }

    /// The path of a link in a mail; the token is in the query, which is never logged.
    func path(token: String) -> String { "\(path)?token=\(token)" }

    /// Whether the page asks for a login, after which the session is renewed.
    var asksForLogin: Bool {
        [.newMigration(.source), .newMigration(.target), .track, .consultant(.login)].contains(self)
    }

    /// Whether it is what a link in a mail opens, by a token in the query.
    var opensLink: Bool {
        if case .notification = self { return true }
        return [.projects(.join), .projects(.mails), .projects(.dns)].contains(self)
    }

    /// Whether a form of this page can be sent.
    public var takesPost: Bool {
        switch self {
        case .home, .faq, .health, .metrics, .phone, .sheet, .history: false
        case .newMigration, .track, .answer, .notification, .projects, .consultant, .question: true
        case .project(_, let page): page.takesPost
        case .migration(_, let page):
            switch page {
            case .live, .started, .events, .receipt, .receiptCSV, .receiptJSON, .nextSteps, .profile: false
            case .pass, .retry, .resume, .verify, .credentials, .cancel, .stop, .undo, .extend, .close, .delete,
                .schedule, .startNow, .notifications:
                true
            }
        }
    }
}

import Planning
import Store

extension Route {
    /// The doors to projects.
    public enum ProjectsPage: String, CaseIterable, Sendable {
        /// Beginning an inventory without an invitation.
        case new
        /// What a link in a mail opens.
        case join
        /// What a link in a mail opens to end such mails.
        case mails
        /// Where everybody comes who has no right to what was asked for.
        case enter
        /// What a link to a DNS plan opens, for whoever keeps the zone.
        case dns
    }

    /// The pages of a consultant.
    public enum ConsultantPage: String, CaseIterable, Sendable {
        case desk = ""
        case login, logout
        /// The own name, mails, and codes of an app.
        case account
    }

    /// The parts of a project, each a page or a file.
    public enum ProjectPage: String, CaseIterable, Sendable {
        case hub = ""
        case people
        case hoursCSV = "hours.csv"
        case inventory
        case check = "inventory/check"
        case review
        case architecture, accounts, dns, tests, runbook, messages, files, preview
        case archive = "archive.zip"
        case accessList = "access-list"

        /// Whether a form of it can be sent.
        var takesPost: Bool {
            switch self {
            case .hub, .people, .inventory, .check, .review, .architecture, .accounts, .dns, .tests, .runbook, .files,
                .preview, .accessList:
                true
            case .hoursCSV, .messages, .archive: false
            }
        }

        /// The pages that the navigation of a project names, in its order.
        static let parts: [ProjectPage] = [
            .inventory, .review, .architecture, .accounts, .dns, .tests, .runbook, .messages, .files, .people,
        ]

        /// Whether those see it who only test.
        var isForTesters: Bool {
            switch self {
            case .hub, .tests: true
            case .people, .hoursCSV, .inventory, .check, .review, .architecture, .accounts, .dns, .runbook, .messages,
                .files,
                .preview, .archive, .accessList:
                false
            }
        }
    }

    /// The route of a path that begins with `projects` or `consultant`; `segments` are those of the whole path.
    init?(project segments: [String]) {
        switch (segments.first, segments.count) {
        case ("consultant", 1...2):
            guard segments.count == 1 || segments[1] != "",
                let page = ConsultantPage(rawValue: segments.count == 2 ? segments[1] : "")
            else { return nil }
            self = .consultant(page)
        case ("projects", 2...):
            if segments.count == 2, let page = ProjectsPage(rawValue: segments[1]) {
                self = .projects(page)
                return
            }
            guard let id = ProjectID(rawValue: segments[1]) else { return nil }
            let rest = segments.dropFirst(2)
            if let page = ProjectPage(rawValue: rest.joined(separator: "/")), rest.count < 3 {
                self = .project(id, page)
            } else if rest.count == 2, rest.first == "inventory", let question = rest.last, Route.isName(question) {
                self = .question(id, question)
            } else if rest.count == 3, rest.first == "inventory", rest.last == "history",
                let question = rest.dropFirst().first, Route.isName(question)
            {
                self = .history(id, question)
            } else if rest.count == 1, let (part, isTable) = Route.sheet(rest.first ?? "") {
                self = .sheet(id, part, isTable: isTable)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The part whose file is called that: `tests.md` or `tests.csv`.
    private static func sheet(_ name: String) -> (SheetMaker.Part, isTable: Bool)? {
        let pieces = name.split(separator: ".", omittingEmptySubsequences: false)
        guard pieces.count == 2, let part = SheetMaker.Part(rawValue: String(pieces[0])),
            ["md", "csv"].contains(pieces[1])
        else { return nil }
        return (part, pieces[1] == "csv")
    }

    /// Whether that can be the name of a question: letters, digits and hyphens.
    static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    /// The path of a route of projects; empty for others.
    var projectPath: String {
        switch self {
        case .projects(let page): "/projects/\(page.rawValue)"
        case .consultant(.desk): "/consultant"
        case .consultant(let page): "/consultant/\(page.rawValue)"
        case .project(let id, .hub): "/projects/\(id)"
        case .project(let id, let page): "/projects/\(id)/\(page.rawValue)"
        case .sheet(let id, let part, let isTable): "/projects/\(id)/\(part.rawValue).\(isTable ? "csv" : "md")"
        case .question(let id, let question): "/projects/\(id)/inventory/\(question)"
        case .history(let id, let question): "/projects/\(id)/inventory/\(question)/history"
        default: ""
        }
    }

    /// Whether it is one of the pages of projects.
    var isOfProjects: Bool {
        switch self {
        case .projects, .consultant, .project, .question, .history: true
        default: false
        }
    }

    /// The project that the page belongs to.
    var project: ProjectID? {
        switch self {
        case .project(let id, _), .question(let id, _), .history(let id, _), .sheet(let id, _, _): id
        default: nil
        }
    }
}

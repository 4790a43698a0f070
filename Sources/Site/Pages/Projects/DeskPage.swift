import HTTPServer
import MailCore
import Planning
import Store
import Texts

/// A consultant's projects, and the beginning of another one.
enum DeskPage {
    struct Model: ViewModel {
        struct Line {
            var href: String
            var name: String
            var progress: String
            var visited: String
        }

        var action: String
        var logout: String
        var accountHref: String
        var csrf: String
        var summary: ErrorSummary?
        var consultancy: String
        var lead: String
        var projects: [Line]
        var hasProjects: Bool
        var name: TextField
        var offer: TextField
    }

    static func get(_ consultant: Consultant, _ visit: Visit) async throws -> Response {
        try await answer(consultant, visit)
    }

    static func post(_ form: Form, _ consultant: Consultant, _ visit: Visit) async throws -> Response {
        if form["action"] == "take" { return try await takeOn(form, consultant, visit) }
        let name = ProjectName(form["name"])
        guard let name else {
            let complaint = Complaints.about("name", visit.say("projects.desk.nameMissing"))
            return try await answer(consultant, visit, name: form["name"], complaint)
        }
        let version = visit.site.blueprint.questionnaire.version
        let new = NewProject(name: name.text, language: visit.language.rawValue, questionnaire: version)
        let project = try await visit.store.create(new, by: consultant)
        return .seeOther(Route.project(project.id, .people).path)
    }

    /// Takes a project on that was begun without a consultancy.
    private static func takeOn(_ form: Form, _ consultant: Consultant, _ visit: Visit) async throws -> Response {
        try await visit.attempt(.join, by: [])
        let token = JoinLink.token(in: form["offer"])
        guard let project = try await visit.store.takeOn(token: token, by: consultant) else {
            let complaint = Complaints.about("offer", visit.say("projects.desk.offerWrong"))
            return try await answer(consultant, visit, offer: form["offer"], complaint)
        }
        try await visit.store.succeeded(.join, by: [.visitor(visit.request.peer)])
        return .seeOther(Route.project(project.id, .hub).path)
    }

    private static func answer(
        _ consultant: Consultant,
        _ visit: Visit,
        name: String = "",
        offer: String = "",
        _ complaints: Complaints = Complaints()
    ) async throws -> Response {
        let projects = try await visit.store.projects(of: consultant.consultancy.id)
        var lines: [Model.Line] = []
        for project in projects {
            let given = try await visit.store.answers(of: project.id)
            let standing = given.map { visit.site.blueprint.questionnaire.standing(of: $0.answers) }
            let (done, all) = (String(standing?.answered ?? 0), String(standing?.lines.count ?? 0))
            lines.append(
                Model.Line(
                    href: Route.project(project.id, .hub).path,
                    name: project.name,
                    progress: visit.say("projects.answered", ["done": done, "n": all]),
                    visited: visit.formats.moment(project.lastVisit)
                )
            )
        }
        let model = Model(
            action: Route.consultant(.desk).path,
            logout: Route.consultant(.logout).path,
            accountHref: Route.consultant(.account).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, kept: nil),
            consultancy: consultant.consultancy.name,
            lead: visit.say("projects.desk.lead", ["login": consultant.name, "n": String(projects.count)]),
            projects: lines,
            hasProjects: !lines.isEmpty,
            name: TextField(
                "name",
                label: visit.say("projects.desk.name"),
                hint: visit.say("projects.desk.nameHint"),
                value: name
            ).with(complaints),
            offer: TextField(
                "offer",
                label: visit.say("projects.desk.offer"),
                hint: visit.say("projects.desk.offerHint"),
                value: offer
            ).with(complaints)
        )
        let title = [visit.say("projects.desk.windowTitle")]
        return try visit.form("projects/desk", model, title: title, isWrong: !complaints.isEmpty)
    }
}

import HTTPServer
import MailCore
import Store

/// Where everybody comes who has no right to a project: the own projects, a new link by mail, and the other doors.
///
/// Whether an address is known is not told.
enum EnterPage {
    struct Model: ViewModel {
        struct Line {
            var href: String
            var name: String
            var role: String
        }

        var action: String
        var csrf: String
        var summary: ErrorSummary?
        var isSent: Bool
        var projects: [Line]
        var hasProjects: Bool
        var address: TextField?
        var newHref: String?
        var consultantHref: String
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        if try await visit.consultant() != nil { return .seeOther(Route.consultant(.desk).path) }
        _ = try await visit.openSession()
        return try await answer("", visit)
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        guard visit.site.configuration.sendsMail else { throw Refusal.notFound }
        guard let address = PersonFields.address(form["address"]) else {
            let complaints = Complaints.about("address", visit.say("projects.people.addressWrong"))
            return try await answer(form["address"], visit, complaints)
        }
        try await visit.attempt(.mail, by: [.account(address.description)])
        try await visit.store.mailLinks(to: address)
        return try await answer("", visit, isSent: true)
    }

    private static func answer(
        _ typed: String,
        _ visit: Visit,
        _ complaints: Complaints = Complaints(),
        isSent: Bool = false
    ) async throws -> Response {
        var lines: [Model.Line] = []
        var members: [Member] = []
        if let session = visit.session { members = try await visit.store.memberships(of: session.id) }
        for member in members {
            guard let project = try await visit.store.project(member.project) else { continue }
            let href: Route =
                member.role == .expert
                ? .question(project.id, member.question ?? "") : .project(project.id, .hub)
            let role = visit.say("projects.role.\(member.role.rawValue)")
            lines.append(Model.Line(href: href.path, name: project.name, role: role))
        }
        let model = Model(
            action: Route.projects(.enter).path,
            csrf: visit.csrf,
            summary: visit.summary(complaints, kept: nil),
            isSent: isSent,
            projects: lines,
            hasProjects: !lines.isEmpty,
            address: visit.site.configuration.sendsMail
                ? TextField(
                    "address",
                    label: visit.say("projects.enter.address"),
                    hint: visit.say("projects.enter.addressHint"),
                    value: typed,
                    autocomplete: "email",
                    inputMode: "email"
                ).with(complaints) : nil,
            newHref: visit.site.configuration.openInventory ? Route.projects(.new).path : nil,
            consultantHref: Route.consultant(.login).path
        )
        let title = [visit.say("projects.enter.windowTitle")]
        return try visit.form("projects/enter", model, title: title, isWrong: !complaints.isEmpty)
    }
}

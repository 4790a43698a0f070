import HTTPServer
import Store

/// What an invitation's link opens: says whose project it is; the button takes the right, because programs that check mails
/// open links.
enum JoinPage {
    struct Model: ViewModel {
        var action: String
        var csrf: String
        var title: String
        var lead: String
        var role: String?
        var button: String?
        var enterHref: String
        var enter: String
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        let standing = try await visit.store.link(token: visit.linkToken)
        return try await answer(standing, visit)
    }

    static func post(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        try await visit.attempt(.join, by: [])
        let standing = try await visit.store.link(token: visit.linkToken)
        guard case .valid(let member) = standing else { return try await answer(standing, visit) }
        try await visit.store.succeeded(.join, by: [.visitor(visit.request.peer)])
        try await visit.store.grant(member.id, to: try await visit.renewToken().id)
        switch member.role {
        case .expert: return .seeOther(Route.question(member.project, member.question ?? "").path)
        case .customer, .colleague, .tester: return .seeOther(Route.project(member.project, .hub).path)
        }
    }

    private static func answer(_ standing: LinkStanding, _ visit: Visit) async throws -> Response {
        var model = Model(
            action: Route.projects(.join).path(token: visit.linkToken),
            csrf: visit.csrf,
            title: visit.say("projects.join.goneTitle"),
            lead: visit.say("projects.join.gone"),
            enterHref: Route.projects(.enter).path,
            enter: visit.say(visit.site.configuration.sendsMail ? "projects.join.again" : "projects.join.enter")
        )
        if case .valid(let member) = standing, let project = try await visit.store.project(member.project) {
            model.title = visit.say("projects.join.title", ["project": project.name])
            model.lead = visit.say("projects.join.lead", ["name": member.name])
            model.role = visit.say("projects.role.\(member.role.rawValue)What")
            model.button = visit.say("projects.join.button")
        }
        let name = model.button == nil ? "projects.join.goneWindowTitle" : "projects.join.windowTitle"
        return try visit.page("projects/join", model, title: [visit.say(name)], scripts: [.once])
    }
}

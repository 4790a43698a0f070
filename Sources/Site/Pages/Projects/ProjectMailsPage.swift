import HTTPServer
import Store

/// What the link below a project's mail opens: a button that ends such mails, and then one that has them sent again.
enum ProjectMailsPage {
    static func get(_ visit: inout Visit) async throws -> Response {
        _ = try await visit.openSession()
        let member = try await member(visit)
        let project: Project? = if let member { try await visit.store.project(member.project) } else { nil }
        let stage = project == nil ? "gone" : member?.isSilent == true ? "done" : "ask"
        let key = "projects.mails.\(stage)"
        let model = LinkPage.Model(
            title: visit.say("\(key)Title"),
            lead: visit.say("\(key)Lead", ["project": project?.name]),
            address: project == nil ? nil : member?.address,
            action: Route.projects(.mails).path(token: visit.linkToken),
            csrf: visit.csrf,
            button: project == nil ? nil : visit.say("\(key)Button"),
            hint: visit.say("\(key)Hint")
        )
        let title = [model.title, visit.say("projects.mails.windowTitle")]
        return try visit.page("notifications/link", model, title: title, scripts: [.once])
    }

    static func post(_ form: Form, _ visit: inout Visit) async throws -> Response {
        if let member = try await member(visit) { try await visit.store.setSilent(!member.isSilent, member.id) }
        return .seeOther(Route.projects(.mails).path(token: visit.linkToken))
    }

    /// Whose link it is; also of one that is too old to open the project.
    private static func member(_ visit: Visit) async throws -> Member? {
        switch try await visit.store.link(token: visit.linkToken) {
        case .valid(let member), .expired(let member): member
        case .revoked, .unknown: nil
        }
    }
}

import HTTPServer
import Planning
import Store

/// What the link of a DNS plan opens, for whoever keeps the zone: the plan, live, and nothing else of the project.
///
/// Whoever has the link sees it, without any right to the project. What is not valid any more, and what never was, is
/// answered alike.
enum ZoneCheckPage {
    struct Model: ViewModel {
        var isOpen: Bool
        var action: String
        var csrf: String
        var title: String
        var lead: String
        var looked: String
        var mayLook: Bool
        var isSlow: Bool
        var until: String
        var zones: [DNSZoneView]
    }

    /// What the link opens.
    private struct Opened {
        var link: CheckLink
        var derived: Derived
    }

    static func get(_ visit: inout Visit) async throws -> Response {
        guard let opened = try await open(visit) else { return try gone(visit) }
        let board = try await DNSBoard(opened.link.project, opened.derived, visit)
        if let file = DNSPage.file(board, visit) { return hidden(file) }
        _ = try await visit.openSession()
        return try show(board, opened.link, visit)
    }

    /// Has the zones read anew.
    static func post(_ visit: Visit) async throws -> Response {
        guard let opened = try await open(visit) else { return try gone(visit) }
        let here = Route.projects(.dns).path(token: visit.linkToken)
        let isThere = try await DNSPage.look(opened.link.project, opened.derived, visit)
        return .seeOther(isThere ? here : "\(here)&slow=yes")
    }

    private static func open(_ visit: Visit) async throws -> Opened? {
        guard !visit.linkToken.isEmpty, let link = try await visit.store.checkLink(token: visit.linkToken),
            link.standing == .valid, let project = try await visit.store.project(link.project),
            let derived = try await ProjectDesk.derived(project, visit)
        else { return nil }
        return Opened(link: link, derived: derived)
    }

    private static func show(_ board: DNSBoard, _ link: CheckLink, _ visit: Visit) throws -> Response {
        let here = Route.projects(.dns).path(token: visit.linkToken)
        let isEmpty = board.zones.isEmpty
        let model = Model(
            isOpen: true,
            action: here,
            csrf: visit.csrf,
            title: visit.say("plans.check.title"),
            lead: visit.say(isEmpty ? "plans.check.empty" : "plans.check.lead", ["product": board.target?.name]),
            looked: board.looked(visit),
            mayLook: !isEmpty,
            isSlow: visit.request.query.contains("slow"),
            until: visit.voice.say("plans.check.until", at: "time", link.until),
            zones: board.zones.enumerated().map { index, zone in
                var view = DNSZoneView(zone, at: index, files: "\(here)&", visit)
                view.back = view.isExists ? DNSPage.before(zone, visit) : nil
                return view
            }
        )
        let title = [visit.say("plans.check.title")]
        return hidden(try visit.page("plans/check", model, title: title, scripts: [.once, .copy]))
    }

    private static func gone(_ visit: Visit) throws -> Response {
        let model = Model(
            isOpen: false,
            action: "",
            csrf: "",
            title: visit.say("projects.join.goneTitle"),
            lead: visit.say("plans.check.gone"),
            looked: "",
            mayLook: false,
            isSlow: false,
            until: "",
            zones: []
        )
        return hidden(try visit.page("plans/check", model, title: [visit.say("plans.check.goneWindowTitle")]))
    }

    /// Search engines keep nothing of it.
    private static func hidden(_ response: Response) -> Response {
        var response = response
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response
    }
}
